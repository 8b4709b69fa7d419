"""Kinds of data: what a unit is, how a mask becomes an input, which tree the units form."""
