"""Models side by side: question answering on a SQuAD file (`questions`), classifiers on texts (`texts`)."""
