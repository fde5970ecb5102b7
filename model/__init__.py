"""newsfacts: facts from news articles, each pointing at the words that state it."""

__version__ = "0.1.0"
