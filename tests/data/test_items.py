"""Rows become what can be explained, with ids and truths; the content of an item says which it is."""

import json
from pathlib import Path
from typing import Any

import pytest

from exegesis.core.errors import InputError
from exegesis.data.inputs import Hidden, Pair, Question
from exegesis.data.items import DataItem, items


def read(path: Path, rows: list[Any], **columns: Any) -> list[DataItem]:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return list(items(path, **columns))


def test_each_form_of_row_is_its_input(tmp_path: Path) -> None:
    found = read(
        tmp_path / "a.jsonl",
        [
            "a film",
            {"text": "a good film", "hide": "good", "id": 7},
            {"question": "who?", "context": "Ann.", "true_answer": "Ann"},
            {"first": "a", "second": "b"},
            {"txt": "a"},
        ],
    )
    assert [item.given for item in found[:4]] == [
        "a film",
        Hidden("a good film", ((2, 6),)),
        Question("who?", "Ann.", "Ann"),
        Pair("a", "b"),
    ]
    assert [item.id for item in found] == [None, "7", None, None, None]
    assert [item.text for item in found] == ["a film", "a good film", "who?\n\nAnn.", "a\n\nb", None]
    assert "line 5: the row has no 'text'" in str(found[4].given)


def test_truths_are_names_or_whole_numbers(tmp_path: Path) -> None:
    labels = ["positive", 1, True, None, "", 2.0]
    found = read(tmp_path / "a.jsonl", [{"text": "x", "y": label} for label in labels], label_column="y")
    assert [item.truth for item in found] == ["positive", "1", "1", None, None, "2"]
    bad = read(tmp_path / "b.jsonl", [{"text": "x", "y": 1}, {"text": "x", "y": 0.5}, {"text": "x"}], label_column="y")
    assert "line 2: the label must be" in str(bad[1].given)
    assert "line 3: no 'y'" in str(bad[2].given)


def test_missing_columns_are_told_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="unknown column 'stars'"):
        read(tmp_path / "a.jsonl", [{"text": "x"}], label_column="stars")
    (tmp_path / "a.csv").write_text("review,label\ngood,1\n")
    with pytest.raises(InputError, match=r"no column 'text' \(its columns: 'review', 'label'\).*--text-column"):
        list(items(tmp_path / "a.csv"))
    (tmp_path / "b.csv").write_text("first,second\na,b\n")
    assert [item.given for item in items(tmp_path / "b.csv")] == [Pair("a", "b")]


def test_the_content_tells_items_apart() -> None:
    different = [
        DataItem("a"),
        DataItem("a", id="1"),
        DataItem("a", truth="1"),
        DataItem("b"),
        DataItem(Pair("a", "b")),
        DataItem(Question("a", "b")),
        DataItem(Hidden("a b", ((0, 1),))),
        DataItem(Hidden("a b", ((2, 3),))),
        DataItem(InputError("a")),
        DataItem(5),  # type: ignore[arg-type]
    ]
    assert len({item.content() for item in different}) == len(different)
    assert (
        DataItem(Question("a", "b", "c")).content()
        == DataItem(Question("a", "b")).content()
        != DataItem("a\n\nb").content()
    )
