"""From rows to the surrogates of every size, their curve of fidelity, and the one that is chosen."""

from dataclasses import dataclass

import numpy as np

from exegesis.core.types import Integers, Masks
from exegesis.surrogates.linear import Linear
from exegesis.surrogates.linear_path import linear_path
from exegesis.surrogates.measuring import fidelity
from exegesis.surrogates.records import Point
from exegesis.surrogates.result import TREE
from exegesis.surrogates.rows import Rows
from exegesis.surrogates.settings import HANDFUL, SurrogateSettings
from exegesis.surrogates.tree import Tree
from exegesis.surrogates.tree_path import tree_path


@dataclass(frozen=True)
class Fitted:
    """The chosen surrogate, its size, and the curve it stands on."""

    form: Linear | Tree
    size: int
    curve: tuple[Point, ...]


def fitted(
    inside: Rows, outside: Rows | None, settings: SurrogateSettings, threshold: float | None, rng: np.random.Generator
) -> Fitted:
    """Fit all sizes on the rows `inside` and measure them there and on the rows `outside`, which are not looked at."""
    forms = _forms(inside, settings)
    size = len(forms) if settings.tolerance is None else _smallest(inside, settings, len(forms), rng)
    curve = tuple(
        Point(
            size=number,
            features=len(form.used),
            depth=form.depth,
            leaves=form.leaves,
            inside=fidelity(form, inside, threshold),
            outside=None if outside is None else fidelity(form, outside, threshold),
        )
        for number, form in enumerate(forms, 1)
    )
    return Fitted(forms[size - 1], size, curve)


def _forms(rows: Rows, settings: SurrogateSettings) -> list[Linear | Tree]:
    if settings.family == TREE:
        return [*tree_path(rows, settings.cap, settings.least_rows)]
    return [*linear_path(rows, settings.cap, settings.ridge)] or [_mean(rows)]


def _mean(rows: Rows) -> Linear:
    """Where there is no feature at all."""
    return Linear(float(rows.shares @ rows.values), (), (), len(rows))


def _smallest(rows: Rows, settings: SurrogateSettings, sizes: int, rng: np.random.Generator) -> int:
    """The smallest size whose R^2 comes within `tolerance` of the best; told on a part of the rows to fit on.

    The held-out rows have no say in it: their figures would flatter what was chosen by them.
    """
    apart = held_out(rows.groups, settings.held_out, rng)
    if len(np.unique(rows.groups[~apart])) < HANDFUL:
        return sizes
    others, judges = rows.take(~apart), rows.take(apart)
    found = [fidelity(form, judges, None).r2 for form in _forms(others, settings)]
    known = [r2 for r2 in found if r2 is not None]
    if not known or settings.tolerance is None:
        return sizes
    best = max(known) - settings.tolerance
    return next(size for size, r2 in enumerate(found, 1) if r2 is not None and r2 >= best)


def held_out(groups: Integers, share: float, rng: np.random.Generator, never: int | None = None) -> Masks:
    """(B,) True for the rows held out: those of a `share` of the groups, at least one; the group `never` stays.

    Drawn by group, so that no held-out row is equal to a fitted one.
    """
    distinct = np.unique(groups)
    order = rng.permutation(distinct[distinct != never])
    count = min(max(1, round(share * len(distinct))), len(order))
    return np.isin(groups, order[:count])
