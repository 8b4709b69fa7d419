"""Sequences of events: events, columns, cells as units, the past as one of them, and what stands for an absent one."""
