"""Sounds: tiles of time and frequency, what stands for an absent one, and which of them belong together."""
