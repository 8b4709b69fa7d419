"""Files of many texts: a line each, JSON lines or CSV; read as they are needed, a bad line an error in its place."""

import csv
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from exegesis.errors import InputError

if TYPE_CHECKING:
    from exegesis.inputs import Input

KINDS = (".txt", ".jsonl", ".csv")
_PAIRS = (("question", "context"), ("first", "second"))


class Item(NamedTuple):
    """A text to explain, or why it cannot be read; and its id, where the file gives one."""

    given: "Input | Exception"
    id: str | None = None


Record: TypeAlias = Mapping[str, Any]


def items(path: Path, column: str) -> Iterator[Item]:
    """The items of the file, one after another. `column` names the texts, in JSON lines and CSV.

    An `InputError` where the file cannot be read at all; a line that cannot be read is an item with an error.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise InputError(f"cannot tell what {str(path)!r} holds: give a name that ends in {', '.join(KINDS)}.")
    try:
        with path.open("rb") as file:
            file.read(1)
    except OSError as error:
        raise InputError(f"cannot read {str(path)!r}: {error.strerror}.") from error
    if kind == ".csv":
        return _of_csv(path, column)
    return (_item(line, kind, column) for line in _lines(path))


def count(path: Path) -> int:
    """How many items the file has."""
    if path.suffix.lower() != ".csv":
        return sum(1 for _ in _lines(path))
    with _opened(path) as file:
        return max(0, sum(1 for _ in csv.reader(file)) - 1)


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        for number, line in enumerate(file):
            yield (line if number else line.removeprefix(b"\xef\xbb\xbf")).rstrip(b"\r\n")


def _item(line: bytes, kind: str, column: str) -> Item:
    try:
        text = line.decode("utf-8")
        return Item(text) if kind == ".txt" else _of_json(text, column)
    except UnicodeDecodeError as error:
        return Item(InputError(f"the line is not UTF-8 (byte {error.start}); convert the file first."))
    except InputError as error:
        return Item(error)


def _of_json(line: str, column: str) -> Item:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"the line is not JSON: {error}.") from None
    return _of_record({column: data} if isinstance(data, str) else data, column)


def _of_csv(path: Path, column: str) -> Iterator[Item]:
    with _opened(path) as file:
        _check_columns(path, next(csv.reader(file), []), column)
    return _csv_rows(path, column)


def _csv_rows(path: Path, column: str) -> Iterator[Item]:
    with _opened(path) as file:
        reader = csv.DictReader(file)
        try:
            for row in reader:
                yield _of_row(row, column)
        except csv.Error as error:
            raise InputError(f"line {reader.line_num} of {str(path)!r} is not CSV: {error}.") from None


def _check_columns(path: Path, names: list[str], column: str) -> None:
    if column not in names and not any(set(pair) <= set(names) for pair in _PAIRS):
        found = ", ".join(map(repr, names)) or "none"
        raise InputError(
            f"{str(path)!r} has no column {column!r} (its columns: {found}); name the one with the texts by --column."
        )


def _opened(path: Path) -> Any:
    return path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")


def _of_row(row: Record, column: str) -> Item:
    id = row.get("id") or None
    try:
        return _of_record({name: value for name, value in row.items() if value is not None}, column)
    except InputError as error:
        return Item(error, id)


def _of_record(data: Any, column: str) -> Item:
    """A text, a text with a hidden word, a question or a pair; the other fields are not looked at."""
    from exegesis.inputs import Hidden, Pair, Question

    if not isinstance(data, Mapping):
        raise InputError(f"the line must be a text or an object with {column!r}, not {type(data).__name__}.")
    id = None if data.get("id") in (None, "") else str(data["id"])
    if column in data and data.get("hide"):
        return Item(Hidden.word(data[column], data["hide"]), id)
    if column in data:
        return Item(data[column], id)
    if "question" in data and "context" in data:
        return Item(Question(data["question"], data["context"], data.get("true_answer")), id)
    if "first" in data and "second" in data:
        return Item(Pair(data["first"], data["second"]), id)
    raise InputError(f"the line has no {column!r}; nor question and context, nor first and second.")
