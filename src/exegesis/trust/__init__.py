"""Whether an explanation lets a person trust the right predictions and models, and mend the wrong ones."""
