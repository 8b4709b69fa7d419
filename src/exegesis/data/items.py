"""Files of many items to explain: texts, texts with a hidden word, questions or pairs, with their ids and truths.

Read as they are needed; a row that is none is an error in its place.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError, unknown
from exegesis.core.tables import AnyRow, BadRow, Row, kind_of, rows
from exegesis.core.texts import label_of
from exegesis.data.inputs import GAP, Hidden, Input, Pair, Question
from exegesis.data.records import Prediction

_PAIRS = (("question", "context"), ("first", "second"))
_FREE = (".txt", ".jsonl")  # each row says for itself what it has


@dataclass(frozen=True)
class DataItem:
    """What is to be explained, or why it cannot be read; its id and its truth, where the file gives them."""

    given: Input | Exception
    id: str | None = None
    truth: str | None = None

    @property
    def text(self) -> str | None:
        """What it says, of a question or a pair both parts; None where it cannot be read."""
        match self.given:
            case Question(first, second) | Pair(first, second):
                return f"{first}{GAP}{second}" if isinstance(first, str) and isinstance(second, str) else None
            case Hidden(text) | (str() as text):
                return text
        return None

    def content(self) -> str:
        """32 hexadecimal digits of all that is asked about: text or parts, hidden places, id and truth."""
        match self.given:
            case Hidden(text, spans):
                given: object = ["hidden", text, [list(span) for span in spans]]
            case Question(first, second) | Pair(first, second):
                given = [type(self.given).__name__.lower(), first, second]
            case Exception():
                given = ["error", str(self.given)]
            case _:
                given = ["text", self.given]
        data = json.dumps([given, self.id, self.truth], default=repr)
        return hashlib.sha256(data.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class AnsweredItem:
    """An item with what a model answers to it (of several hidden or tagged words one each), or why it does not."""

    item: DataItem
    predictions: tuple[Prediction, ...] = ()
    error: Exception | None = None

    @property
    def message(self) -> str:
        """The error in one line."""
        return " ".join(str(self.error).split()) or type(self.error).__name__

    def to_dict(self) -> dict[str, Any]:
        """Plain data: id, text, and predictions or error."""
        named = {"id": self.item.id, "text": self.item.text}
        if self.error is not None:
            return {**named, "error": self.message}
        return {**named, "predictions": [one.to_dict() for one in self.predictions]}


def items(path: Path, text_column: str = "text", label_column: str | None = None) -> Iterator[DataItem]:
    """The items of a file, one after another; `label_column` names their truths.

    A row is a text (with `hide`, a word that is hidden in it), or `question` and `context`, or `first` and `second`;
    `id` names it. Raises `InputError` where the file cannot be read at all or lacks the columns.
    """
    is_first = True
    for row in rows(path, text_column):
        if is_first and isinstance(row, Row):
            _check_columns(path, row, text_column, label_column)
            is_first = False
        yield _item(row, text_column, label_column)


def _check_columns(path: Path, row: Row, text_column: str, label_column: str | None) -> None:
    names = list(row.fields)
    if label_column is not None and label_column not in names:
        raise InputError(f"{row.where}: {unknown('column', label_column, names)} Name the one of the labels.")
    if kind_of(path) not in _FREE and text_column not in names and not any(set(pair) <= set(names) for pair in _PAIRS):
        raise InputError(
            f"{path.name} has no column {text_column!r} (its columns: {', '.join(map(repr, names))}); name the one "
            "with the texts by --text-column."
        )


def _item(row: AnyRow, text_column: str, label_column: str | None) -> DataItem:
    if isinstance(row, BadRow):
        return DataItem(row)
    id = None if row.fields.get("id") in (None, "") else str(row.fields["id"])
    try:
        truth = None if label_column is None else _truth(row, label_column)
    except InputError as error:
        return DataItem(error, id)
    try:
        return DataItem(_given(row.fields, text_column), id, truth)
    except InputError as error:
        return DataItem(BadRow(row.where, str(error)), id, truth)


def _truth(row: Row, column: str) -> str | None:
    if column not in row.fields:
        raise BadRow(row.where, f"no {column!r}, which the rows before have.")
    return label_of(row, column)


def _given(fields: Mapping[str, Any], text_column: str) -> Input:
    """A text, a text with a hidden word, a question or a pair; the other fields are not looked at."""
    text: Any = fields.get(text_column)
    if text_column in fields:
        return Hidden.word(text, fields["hide"]) if fields.get("hide") else text
    if "question" in fields and "context" in fields:
        return Question(fields["question"], fields["context"], fields.get("true_answer"))
    if "first" in fields and "second" in fields:
        return Pair(fields["first"], fields["second"])
    raise InputError(f"the row has no {text_column!r}; nor question and context, nor first and second.")
