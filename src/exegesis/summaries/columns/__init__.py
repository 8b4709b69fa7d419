"""Explained rows of a table, summed up by column: how large scores are, and how they go with values."""
