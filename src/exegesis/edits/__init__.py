"""A text beside an edit of it: the answer's change, and each word's."""
