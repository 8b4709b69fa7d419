"""Explanations beside those of the peers: seconds, memory, operations and equality of the answer, in one run."""
