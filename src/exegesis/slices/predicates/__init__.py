"""What rows can be told apart by: one file a kind, one line each in `table`."""
