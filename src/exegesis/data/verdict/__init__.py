"""Whether an explanation can be relied on: pure arithmetic over what was measured, and one line that says it."""
