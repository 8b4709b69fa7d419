"""The recipe of the bundled masked language model: `python -m exegesis.distillation.masked_words --data DIR`."""
