"""Answers to a request for Shapley values of trees: those of the frame's columns, summed to units and targets."""

from dataclasses import replace

import numpy as np

from exegesis.adapters.trees import PATHS, TreesOfTables
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.types import Floats, Values
from exegesis.data.records import Baseline, Target
from exegesis.data.requests import TreeReply
from exegesis.engine.problem import Problem
from exegesis.modalities.table.maskers import ColumnMasker

_PATHS = "an absent column goes both ways at its splits, by the shares of training rows (path-dependent)"


def tree_reply(problem: Problem, game: str, values: Values) -> TreeReply:
    """Of all targets; `values` (T,): the targets' numbers for the row itself."""
    model, masker = problem.model, problem.masks
    if not isinstance(model, TreesOfTables) or not isinstance(masker, ColumnMasker):
        raise UnsupportedError(f"{model.name} is no model of trees.")
    played = model.tree_game(game)
    found = model.tree_shapley(masker.own, masker.absent.rows, played, problem.targets[0].output)
    by_unit = [found.values[:, model.background.places[column]].sum(axis=1) for column in masker.columns]
    scores = np.stack(by_unit, axis=1)  # (C, n)
    return TreeReply(
        np.stack([_of_target(scores, target) for target in problem.targets]),
        np.array([float(_of_target(found.base, target)) for target in problem.targets]),
        values,
        played,
        found.library,
    )


def with_game(problem: Problem, game: str, rows: int | None) -> Problem:
    """The problem with what its baseline is in the game that will be played; `InputError` for rows without effect."""
    model = problem.model
    if not isinstance(model, TreesOfTables) or model.tree_game(game) != PATHS:
        return problem
    if rows is not None:
        raise InputError(f"background_rows={rows} has no effect on the path-dependent game; leave it out.")
    kept = {name: value for name, value in problem.unit_settings.items() if name != "background_rows"}
    return replace(problem, baseline=Baseline("trees", _PATHS, None), unit_settings=kept)


def _of_target(numbers: Floats, target: Target) -> Floats:
    of_one = numbers[target.index]
    return np.asarray(of_one if target.versus is None else of_one - numbers[target.versus.index])
