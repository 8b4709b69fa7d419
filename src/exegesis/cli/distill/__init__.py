"""`exegesis distill ...`: smaller models from larger ones, and what was kept."""
