"""A JSON file read field by field: whatever is wrong in it is told in one line, with its line and its path."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

from exegesis.core.errors import InputError
from exegesis.core.text_files import opened
from exegesis.data.squad.locating import At, line_of, spelled

_LARGEST = 2**30  # bytes of text; the largest of the official files has 42 million
_DIGITS = 40  # a whole number of more digits is read as infinity: Python refuses those of thousands
_CALLED = {str: "text", int: "a whole number", list: "a list", bool: "true or false"}


class JsonFile:
    """A parsed JSON file that keeps its text, so that an error can name the line.

    Its readers take the holder of a field, the path `at` of the holder and the field's name, and raise `InputError`
    where the holder is no object or the field is absent or of another kind.
    """

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.text = text
        try:
            self.root: Any = json.loads(text, parse_int=_whole_number, object_pairs_hook=_object)
        except json.JSONDecodeError as error:
            raise InputError(f"{name}, line {error.lineno}, column {error.colno}: not JSON ({error.msg}).") from None
        except RecursionError:
            raise InputError(f"{name}: lists and objects are nested too deeply to be read.") from None

    @classmethod
    def read(cls, path: Path | str) -> Self:
        """The file at `path`: UTF-8 (a byte order mark may stand first), as it is or packed by gzip."""
        path = Path(path)
        return cls(path.name, _decoded(path.name, _bytes(path)))

    def members(self, value: Any, at: At) -> dict[str, Any]:
        """The value as an object, each of whose fields stands once."""
        if not isinstance(value, dict):
            raise self.wrong(at, "must be an object")
        if isinstance(value, _Doubled):
            raise self.wrong((*at, value.name), "stands twice in its object")
        return value

    def field(self, holder: Any, at: At, name: str, *kinds: type) -> Any:
        """The field's value, which must be of one of `kinds`; true and false are no numbers."""
        members = self.members(holder, at)
        if name not in members:
            raise self.wrong(at, f"has no field {name!r}")
        value = members[name]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise self.wrong((*at, name), f"must be {' or '.join(_CALLED[kind] for kind in kinds)}")
        return value

    def items(self, holder: Any, at: At, name: str) -> Iterator[tuple[Any, At]]:
        """The items of a list, each with its path."""
        for number, item in enumerate(self.field(holder, at, name, list)):
            yield item, (*at, name, number)

    def wrong(self, at: At, what: str) -> InputError:
        """The error that what is at `at` is wrong in that way."""
        return InputError(f"{self.name}, line {line_of(self.text, at)}: {spelled(at)} {what}.")


class _Doubled(dict[str, Any]):
    """An object with two fields of one name, of which JSON readers keep the last without a word."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__()
        self.name = ""
        for name, value in pairs:
            self.name = name if name in self and not self.name else self.name
            self[name] = value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else _Doubled(pairs)


def _whole_number(digits: str) -> int | float:
    return int(digits) if len(digits) <= _DIGITS else math.inf


def _bytes(path: Path) -> bytes:
    """What the file holds, unpacked."""
    if not path.is_file():
        raise InputError(f"there is no file {str(path)!r}.")
    with opened(path) as file:
        found = file.read(_LARGEST + 1)
    if len(found) > _LARGEST:
        raise InputError(f"{path.name} holds more than {_LARGEST:,} bytes; split it into several files.")
    return found


def _decoded(name: str, raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}, line {line}: not UTF-8 ({error.reason}); save the file as UTF-8.") from None
