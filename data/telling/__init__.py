"""Events and relations told in plain English."""
