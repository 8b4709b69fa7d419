"""The schedule alone, with works that are simple generators over a toy model."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from exegesis.adapters.function import FunctionModel
from exegesis.core.errors import ModelError
from exegesis.engine.asks import Ask, Asks, run_asks
from exegesis.engine.engine import Engine
from exegesis.engine.pool import Work, pooled


class Lengths(FunctionModel):
    """A model that answers with the length of a text, and counts its batches."""

    def __init__(self, broken: str = "?") -> None:
        self.batches: list[list[str]] = []
        self.broken = broken
        super().__init__(self.answer, task="regression", labels=["length"])

    def answer(self, texts: list[str]) -> np.ndarray:
        self.batches.append(texts)
        if any(self.broken in text for text in texts):
            raise ModelError(f"cannot read {self.broken!r}")
        return np.array([[len(text)] for text in texts], dtype=float)


def ask(*texts: str) -> Ask:
    return Ask(texts, [text.encode() for text in texts], None, "float32")


def rounds(name: str, count: int, seen: list[str]) -> Asks[str]:
    """Asks `count` times; the result tells what was heard."""
    heard = []
    for place in range(count):
        outputs = yield ask(f"{name}{'x' * place}", name)
        heard.append(outputs[:, 0].tolist())
    seen.append(name)
    return f"{name} {heard}"


def works(engine: Engine, *made: Asks[str]) -> Iterator[Work[str]]:
    for steps in made:
        yield Work(engine.beside(), steps, 1)


def test_works_finish_in_any_order_and_come_in_theirs() -> None:
    model, seen = Lengths(), list[str]()
    engine = Engine(model)
    made = [rounds("a", 3, seen), rounds("b", 0, seen), rounds("c", 1, seen)]
    found = [work.result for work in pooled(works(engine, *made))]
    assert found == ["a [[1.0, 1.0], [2.0, 1.0], [3.0, 1.0]]", "b []", "c [[1.0, 1.0]]"]
    assert seen == ["b", "c", "a"]
    assert [sorted(batch) for batch in model.batches] == [["a", "c"], ["a", "ax"], ["a", "axx"]]


def test_an_error_of_the_model_is_thrown_where_it_belongs() -> None:
    model = Lengths("b")

    def minding(steps: Asks[str]) -> Asks[str]:
        try:
            return (yield from steps)
        except ModelError as error:
            return f"met: {error}"

    engine = Engine(model)
    made = [rounds("a", 1, []), minding(rounds("b", 1, [])), rounds("b", 2, []), rounds("c", 1, [])]
    found = list(pooled(works(engine, *made)))
    assert [work.result for work in found] == ["a [[1.0, 1.0]]", "met: cannot read 'b'", None, "c [[1.0, 1.0]]"]
    assert str(found[2].error) == "cannot read 'b'"
    assert found[2].error is not None
    assert found[2].error.__traceback__ is None  # no frame keeps what the work held


def test_an_interrupt_stops_all() -> None:
    def interrupted() -> Asks[str]:
        yield ask("a")
        raise KeyboardInterrupt

    closed: list[str] = []

    def other() -> Asks[str]:
        try:
            yield ask("b")
            yield ask("c")
        finally:
            closed.append("other")
        return ""

    with pytest.raises(KeyboardInterrupt):
        list(pooled(works(Engine(Lengths()), interrupted(), other())))
    assert closed == ["other"]


def test_asks_of_two_precisions_are_run_apart() -> None:
    used: list[tuple[str, int]] = []
    model = Lengths()
    inner = model.forward

    def forward(rows: Any, precision: str = "float32", read: Any = None) -> Any:
        used.append((precision, len(rows)))
        return inner(rows, precision, read)

    model.forward = forward  # type: ignore[method-assign]
    rough = Ask(["abc"], [b"abc"], None, "bfloat16")
    outputs = run_asks(model, [ask("a", "ab"), rough, ask("ab"), ask()], 100)
    assert [part.tolist() for part in outputs] == [[[1.0], [2.0]], [[3.0]], [[2.0]], []]
    assert used == [("float32", 2), ("bfloat16", 1)]
