"""What a model predicts at each token, and at each layer."""
