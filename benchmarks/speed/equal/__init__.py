"""Time to an equal answer: what each side needs until its scores are as good as the peer's are with its defaults."""
