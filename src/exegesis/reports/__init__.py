"""Reports over many measurements."""
