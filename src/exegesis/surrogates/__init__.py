"""Readable students that stand in for a model: sparse linear ones and shallow trees, of one input or of many texts."""
