"""Models and methods side by side over texts."""
