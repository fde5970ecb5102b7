"""The annotation scheme and the training recipes, as package data."""
