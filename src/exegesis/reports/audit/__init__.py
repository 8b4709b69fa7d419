"""What a model is, does and cannot be trusted with on one file of rows: a report that can be signed, and its gate."""
