"""The recipe of the bundled question answering model: `python -m recipes.questions --data DIR`."""
