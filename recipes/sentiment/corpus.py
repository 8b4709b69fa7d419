"""The sentiment data a recipe trains on: SST-2, rt-polarity and IMDb, in the splits it may use."""

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from exegesis.core.errors import InputError
from recipes.detokenizer import natural, without_breaks

LABELS = {0: "negative", 1: "positive"}
FILES = ("sst2.jsonl.gz", "rt_polarity.jsonl.gz", "imdb_train.jsonl.gz")
TEST_FILES = ("sst2.jsonl.gz", "imdb_test.jsonl.gz")
_ENDS = (60, 180)  # words kept of the start and the end of a long review; the verdict is mostly at the end


@dataclass(frozen=True)
class Example:
    """One labelled text in the forms it may be met in (as stored, as a person would type it); label 0 or 1."""

    id: str
    label: int
    variants: tuple[str, ...]
    is_review: bool = False  # a whole IMDb review rather than a sentence


def training(folder: Path, limit: int | None = None) -> list[Example]:
    """The training examples: SST-2 train, rt-polarity train not in SST-2, nine tenths of IMDb train."""
    sst = [_sentence(row) for row in _rows(folder, "sst2.jsonl.gz") if row["split"] == "train"]
    rt = [
        _sentence(row)
        for row in _rows(folder, "rt_polarity.jsonl.gz")
        if row["split"] == "train" and not row["in_sst2"]
    ]
    imdb = [_review(row) for row in _rows(folder, "imdb_train.jsonl.gz") if not _held_out(str(row["id"]))]
    return [*sst[:limit], *rt[:limit], *_both_labels(imdb, limit)]


def development(folder: Path, limit: int | None = None) -> dict[str, list[Example]]:
    """What settings are chosen on: SST-2 dev as stored, and the tenth of IMDb train held out."""
    sst = [_as_stored(row) for row in _rows(folder, "sst2.jsonl.gz") if row["split"] == "dev"]
    imdb = [_as_stored(row) for row in _rows(folder, "imdb_train.jsonl.gz") if _held_out(str(row["id"]))]
    return {"sst2_dev": sst[:limit], "imdb_held_out": _both_labels(imdb, limit)}


def reporting(folder: Path, limit: int | None = None) -> dict[str, list[Example]]:
    """What the card reports: SST-2 test and IMDb test as stored, and SST-2 test as a person would type it."""
    rows = [row for row in _rows(folder, "sst2.jsonl.gz") if row["split"] == "test"]
    stored = [_as_stored(row) for row in rows]
    typed = [Example(e.id, e.label, (natural(e.variants[0]),)) for e in stored]
    imdb = [_as_stored(row) for row in _rows(folder, "imdb_test.jsonl.gz")]
    return {"sst2_test": stored[:limit], "sst2_test_natural": typed[:limit], "imdb_test": _both_labels(imdb, limit)}


def _sentence(row: dict[str, object]) -> Example:
    text = str(row["text"])
    return _example(row, (text, natural(text)))


def _review(row: dict[str, object]) -> Example:
    text = str(row["text"])
    plain = without_breaks(text)
    return replace(_example(row, (text, plain, _ends(plain))), is_review=True)


def _ends(text: str) -> str:
    words = text.split(" ")
    first, last = _ENDS
    return text if len(words) <= first + last else " ".join([*words[:first], *words[-last:]])


def _as_stored(row: dict[str, object]) -> Example:
    return _example(row, (str(row["text"]),))


def _example(row: dict[str, object], variants: tuple[str, ...]) -> Example:
    return Example(str(row["id"]), int(str(row["label"])), tuple(dict.fromkeys(variants)))


def _held_out(identifier: str) -> bool:
    return zlib.crc32(identifier.encode()) % 10 == 0


def _both_labels(examples: list[Example], limit: int | None) -> list[Example]:
    """The first `limit`, half of each label: IMDb's files are sorted by label."""
    if limit is None:
        return examples
    return [example for label in (0, 1) for example in [e for e in examples if e.label == label][: limit // 2]]


def _rows(folder: Path, name: str) -> Iterator[dict[str, object]]:
    path = folder / name
    if not path.is_file():
        raise InputError(
            f"no file {name} in the data folder; give the folder that holds {', '.join(FILES)} with --data."
        )
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
