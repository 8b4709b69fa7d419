"""Explainers side by side over data sets: what `benchmark` gives, as plain data that views may see."""
