"""Training on a task: from labels, from one teacher or several, or from both. Import its modules by name."""
