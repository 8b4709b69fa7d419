"""Many explanations in plain sentences: what their units do, tried on every input that holds them."""
