"""Read the official forms of predictions, {question id: answer}, and of no-answer probabilities, {id: number}."""

import difflib
import math
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from exegesis.data.squad.json_file import JsonFile
from exegesis.data.squad.locating import shown
from exegesis.data.squad.reading import SquadQuestion


def read_predictions(path: Path | str, asked: Iterable[SquadQuestion]) -> dict[str, str]:
    """The predicted answer of each question id; "" says that the context holds no answer.

    Not every question need be there: scoring names those that are not. Raises `InputError` naming the line where an id
    is not one of `asked`, stands twice, or has something else than text.
    """
    file = JsonFile.read(path)
    found = {}
    for id_, value in _entries(file, asked):
        if not isinstance(value, str):
            raise file.wrong((id_,), 'must be text, the predicted answer ("" for none)')
        found[id_] = value
    return found


def read_probabilities(path: Path | str, asked: Iterable[SquadQuestion]) -> dict[str, float]:
    """The no-answer probability of each question id, in the file's order.

    Any finite number that grows with it will do, as the official script has it (BERT's null odds are differences of
    logits). Raises `InputError` as `read_predictions` does.
    """
    file = JsonFile.read(path)
    found = {}
    for id_, value in _entries(file, asked):
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise file.wrong((id_,), "must be a finite number, the probability that there is no answer")
        found[id_] = float(value)
    return found


def _entries(file: JsonFile, asked: Iterable[SquadQuestion]) -> Iterator[tuple[str, Any]]:
    ids = {one.id for one in asked}
    for id_, value in file.members(file.root, ()).items():
        if id_ not in ids:
            near = _nearest(id_, ids)
            raise file.wrong((id_,), f"is no id of a question asked{near}; give a file for these questions")
        yield id_, value


def _nearest(id_: str, ids: Collection[str]) -> str:
    near = difflib.get_close_matches(id_, sorted(ids), n=1)
    return f" (the nearest is {shown(near[0])})" if near else ""
