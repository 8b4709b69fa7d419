"""Files of sentences with their words and tags."""
