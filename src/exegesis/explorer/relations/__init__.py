"""What heads follow over a corpus: dependency relations, and pronouns to their names."""
