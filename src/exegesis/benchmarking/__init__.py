"""A benchmark of explainers: models x methods x measures over data sets."""
