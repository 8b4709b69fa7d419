"""Tiny models of each head and small files, to be reported on."""

import json
from pathlib import Path

from tests.distillation.task.toys import reviews, written


def rows(folder: Path, count: int = 12) -> Path:
    """Labelled texts, the last two without a label."""
    path = written(reviews(count, 5), folder / "toy.jsonl")
    with path.open("a", encoding="utf-8") as file:
        for text in ("a dull film", "the plot is good"):
            file.write(json.dumps({"text": text}) + "\n")
    return path
