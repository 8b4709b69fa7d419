"""Classifiers side by side on texts, each explained by several methods."""
