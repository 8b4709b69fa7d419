"""What a model must do, as tests: labels that must hold, edits that must change nothing, or move it one way."""
