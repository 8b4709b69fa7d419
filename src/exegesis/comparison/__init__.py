"""Question answering models side by side on the same questions."""
