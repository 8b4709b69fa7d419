"""Which coalitions of units are asked for, and with what weights."""
