"""A small file of words and tags."""

from pathlib import Path


def tags_file(folder: Path) -> Path:
    """Two sentences of two words."""
    path = folder / "tags.conll"
    path.write_text("good X\nfilm O\n\nbad O\nplot O\n", encoding="utf-8")
    return path
