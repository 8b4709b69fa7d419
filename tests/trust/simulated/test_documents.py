"""Reading documents: the code's tokens and clean ones, texts of a user's own, and files that cannot be used."""

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.trust.simulated.documents import Documents, read, split
from tests.datasets import FOLDER, needs_data
from tests.trust.simulated.toys import reviews

COUNTS = [
    {"label": 0, "counts": {"wasn't": 1, "money.i": 2, "dull": 1, "<num>": 3, "a_b": 1, "i": 1}},
    {"label": 1, "counts": {"good": 12, "world...don't": 1, "self-indulgent": 1, '"shrink"': 1}},
]


def written(path: Path, rows: list[Any]) -> Path:
    text = "".join(json.dumps(row) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


def present(documents: Documents, row: int) -> set[str]:
    return {documents.words[column] for column in documents.counts[row].indices}


def test_tokens_of_the_code(tmp_path: Path) -> None:
    found = read(written(tmp_path / "a.jsonl.gz", COUNTS))
    assert [present(found, row) for row in (0, 1)] == [{"dull"}, {"good", "indulgent"}]
    assert found.labels.tolist() == [0, 1]
    assert found.classes == ("negative", "positive")
    assert set(found.counts.data.tolist()) == {1.0}


def test_clean_tokens(tmp_path: Path) -> None:
    found = read(written(tmp_path / "a.jsonl", COUNTS), tokens="clean")
    assert present(found, 0) == {"wasn't", "money.i", "dull", "a_b", "i"}
    assert present(found, 1) == {"good", "world...don't", "self-indulgent", "shrink"}


@pytest.mark.slow
@needs_data
@pytest.mark.parametrize(("name", "words"), [("books", 21921), ("dvd", 21419)])
def test_the_vocabulary_of_the_paper(name: str, words: int) -> None:
    found = read(FOLDER / "sentiment" / f"blitzer_{name}_unigrams.jsonl.gz")
    assert (len(found), len(found.words), int(found.labels.sum())) == (2000, words, 1000)
    train, test = split(found, 0)
    assert (len(train), len(test), int(train.labels.sum()), int(test.labels.sum())) == (1600, 400, 800, 200)


def test_texts_of_a_users_own(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text('text,label\n"A dull, dull film.",no\nGood plot!,yes\n', encoding="utf-8")
    found = read(path)
    assert present(found, 0) == {"a", "dull", "film"}
    assert (found.classes, found.labels.tolist()) == (("no", "yes"), [0, 1])


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([COUNTS[0], COUNTS[0]], "one class only"),
        ([*COUNTS, {"label": 2, "counts": {"so": 1}}], "3 classes"),
        ([{"label": 0, "counts": {"i": 1}}, {"label": 1, "counts": {"<num>": 1}}], "vocabulary is empty"),
        ([COUNTS[0], {"counts": {"good": 1}}], "without a label"),
        ([COUNTS[0], {"label": 1, "text": "good"}], "line 2: no 'counts'"),
        ([{"label": 0}, {"label": 1}], "unknown column 'text'"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, rows: list[Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        read(written(tmp_path / "a.jsonl", rows))


def test_no_file_and_unknown_tokens(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file"):
        read(tmp_path / "none.jsonl")
    with pytest.raises(InputError, match="Did you mean 'clean'"):
        read(written(tmp_path / "a.jsonl", COUNTS), tokens="cleen")


def test_a_split_keeps_the_classes_and_the_words_of_training() -> None:
    whole = reviews(50)
    train, test = split(whole, 3)
    assert [int(one.labels.sum()) for one in (train, test)] == [20, 5]
    assert len(train) + len(test) == 50
    assert (np.asarray(train.counts.sum(axis=0))[0] > 0).all()
    assert train.counts.shape[1] == test.counts.shape[1] == len(train.words)
    again, other = split(whole, 3)[1], split(whole, 4)[1]
    assert (again.counts != test.counts).nnz == 0
    assert (other.counts != test.counts).nnz > 0


def test_words_of_the_test_alone_are_dropped() -> None:
    whole = reviews(20)
    rare = whole.counts.tolil()
    rare[:, 5] = 0
    rare[7, 5] = 1  # in one document only
    documents = Documents(rare.tocsr(), whole.labels, whole.words)
    sizes = {len(split(documents, seed)[0].words) for seed in range(20)}
    assert sizes == {29, 30}


def test_a_class_too_small_to_split() -> None:
    with pytest.raises(InputError, match="at least 2"):
        split(reviews(3).rows([0, 1, 2]), 0)


def test_without_words() -> None:
    whole = reviews(10)
    left = whole.without(np.array([0, 1]))
    assert left.counts[:, [0, 1]].nnz == 0
    assert left.counts.nnz == whole.counts.nnz - whole.counts[:, [0, 1]].nnz
    assert left.words == whole.words
