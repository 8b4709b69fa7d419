"""The recipe of the bundled masked language model: `python -m recipes.masked_words --data DIR`."""
