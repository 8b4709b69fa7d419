"""The recipe of the bundled sentiment models: `python -m recipes.sentiment`."""
