"""The running text to train on, to follow the training on, and to measure on, as documents of sentences."""

import gzip
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from exegesis.core.errors import InputError
from exegesis.data.squad.reading import read_squad
from recipes.detokenizer import without_breaks
from recipes.masked_words.wikitext import read_articles
from recipes.sentences import split

BOOKS = "text/gutenberg_books.jsonl.gz"
WIKITEXT = "text/wikitext2_valid.txt.gz"
WIKITEXT_TEST = "text/wikitext2_test.txt.gz"
REVIEWS = "sentiment/imdb_train.jsonl.gz"
QUESTIONS = "qa/squad_v1.1_train_partial.json.gz"
FILES = (BOOKS, WIKITEXT, REVIEWS, QUESTIONS)
_HELD_OUT = 20  # every so-manieth SQuAD paragraph is kept for following the training
_ALL_WORDS = 10**9


@dataclass(frozen=True)
class Document:
    """A book, an article, a review or a paragraph in sentences, in order."""

    sentences: tuple[str, ...]
    encyclopedic: bool = False


def training(folder: Path, limit: int | None = None) -> list[Document]:
    """Books of the train split, WikiText-2 valid, IMDb train and SQuAD train; of each kind `limit` documents."""
    check(folder, FILES)
    wikitext = [Document(tuple(lines), encyclopedic=True) for lines in read_articles(folder / WIKITEXT)]
    paragraphs = [one for number, one in enumerate(_paragraphs(folder)) if number % _HELD_OUT]
    reviews = [document(without_breaks(str(row["text"]))) for row in _rows(folder / REVIEWS)]
    books = _books(folder, "train")
    return [*books[:limit], *wikitext[:limit], *paragraphs[:limit], *reviews[:limit]]


def held_out(folder: Path, limit: int | None = None) -> list[Document]:
    """The books of the valid split and every twentieth SQuAD paragraph, for progress and choosing settings."""
    check(folder, FILES)
    return [*held_out_books(folder, limit), *list(_paragraphs(folder))[::_HELD_OUT][:limit]]


def held_out_books(folder: Path, limit: int | None = None) -> list[Document]:
    """The books of the valid split."""
    check(folder, (BOOKS,))
    return _books(folder, "valid")[:limit]


def reporting(folder: Path, limit: int | None = None) -> list[Document]:
    """The articles of the WikiText-2 test, which nothing is trained or chosen on; a document's sentences are lines."""
    check(folder, (WIKITEXT_TEST,))
    return [Document(tuple(lines), encyclopedic=True) for lines in read_articles(folder / WIKITEXT_TEST)][:limit]


def document(text: str, encyclopedic: bool = False) -> Document:
    """A text cut into its sentences."""
    return Document(tuple(split(text, 1, _ALL_WORDS)), encyclopedic)


def check(folder: Path, names: Iterable[str]) -> None:
    """Raise `InputError` naming the first missing file."""
    for name in names:
        if not (folder / name).is_file():
            raise InputError(
                f"no file {name} in the data folder; give the folder with text/, sentiment/, qa/ by --data."
            )


def _books(folder: Path, part: str) -> list[Document]:
    return [document(str(row["text"])) for row in _rows(folder / BOOKS) if row["split"] == part]


def _paragraphs(folder: Path) -> Iterator[Document]:
    contexts = dict.fromkeys(one.context for one in read_squad(folder / QUESTIONS))
    return (document(context, encyclopedic=True) for context in contexts)


def _rows(path: Path) -> Iterator[dict[str, object]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
