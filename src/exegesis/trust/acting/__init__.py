"""People act on explanations: choose between two models, mark words, retrain without them, go back."""
