"""A model, or its text, changed: heads silenced, tokens masked, replaced, deleted or inserted."""
