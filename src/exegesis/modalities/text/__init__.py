"""Texts: units, maskers of strings and of word pieces, and how a long text is cut."""
