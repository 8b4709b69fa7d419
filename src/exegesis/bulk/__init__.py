"""Explanations of many texts together: as tables, in figures, on a page."""
