"""The inputs: a long review, a short sentence, 200 short ones, a question; from the shared data, always the same."""

import gzip
import json
import re
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError
from exegesis.data.inputs import Question

LONG_WORDS, LONG_PIECES, SHORT_WORDS, MANY = 248, 287, 20, 200
MOST_PIECES = 512  # that the model reads at once
_TRIED = 50
_IMDB, _IMDB_MORE = "sentiment/imdb_test.jsonl.gz", "sentiment/imdb_train.jsonl.gz"
_SST2, _SQUAD = "sentiment/sst2.jsonl.gz", "qa/xquad_en.json.gz"


def long_review(data: Path, pieces: Callable[[str], int]) -> str:
    """The review of 248 words, or nearly, without line breaks; of several the one with about 287 word pieces."""
    every = chain(_texts(data / _IMDB, "test"), _texts(data / _IMDB_MORE, "train"))
    plain = [text for text in every if "<" not in text]
    by_words = sorted(plain, key=lambda text: (abs(len(text.split()) - LONG_WORDS), text))[:_TRIED]
    found = [text for text in by_words if pieces(text) <= MOST_PIECES]
    if not found:
        raise InputError(f"no review of about {LONG_WORDS} words fits the model; give another tokenizer.")
    nearest = abs(len(found[0].split()) - LONG_WORDS)
    same = [text for text in found if abs(len(text.split()) - LONG_WORDS) == nearest]
    return min(same, key=lambda text: (abs(pieces(text) - LONG_PIECES), text))


def short_sentence(data: Path) -> str:
    """The first SST-2 sentence of 20 words."""
    return next(text for text in _texts(data / _SST2, "dev") if len(text.split()) == SHORT_WORDS)


def many_sentences(data: Path, count: int = MANY) -> list[str]:
    """The first SST-2 sentences of the development set."""
    return list(_texts(data / _SST2, "dev"))[:count]


def sentences(data: Path, count: int) -> list[str]:
    """The first SST-2 sentences of 15 to 25 words of the development set."""
    return list(islice((t for t in _texts(data / _SST2, "dev") if 15 <= len(t.split()) <= 25), count))


def short_reviews(data: Path, count: int) -> list[str]:
    """The first reviews of 50 to 80 words, without line breaks."""
    found = (t for t in _texts(data / _IMDB, "test") if 50 <= len(t.split()) <= 80 and "<" not in t)
    return list(islice(found, count))


def question(data: Path) -> Question:
    """The first question of the set."""
    with gzip.open(data / _SQUAD, "rt", encoding="utf-8") as file:
        paragraph = json.load(file)["data"][0]["paragraphs"][0]
    return Question(paragraph["qas"][0]["question"], paragraph["context"])


def words_of(text: str) -> list[tuple[int, int]]:
    """Spans of the words as lime splits them."""
    return [match.span() for match in re.finditer(r"\w+", text)]


def _texts(path: Path, split: str) -> Iterator[str]:
    if not path.is_file():
        raise InputError(f"no file {path.parent.name}/{path.name} in the data folder; give the folder with --data.")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row: dict[str, Any] = json.loads(line)
            if row["split"] == split:
                yield row["text"]
