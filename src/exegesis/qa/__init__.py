"""Questions over a context: answers asked for, scored on data sets, and compared between models."""
