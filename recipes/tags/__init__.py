"""The recipe of the bundled tagger: `python -m recipes.tags --data DIR`."""
