"""Distillation: small students that learn from a teacher. Import its modules by name; nothing is imported here."""
