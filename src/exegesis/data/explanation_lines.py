"""The file of `exegesis explain --data`: a header, then a line for each item with its explanations or its error.

    {"exegesis": "explanations", "version": 1, "plan": {...}, "fingerprint": {...}}
    {"item": 1, "id": null, "truth": "1", "content": "5d4c...", "explanations": [{...}]}
    {"item": 2, "id": null, "truth": "0", "content": "91f0...", "text": "", "error": "the text is empty ..."}

The model's fingerprint stands in the header, and in an explanation only where it is another one (a run that went on
with another version of torch). `read_explanations` puts it back.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, TypeVar

from exegesis.core import codec
from exegesis.core.errors import InputError
from exegesis.core.journal import HEAD, VERSION, parsed
from exegesis.core.owned import LONGEST_LINE, lines_of
from exegesis.data.explanation import Explanation
from exegesis.data.failed import Failed
from exegesis.data.items import DataItem
from exegesis.data.records import Prediction
from exegesis.data.result import Result
from exegesis.data.truth import is_right

KIND = "explanations"
R = TypeVar("R", bound=Result)


@dataclass(frozen=True)
class ExplainedItem:
    """An item of a file of texts: its number (from 1), what it says, and its explanations, one a target; or why not.

    `text`: what the spans of its units count, of a question or a pair both parts; None where it could not be read.
    `truth`: the data's own label, as its file has it. `error` is None where there are explanations.
    """

    number: int
    id: str | None
    text: str | None
    truth: str | None
    explanations: tuple[Explanation, ...] = ()
    error: str | None = None

    @property
    def is_right(self) -> bool | None:
        """Whether the model's answer is the truth; None where there is no telling."""
        return is_right(self.explanations[0].prediction, self.truth) if self.explanations else None


def read_explanations(path: str | Path) -> Iterator[ExplainedItem]:
    """The items of a file that `exegesis explain --data` wrote, one after another, each explanation whole.

    Reads as well what `explain --json` writes of one text, and lines of `Explanation.to_json` with those of `Failed`
    among them. A last line that a run has only begun is left out.

    Args:
        path: the file.

    Yields:
        An item for each text: its explanations, or its error.

    Raises:
        InputError: a file of anything else, the line named.
    """
    name = repr(str(path))
    try:
        with Path(path).open("rb") as file:
            lines = lines_of(file, InputError(f"{name} has a line of more than 256 MiB; it is no such file."))
            first = next(lines, b"")
            if first.startswith(HEAD.encode()):
                fingerprint = _fingerprint(name, first)
                yield from (
                    _item(f"{name}, line {number}", parsed(line), fingerprint)
                    for number, line in enumerate(lines, 2)
                    if line.endswith(b"\n")
                )
            elif "schema_version" in (parsed(first) or {}):
                yield from _bare_lines(name, chain([first], lines))
            else:
                yield from _whole(name, first + file.read(LONGEST_LINE))
    except OSError as error:
        raise InputError(f"cannot read {name}: {error.strerror or error}.") from error


@dataclass(frozen=True)
class Written:
    """What a line that is there says of its item: of which content it is, and why it is an error, if it is one.

    `truth`: the data's label, where the answer is compared with it; `right`: whether they are the same, None where
    there is no telling.
    """

    content: str
    error: str | None = None
    truth: str | None = None
    right: bool | None = None

    @property
    def is_error(self) -> bool:
        return self.error is not None


def written(line: Mapping[str, Any]) -> Written:
    """Read off a line; a `ValueError` or `KeyError` where it is none of ours."""
    if type(line["item"]) is not int or ("error" in line) == ("explanations" in line):
        raise ValueError("no line of explanations")
    if "error" in line:
        return Written(str(line["content"]), str(line["error"]))
    first = line["explanations"][0]
    prediction = Prediction(**{**first["prediction"], "labels": tuple(first["prediction"]["labels"])})
    truth = first["truth"] if line["truth"] is None else line["truth"]
    compared = truth if prediction.kind not in ("regression", "multi-label") else None
    return Written(str(line["content"]), None, compared, is_right(prediction, truth))


def error_line(item: DataItem, message: str) -> dict[str, Any]:
    """The line of an item that could not be explained, but for its number."""
    return {**_head(item), "text": item.text, "error": message}


def explained_line(
    item: DataItem, explanations: Sequence[Explanation], fingerprint: Mapping[str, Any]
) -> dict[str, Any]:
    """The line of an item and its explanations, but for its number; `fingerprint` is the header's."""
    data = [one.to_dict() for one in explanations]
    for one in data:
        if one["fingerprint"] == fingerprint:
            del one["fingerprint"]
    return {**_head(item), "explanations": data}


def _head(item: DataItem) -> dict[str, Any]:
    return {"id": item.id, "truth": item.truth, "content": item.content()}


def _fingerprint(name: str, line: bytes) -> Mapping[str, Any]:
    header = parsed(line)
    if header is None or header.get("exegesis") != KIND:
        raise InputError(f"{name} holds no explanations; give a file that explain --data has written.")
    found = header.get("fingerprint")
    if header.get("version") != VERSION or not isinstance(found, dict):
        raise InputError(f"{name} was written by another version of Exegesis; explain its texts again.")
    return found


def _item(where: str, line: Mapping[str, Any] | None, fingerprint: Mapping[str, Any]) -> ExplainedItem:
    if line is None or type(line.get("item")) is not int:
        raise InputError(f"{where}: not a line of explanations.")
    number, id, truth = line["item"], _string(where, line.get("id")), _string(where, line.get("truth"))
    if "error" in line:
        return ExplainedItem(number, id, _string(where, line.get("text")), truth, error=str(line["error"]))
    given = line.get("explanations")
    if not isinstance(given, list) or not given:
        raise InputError(f"{where}: neither explanations nor an error.")
    explanations = tuple(_explanation(where, one, fingerprint) for one in given)
    known = explanations[0].truth if truth is None else truth  # of a question it stands in the explanation
    return ExplainedItem(number, id, explanations[0].text, known, explanations)


def _explanation(where: str, data: Any, fingerprint: Mapping[str, Any]) -> Explanation:
    return _read(Explanation, where, {"fingerprint": fingerprint, **data} if isinstance(data, dict) else data)


def _read(kind: type[R], where: str, data: Any) -> R:
    try:
        return kind.from_dict(data)
    except InputError as error:
        raise InputError(f"{where}: {error}") from None


def _string(where: str, value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise InputError(f"{where}: not a line of explanations.")
    return value


# -- files without a header -------------------------------------------------------------------------------------------


def _whole(name: str, data: bytes) -> Iterator[ExplainedItem]:
    """JSON of an explanation or a list of them, over several lines."""
    if len(data) >= LONGEST_LINE:
        raise InputError(f"{name} has more than 256 MiB of JSON; it is no such file.")
    try:
        found = codec.parsed(data)
    except InputError as error:
        if data.lstrip()[:1] not in (b"{", b"["):
            raise InputError(f"{name} is not JSON; give what `exegesis explain --json` wrote.") from None
        raise InputError(f"{name} is {error}") from None
    for number, one in enumerate(found if isinstance(found, list) and found else [found], 1):
        yield _alone(name, number, one)


def _bare_lines(name: str, lines: Iterable[bytes]) -> Iterator[ExplainedItem]:
    """An explanation a line."""
    for number, line in enumerate(lines, 1):
        yield _alone(f"{name}, line {number}", number, parsed(line))


def _alone(where: str, number: int, data: Any) -> ExplainedItem:
    """The item of an explanation, or of what failed in its place."""
    if isinstance(data, Mapping) and "error" in data:
        failed = _read(Failed, where, data)
        return ExplainedItem(number, failed.id, None, None, error=failed.message)
    explanation = _read(Explanation, where, data)
    return ExplainedItem(number, explanation.id, explanation.text, explanation.truth, (explanation,))
