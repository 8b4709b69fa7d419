"""The recipe of the bundled sentiment models: `python -m exegesis.distillation.sentiment`."""
