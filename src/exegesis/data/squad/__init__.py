"""SQuAD files: reading them, and the official arithmetic of exact match and F1."""
