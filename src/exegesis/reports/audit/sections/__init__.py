"""The sections of an audit report: one file each, that asks, and says what came of it."""
