"""What one run costs whatever the machine: rows, tokens and multiplications, counted as they are executed."""

from contextlib import ExitStack
from typing import Any

from benchmarks.speed.equal.frame import Cost, Way
from benchmarks.speed.equal.subject import Subject
from benchmarks.speed.lengths import Lengths
from benchmarks.speed.operations import counted

_SEED = 0


def cost(way: Way, subject: Subject, setting: float) -> Cost:
    """Of the call that a user makes, at the way's share of the setting and in proportion."""
    rows = Rows(subject.models.theirs[0])
    with ExitStack() as stack:
        ours = stack.enter_context(Lengths(subject.models.ours))
        stack.enter_context(rows)
        found = counted(lambda: way.run(subject, shared(way, setting), _SEED))
    every = [*ours.forward, *ours.points]
    measured = Cost(len(every) + rows.rows, sum(every) + rows.tokens, found.total / 2)
    return measured if way.share == 1 else measured.scaled(setting / shared(way, setting))


def shared(way: Way, setting: float) -> float:
    """The setting at which a way is run to be counted or timed."""
    return setting if way.share == 1 else float(round(setting * way.share))


class Rows:
    """Counts what a model of transformers is given: rows, and their tokens with the padding."""

    def __init__(self, model: Any) -> None:
        self.model, self.rows, self.tokens = model, 0, 0

    def __enter__(self) -> "Rows":
        self._handle = self.model.register_forward_pre_hook(self._note, with_kwargs=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._handle.remove()

    def _note(self, _: Any, args: Any, named: Any) -> None:
        ids = named["input_ids"] if "input_ids" in named else args[0]
        self.rows += len(ids)
        self.tokens += ids.numel()
