"""Measures of an explanation, taken on its model."""
