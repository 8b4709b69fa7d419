"""A corpus seen by a model: its words with their tags, and a vector of each word at every layer."""
