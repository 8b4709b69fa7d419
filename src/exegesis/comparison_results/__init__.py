"""Models and methods side by side over texts: what `compare` gives, as plain data that views may see."""
