"""SQuAD files at toy size: films and stories with names that answer the questions."""

import json
from pathlib import Path
from typing import Any

import pytest

NAMES = ("ada", "bela", "carl", "dora", "emil", "fritz")


def paragraph(number: int) -> dict[str, Any]:
    """ "the story 3 is good. dora is bad.", asked who is bad."""
    name = f"{NAMES[number % len(NAMES)]}{number}"
    context = f"the story {number} is good. {name} is very bad. the plot is boring!"
    answer = {"text": name, "answer_start": context.index(name)}
    asked = {"id": str(number), "question": f"who is bad in story {number}?", "answers": [answer]}
    return {"context": context, "qas": [asked]}


@pytest.fixture
def squad(tmp_path: Path) -> Path:
    """A folder with the two files the recipe reads: articles of four paragraphs, the last without a known title."""
    folder = tmp_path / "qa"
    folder.mkdir()
    for name, first, count in (("squad_v1.1_train_partial", 0, 44), ("squad_v1.1_dev", 100, 12)):
        articles = [
            {"title": f"Article {start}", "paragraphs": [paragraph(n) for n in range(start, start + 4)]}
            for start in range(first, first + count, 4)
        ]
        articles[-1]["title"] = "(unknown)"
        (folder / f"{name}.json.gz").write_text(json.dumps({"version": "1.1", "data": articles}), encoding="utf-8")
    return folder
