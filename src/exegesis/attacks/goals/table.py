"""The goals by name: a new one is one file and one line here."""

from collections.abc import Mapping

from exegesis.attacks.choice import NamedPart
from exegesis.attacks.goals.base import Goal

_HERE = "exegesis.attacks.goals"
_ROWS: tuple[NamedPart[Goal], ...] = (
    NamedPart("other", f"{_HERE}.answers:Other", "any other answer"),
    NamedPart("named", f"{_HERE}.answers:Named", "an answer that you name"),
    NamedPart("shorter", f"{_HERE}.answers:Shorter", "the same answer to fewer words"),
)
GOALS: Mapping[str, NamedPart[Goal]] = {row.name: row for row in _ROWS}
