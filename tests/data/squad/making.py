"""Questions and SQuAD files made for tests."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from exegesis.data.squad.locating import At
from exegesis.data.squad.reading import Reference, SquadQuestion

CONTEXT = "The tower was built by Ada Quill in 1887, in a bay of the North Sea."


def asked(id_: str, *answers: str) -> SquadQuestion:
    """A question with these answers, of which there may be none."""
    return SquadQuestion(
        id_, "Who built it?", " ".join(answers) or CONTEXT, tuple(Reference(text, 0) for text in answers)
    )


def entry(**changes: Any) -> dict[str, Any]:
    """A question that is right, but for the changes; a field changed to `...` is left out."""
    found = {
        "id": "q1",
        "question": "Who built it?",
        "answers": [{"text": "Ada Quill", "answer_start": CONTEXT.index("Ada")}],
        **changes,
    }
    return {name: value for name, value in found.items() if value is not ...}


def squad(*entries: Any, context: Any = CONTEXT) -> dict[str, Any]:
    """One article with one paragraph and these questions."""
    return {"version": "1.1", "data": [{"title": "Tower", "paragraphs": [{"context": context, "qas": list(entries)}]}]}


def written(folder: Path, value: Any, name: str = "file.json") -> Path:
    """The value as an indented JSON file: each field stands on a line of its own."""
    path = folder / name
    path.write_text(json.dumps(value, indent=1), encoding="utf-8")
    return path


def lines_of(value: Any, at: At = (), line: int = 1) -> Iterator[tuple[At, int]]:
    """Each path and the line it starts on, as `json.dumps(..., indent=...)` lays a value out from `line` on."""
    yield at, line
    for name, inner in _inside(value):
        line += 1
        yield from lines_of(inner, (*at, name), line)
        line += _height(inner) - 1


def _height(value: Any) -> int:
    """How many lines a value takes: brackets with something between them stand on lines of their own."""
    inside = _inside(value)
    return 2 + sum(_height(inner) for _, inner in inside) if inside else 1


def _inside(value: Any) -> list[tuple[str | int, Any]]:
    return list(value.items() if isinstance(value, dict) else enumerate(value if isinstance(value, list) else ()))
