"""What tells a right answer from a wrong one before anybody knows: one file a signal, one line each in `table`."""
