"""What long work has done so far, a JSON line for each item of it, so that work that was ended goes on.

The first line is a header that says which work this is: `{"exegesis": KIND, "version": 1, "plan": {...}}`. Every other
line is `{"item": KEY, ...}`. A file with another plan is refused, field by field; so is one of anything else, and left
as it is. A killed run may leave half a line at the end: it is cut off where it is the beginning of such a line.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Generic, Self, TypeAlias, TypeVar

from exegesis.core.characters import escaped_json
from exegesis.core.codec import plain, to_json
from exegesis.core.errors import InputError
from exegesis.core.owned import OwnedFile

VERSION = 1
HEAD = '{"exegesis": '
_BEGUN = b'{"item": '
_SHOWN = 60  # characters of a field of a plan in a message

Line: TypeAlias = Mapping[str, Any]
K = TypeVar("K", str, int)  # what names an item
Kept = TypeVar("Kept")


class Journal(Generic[K, Kept]):
    """The lines of one work; `lines` has what `keep` makes of each line that is there, by item.

    `path` None: nothing is kept beyond the run, but for what `out` does with each line. `plan`: all that decides the
    lines; `extra`: what the header says besides, not compared. `hint` says what to do about a refused file, and
    `told` in what the plan there differs from the plan here.
    Raises `InputError` for a file of other work or one that another process writes.
    """

    def __init__(
        self,
        path: Path | None,
        kind: str,
        plan: Mapping[str, Any],
        keep: Callable[[Line], Kept],
        *,
        extra: Mapping[str, Any] | None = None,
        hint: str = "give another file",
        out: Callable[[bytes], object] | None = None,
        told: "Callable[[Line, Line], str] | None" = None,
    ) -> None:
        self.header: dict[str, Any] = {"exegesis": kind, "version": VERSION, "plan": plain(plan), **plain(extra or {})}
        self.lines: dict[K, Kept] = {}
        self._keep = keep
        self._out = out
        self._told = told or difference
        self._file = None if path is None else OwnedFile(path, hint)
        self._is_begun: bool = False
        if self._file is not None:
            try:
                self._begin(self._file)
            except BaseException:
                self._file.close()
                raise

    def begin(self) -> Self:
        """Write the header now, and not with the first lines: the work has begun."""
        self.add()
        return self

    def add(self, *lines: tuple[K, Line]) -> None:
        """Keep the lines of items; they go out together, before this returns. The first take the header with them."""
        data: list[dict[str, Any]] = [{"item": key, **line} for key, line in lines]
        out = self._out if self._file is None else self._file.add
        if out is not None:
            out(b"".join(map(encoded, data if self._is_begun else [self.header, *data])))
            self._is_begun = True
        for (key, _), line in zip(lines, data, strict=True):
            self.lines[key] = self._keep(line)

    def drop(self, keys: set[K]) -> None:
        """Take lines out of the file, in one step."""
        if self._file is not None and keys:
            self._file.replace(line for line in self._file.lines() if json.loads(line).get("item") not in keys)
        for key in keys:
            self.lines.pop(key, None)

    def sort(self) -> None:
        """The lines in the order of their items, numbers all of them; nothing is written where they are so already."""
        order = list(self.lines)
        if self._file is not None and order != sorted(order):
            self._file.replace(_in_order(self._file))
        self.lines = dict(sorted(self.lines.items()))

    def refused(self, why: str) -> InputError:
        """What is raised where the lines turn out to be of other work."""
        return InputError(why) if self._file is None else self._file.refused(why)

    def remove(self) -> None:
        """Take the file away: the work has not begun."""
        if self._file is not None:
            self._file.remove()

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- going on where it was left ---------------------------------------------------------------------------------

    def _begin(self, file: OwnedFile) -> None:
        self._is_begun = self._has_header(file)
        if not self._is_begun:
            return
        end = 0
        for number, line in enumerate(file.lines(), 1):
            if not line.endswith(b"\n"):
                self._check_tail(file, line)
                file.cut(end)
            elif number == 1:
                self._check_header(file, line)
            else:
                self._take(file, number, line)
            end += len(line)

    def _has_header(self, file: OwnedFile) -> bool:
        """Whether there is a header. One that was cut off by the end of its own run is taken away."""
        size, expected = file.size(), encoded(self.header)
        begin = file.start(len(expected))
        if not size:
            return False
        if not begin.startswith(HEAD.encode()):
            raise file.refused("it does not begin as a file of Exegesis does")
        if size < len(expected) and expected.startswith(begin):
            file.cut(0)
            return False
        return True

    def _check_header(self, file: OwnedFile, line: bytes) -> None:
        there, here = parsed(line), self.header
        if there is None or there.get("exegesis") != here["exegesis"] or not isinstance(there.get("plan"), dict):
            raise file.refused(f"it is not of {here['exegesis']}")
        if there.get("version") != VERSION:
            raise file.refused("another version of Exegesis wrote it")
        if difference(there["plan"], here["plan"]):
            raise file.refused(self._told(there["plan"], here["plan"]))
        self.header = there

    def _check_tail(self, file: OwnedFile, tail: bytes) -> None:
        begun = tail.rstrip(b"\0")  # what a power cut leaves of a line that the disk did not get
        if not begun.startswith(_BEGUN) and not _BEGUN.startswith(begun):
            raise file.refused("its last line is not one of ours")

    def _take(self, file: OwnedFile, number: int, line: bytes) -> None:
        data = parsed(line)
        if data is None or not isinstance(data.get("item"), str | int):
            raise file.refused(f"line {number} is not one of ours")
        try:
            kept = self._keep(data)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise file.refused(f"line {number} is not one of ours") from None
        if data["item"] in self.lines:
            raise file.refused(f"line {number} is a second one of item {data['item']!r}")
        self.lines[data["item"]] = kept


def _in_order(file: OwnedFile) -> Iterator[bytes]:
    """The header, and the lines by their items; one of them in memory at a time."""
    places: list[tuple[Any, int, int]] = []
    end = 0
    for number, line in enumerate(file.lines()):
        places.append((json.loads(line)["item"] if number else -1, end, len(line)))
        end += len(line)
    for _, offset, size in sorted(places):
        yield file.at(offset, size)


def encoded(line: Line) -> bytes:
    """A line as it is written; what a terminal would obey, and half a character, which has no UTF-8, as escapes."""
    said = escaped_json(to_json(line))
    return (said + "\n").encode("utf-8", "backslashreplace")


def parsed(line: bytes) -> dict[str, Any] | None:
    """The object of a line; None where it holds no such thing."""
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def difference(there: Mapping[str, Any], here: Mapping[str, Any]) -> str:
    """In which fields two plans differ, in one line; "" where in none.

    A field of fields is told by its own, and only where no other differs: another method has other settings.
    """
    return "; ".join(_differing(_flat(there), _flat(here), "")) or "; ".join(_differing(there, here, ""))


def _flat(plan: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in plan.items() if not isinstance(value, dict)}


def _differing(there: Mapping[str, Any], here: Mapping[str, Any], above: str) -> Iterator[str]:
    for name in {**here, **there}:
        was, now = there.get(name), here.get(name)
        if isinstance(was, dict) and isinstance(now, dict):
            yield from _differing(was, now, f"{above}{name}.")
        elif was != now:
            yield f"{above}{name} {_short(was)}, not {_short(now)}"


def _short(value: Any) -> str:
    said = json.dumps(value, ensure_ascii=False)
    return said if len(said) <= _SHOWN else said[: _SHOWN - 3] + "..."
