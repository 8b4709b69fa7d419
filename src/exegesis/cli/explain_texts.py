"""`exegesis explain --texts`: every text of a file, a line of JSON each; what is written is not done again."""

import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from itertools import tee
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer

from exegesis.characters import escaped_json
from exegesis.cli.many_texts import Item, count, items
from exegesis.cli.progress import progress_of
from exegesis.cli.writing import STANDARD_OUTPUT, tell
from exegesis.errors import InputError

if TYPE_CHECKING:
    from exegesis.explanation import Explanation
    from exegesis.many import Failed
    from exegesis.targets import OneTarget


@dataclass(frozen=True)
class Texts:
    """What is asked: the file, the column of its texts, and how each is explained."""

    file: Path
    column: str
    model: str
    method: str
    target: "OneTarget | list[OneTarget]"
    seed: int
    unit: str
    settings: dict[str, Any]


def explain_texts(wanted: Texts, output: str) -> None:
    """Explain the texts that `output` has no line for yet, and add theirs; "-" prints the lines of all.

    Raises `InputError` where `output` holds lines of other texts, or of other wishes.
    """
    from exegesis import api

    every = items(wanted.file, wanted.column)
    loaded = api.load(wanted.model)
    printed = output == STANDARD_OUTPUT
    done = 0 if printed else _written(Path(output), wanted, every, loaded.name)
    total, failed = count(wanted.file), 0
    texts, ids = tee(every)
    found = api.explain_many(
        loaded,
        (item.given for item in texts),  # type: ignore[misc]
        wanted.method,
        wanted.target,  # type: ignore[arg-type]
        wanted.seed,
        wanted.unit,
        (item.id for item in ids),
        **wanted.settings,
    )
    with (
        nullcontext() if printed else _appended(output) as file,
        progress_of(f"{wanted.method} on {wanted.file.name}") as progress,
    ):
        for number, one in enumerate(found, done + 1):
            line, is_error = _line(number, one)
            failed += is_error
            _put(file, line)
            if progress is not None:
                progress(number, total)
    _say(output, done, total, failed)


def _line(number: int, found: "Explanation | list[Explanation] | Failed") -> tuple[str, bool]:
    """The line of one text, and whether it is an error."""
    from exegesis.many import Failed

    if isinstance(found, Failed):
        return json.dumps({"item": number, "id": found.id, "error": found.message}, ensure_ascii=False), True
    if isinstance(found, list):
        return json.dumps([one.to_dict() for one in found], ensure_ascii=False, allow_nan=False), False
    return found.to_json(), False


def _put(file: TextIO | None, line: str) -> None:
    if file is None:
        typer.echo(escaped_json(line).encode("utf-8", "backslashreplace"))
        return
    file.write(line + "\n")
    file.flush()  # whatever comes next, this text need not be done again


def _appended(path: str) -> TextIO:
    try:
        # Half a character, which an id in a file may hold, has no UTF-8: it becomes an escape.
        return open(path, "a", encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise InputError(f"cannot write {path!r}: {error.strerror}.") from error


def _say(output: str, before: int, total: int, failed: int) -> None:
    made = f"wrote {output}: {total} texts" + (f", {before} of them before" if before else "")
    if output != STANDARD_OUTPUT:
        tell(made)
    if failed:
        typer.echo(f'note: {failed} of {total - before} could not be explained; their lines have "error".', err=True)
        if failed == total:
            raise typer.Exit(1)


# -- going on where it was left ---------------------------------------------------------------------------------------


def _written(path: Path, wanted: Texts, every: Iterator[Item], model: str) -> int:
    """How many items have their line; these are taken from `every`. A line that was cut off is removed."""
    if not path.exists():
        return 0
    done = 0
    for line in _whole_lines(path):
        item = next(every, None)
        other = "there are more lines than texts" if item is None else _other(line, item, wanted, model)
        if other:
            raise InputError(f"{str(path)!r} holds other work (line {done + 1}: {other}); give another file.")
        done += 1
    return done


def _whole_lines(path: Path) -> Iterator[bytes]:
    """The lines that are ended; what stands after the last line end is cut off, once all of them were looked at."""
    end = 0
    with path.open("r+b") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            end += len(line)
            yield line
        file.truncate(end)


def _other(line: bytes, item: Item, wanted: Texts, model: str) -> str:
    """In what a line differs from what is wanted now; "" where it does not."""
    try:
        data = json.loads(line)
    except ValueError:
        return "it is not JSON"
    if isinstance(data, dict) and "error" in data:
        return ""
    lines = data if isinstance(data, list) else [data]
    if not lines or not all(isinstance(one, dict) and "schema_version" in one for one in lines):
        return "it is no explanation"
    return next((other for one in lines if (other := _difference(one, item, wanted, model))), "")


def _difference(one: dict[str, Any], item: Item, wanted: Texts, model: str) -> str:
    from exegesis import api

    method = api.AUTO if wanted.method == "auto" else wanted.method
    named = wanted.target if isinstance(wanted.target, str) and wanted.target.isalpha() else None
    same: list[tuple[str, Any, Any]] = [
        ("model", one["fingerprint"]["model"], model),
        ("method", one["method"], method),
        ("seed", one["seed"], wanted.seed),
        ("unit", one["unit"], wanted.unit),
        *((name, one["settings"].get(name), value) for name, value in wanted.settings.items()),
    ]
    if named not in (None, "predicted"):
        same.append(("target", one["target"]["name"], named))
    if isinstance(item.given, str):
        same.append(("text", one["text"], item.given))
    return next((_told(name, there, here) for name, there, here in same if there != here), "")


def _told(name: str, there: object, here: object) -> str:
    return "another text" if name == "text" else f"{name} {there!r}, not {here!r}"
