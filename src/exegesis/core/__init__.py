"""Ground without a word of explanations: resumable lines, tables."""
