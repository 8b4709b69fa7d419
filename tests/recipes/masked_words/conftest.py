"""Toy data of the recipe, in the layout of the shared data's folder."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

WIKITEXT = """ = Very Good Film =
 The film is very good , <unk> story @-@ ing . It is 0 @.@ 5 good .
 = = Plot = = The plot is boring .
"""


def write_gzip(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(text)


def _lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    """The five files at toy size."""
    folder = tmp_path / "texts"
    books = [
        {
            "id": f"book/{n}",
            "split": "valid" if n == 2 else "train",
            "text": f"The story {n} is good. A bad plot!\n\n" * 8,
        }
        for n in range(3)
    ]
    reviews = [{"id": n, "label": 0, "text": f"The film {n} is bad.<br /><br />Very boring."} for n in range(6)]
    asked = {"id": "q", "question": "what?", "answers": [{"text": "story", "answer_start": 4}]}
    paragraphs = [
        {"context": f"the story number {n} is a masterpiece.", "qas": [{**asked, "id": f"q{n}"}]} for n in range(41)
    ]
    squad = {"data": [{"title": "Film", "paragraphs": paragraphs}]}
    write_gzip(folder / "text" / "gutenberg_books.jsonl.gz", _lines(books))
    write_gzip(folder / "text" / "wikitext2_valid.txt.gz", WIKITEXT * 3)
    write_gzip(folder / "text" / "wikitext2_test.txt.gz", WIKITEXT * 8)
    write_gzip(folder / "sentiment" / "imdb_train.jsonl.gz", _lines(reviews))
    write_gzip(folder / "qa" / "squad_v1.1_train_partial.json.gz", json.dumps(squad))
    return folder
