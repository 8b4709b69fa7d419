"""The head table: what each head does on a text, and what it is to the answer."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesHeads
from exegesis.adapters.texts import text_model
from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.data.inputs import Input
from exegesis.data.targets import TargetSpec
from exegesis.engine.bind import Wishes, bind
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.explorer.looking import read, seen
from exegesis.explorer.result import HeadTable
from exegesis.tasks.table import task_of


def heads(
    model: Model | str | Path,
    text: Input,
    target: TargetSpec = None,
    *,
    importance: bool = False,
    kind: str | None = None,
    window: int = 1,
) -> HeadTable:
    """Which head does what on a text: how spread its attention is, how far it goes, and whether the answer needs it.

    Args:
        model: what `exegesis.load` takes or gives.
        text: as of `look`.
        target: whose importance is asked for, as of `exegesis.explain`; None: the model's answer. One alone.
        importance: whether each head's is measured: the gradient of its gate takes one pass forward and back, and
            silencing a pass for each head. What is measured is the log-probability of the target (of a regression its
            value).
        kind: of an encoder-decoder the stack: "encoder" (the usual one), "decoder" or "cross".
        window: as of `look`; importance is to the answer over all windows.

    Returns:
        A row a head.

    Raises:
        InputError: what `look` raises; a target without `importance`, or several.
        UnsupportedError: heads that cannot be told apart, or that cannot be silenced.
    """
    if not isinstance(importance, bool):
        raise InputError(f"importance must be True or False, not {shown(importance)}.")
    if target is not None and not importance:
        raise InputError("a target is whose importance is asked for; give importance=True, or leave it out.")
    given = read(model, text, window)
    look = seen(given)
    look = look if kind is None else look.of(kind)
    table = HeadTable(look.model, look.text, look.kind, tuple(look.heads()), notes=look.notes)
    return table if not importance else _weighed(table, given.model, text, target)


def _weighed(table: HeadTable, model: Any, text: Input, target: TargetSpec) -> HeadTable:
    if not isinstance(model, GivesHeads):
        raise UnsupportedError(f"{model.name} has no heads that can be silenced; leave importance out.")
    problem = _problem(model, text, target)
    value, gradients, without = _measured(problem, model, table.kind)
    rows = tuple(
        replace(row, gradient=float(gradients[place]), silenced=float(value - without[place]))
        for row in table.rows
        for place in [(row.layer - 1, row.head - 1)]
    )
    return replace(table, rows=rows, target=problem.targets[0], value=value)


def _problem(model: Any, text: Input, target: TargetSpec) -> Problem:
    """The text and its target bound; a log-probability, of a regression its value."""
    output = None if model.kind == "regression" else "log-probability"
    task = task_of(text_model(model), output)
    problem = bind(Engine(model), task, text, target=target, unit="token", wishes=Wishes())
    if len(problem.targets) > 1:
        raise InputError(f"importance is to one target, and {len(problem.targets)} are named; give one.")
    return problem


def _measured(problem: Problem, model: GivesHeads, kind: str) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """The target's value, its gradients by the heads' gates, and its values without each head: (layers, heads)."""
    readout, engine = problem.readout, Engine(problem.model)
    total, gradients, without = 0.0, 0.0, 0.0
    for window, (tokens, weight) in enumerate(zip(problem.tokens, problem.weights, strict=True)):
        if weight:
            read_off = readout.of_points(window)
            total += weight * float(engine.look(tokens.row, read_off)[0])
            gradients += weight * model.head_gradients(tokens.row, read_off, kind)
            without += weight * model.without_each_head(tokens.row, read_off, kind)
    return total, np.asarray(gradients), np.asarray(without)
