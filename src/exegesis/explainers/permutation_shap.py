"""Permutation SHAP: Shapley values by random orders, each walked forwards and backwards (Mitchell et al. 2022)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.errors import InputError
from exegesis.explainers.base import Attribution, Explainer, Passes, Steps, check_size
from exegesis.requests import Game, Score
from exegesis.types import Floats, Integers, Masks, Values


@dataclass(frozen=True, kw_only=True)
class PermutationShap(Explainer):
    """A score is a unit's Shapley value, estimated as its mean contribution over random orders of adding the units.

    Each order is walked both ways (antithetic sampling), which makes the values exact for models with interactions
    between pairs of units at most. The scores always sum to f(all) - f(none).
    `samples`: at most so many evaluations; an order of n units takes 2n - 2 beside the whole and the empty text, fewer
    where masks were seen before. One order is always walked, whatever it takes.

    Standard errors are those of the mean over the orders; None where only one was walked.
    Diagnostics: `convergence_delta`, `evaluations`, `orders`.
    """

    name: ClassVar[str] = "permutation_shap"

    samples: int = 2000
    baseline: str = "auto"

    def __post_init__(self) -> None:
        if isinstance(self.samples, bool) or not isinstance(self.samples, int) or self.samples < 2:
            raise InputError(
                f"samples must be a whole number, 2 or more, not {self.samples!r}; 2,000 if you do not say."
            )

    def passes(self, game: Game) -> Passes:
        """The samples, but one order at least, and no more than there are masks."""
        return Passes(min(max(self.samples, 2 * game.n_units), 2 ** min(game.n_units, 60)))

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Draw the orders, ask once for every mask on their ways, and average what each unit added."""
        check_size(self.name, game.n_units)
        walks = _walks(game.n_units, self.samples, rng)
        values: Values = yield Score(walks.masks)
        added = walks.contributions(values)  # (R, n, T)
        scores, whole, count = added.mean(axis=0).T, values[1] - values[0], len(added)
        errors = added.std(axis=0, ddof=1).T / np.sqrt(count) if count > 1 else None
        return Attribution(
            scores=scores,
            base_values=values[0],
            standard_errors=errors,
            diagnostics=tuple(
                {"convergence_delta": float(delta), "evaluations": len(values), "orders": count}
                for delta in scores.sum(axis=1) - whole
            ),
            warnings=(_warnings(game.n_units, count),) * len(whole),
        )


@dataclass(frozen=True, eq=False)
class _Walks:
    """Orders of the units, and where the values of the masks on their ways stand."""

    masks: Masks  # (M, n)  all different; row 0 keeps nothing, row 1 everything
    orders: Integers  # (R, n)
    forwards: Integers  # (R, n + 1)  rows of the masks with the first 0, 1, ... n units of the order
    backwards: Integers  # (R, n + 1)  rows of their complements

    def contributions(self, values: Values) -> Floats:
        """(R, n, T): what each unit added in each order, the mean of both ways."""
        added = np.diff(values[self.forwards], axis=1) - np.diff(values[self.backwards], axis=1)
        found = np.empty_like(added)
        np.put_along_axis(found, self.orders[:, :, None], added / 2, axis=1)
        return found


def _walks(n: int, samples: int, rng: np.random.Generator) -> _Walks:
    """Orders, drawn until the next one would take more than `samples` different masks; `samples` orders at most."""
    masks = [np.zeros(n, dtype=np.bool_), np.ones(n, dtype=np.bool_)]
    rows = {np.packbits(mask).tobytes(): row for row, mask in enumerate(masks)}
    orders: list[Integers] = []
    ways: list[list[int]] = []
    while len(orders) < samples:
        order = rng.permutation(n)
        way = _way(order)
        keys = [packed.tobytes() for packed in np.packbits(way, axis=1)]
        fresh = {key: mask for key, mask in zip(keys, way, strict=True) if key not in rows}
        if orders and len(rows) + len(fresh) > samples:
            break
        for key, mask in fresh.items():
            rows[key] = len(masks)
            masks.append(mask)
        orders.append(order)
        ways.append([rows[key] for key in keys])
    found = np.array(ways).reshape(len(orders), 2, n + 1)
    return _Walks(np.array(masks), np.array(orders), found[:, 0], found[:, 1])


def _way(order: Integers) -> Masks:
    """(2n + 2, n): the first 0, 1, ... n units of the order kept, then the complements of these."""
    places = np.argsort(order)
    prefixes = places < np.arange(len(order) + 1)[:, None]
    return np.concatenate([prefixes, ~prefixes])


def _warnings(n: int, orders: int) -> tuple[str, ...]:
    if orders > 1 or n < 3:  # one order both ways is exact for two units
        return ()
    return (f"One order of the {n} units was walked, so there are no standard errors; raise samples above {4 * n}.",)
