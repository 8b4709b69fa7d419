"""`exegesis attack ...`: edits that turn a model's answers."""
