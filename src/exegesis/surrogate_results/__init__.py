"""Surrogates once they are made: frozen data that predicts, is read out as rules, and goes to JSON and back."""
