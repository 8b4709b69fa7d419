"""The recipe of the bundled question answering model: `python -m exegesis.distillation.questions --data DIR`."""
