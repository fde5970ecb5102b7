"""Writers of articles and their facts, one a format."""
