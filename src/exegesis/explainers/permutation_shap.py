"""Permutation SHAP: Shapley values by random orders, each walked forwards and backwards (Mitchell et al. 2022)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.errors import InputError, shown
from exegesis.core.types import Floats, Integers, Masks, Values
from exegesis.data.requests import Game
from exegesis.explainers.base import MOST_UNITS, Attribution, ExpectedPasses, Explainer, Steps, check_size
from exegesis.explainers.certainty import Certainty, check_rule
from exegesis.explainers.resampling import DrawSpread
from exegesis.explainers.rounds import Known, ending, looks, uncertain

_FIRST_ORDERS = 4


@dataclass(frozen=True, kw_only=True)
class PermutationShap(Explainer):
    """A score is a unit's Shapley value, estimated as its mean contribution over random orders of adding the units.

    Each order is walked both ways (antithetic sampling), which makes the values exact for models with interactions
    between pairs of units at most. The scores always sum to f(all) - f(none).
    `samples`: at most so many evaluations; an order of n units takes 2n - 2 beside the whole and the empty text, fewer
    where masks were seen before. One order is always walked, whatever it takes.
    `until_top`: walk in rounds and stop as soon as the so many highest scores are certain at `confidence`, or at
    `samples`; the result is the one that this many samples give without the rule.

    Standard errors are those of the mean over the orders; None where only one was walked.
    Diagnostics: `convergence_delta`, `orders`, and as in LIME `samples`, `certain_top`, `certain_of`, `stopped_by`.
    """

    name: ClassVar[str] = "permutation_shap"
    most_units: ClassVar[int | None] = MOST_UNITS

    samples: int = 2000
    baseline: str = "auto"
    until_top: int | None = None
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if isinstance(self.samples, bool) or not isinstance(self.samples, int) or self.samples < 2:
            raise InputError(
                f"samples must be a whole number, 2 or more, not {shown(self.samples)}; 2,000 if you do not say."
            )

        check_rule(self.until_top, self.confidence)

    def passes(self, game: Game) -> ExpectedPasses:
        """The samples, but one order at least, and no more than there are masks."""
        return ExpectedPasses(min(max(self.samples, 2 * game.n_units), 2 ** min(game.n_units, 60)))

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Draw the orders, ask for the masks on their ways, at once or in rounds, and average what each unit added."""
        check_size(self.name, game.n_units)
        walks, known = _walks(game.n_units, self.samples, rng), Known()
        looks = self._looks(game.n_units)
        certainty = Certainty.of(game.n_units, self.until_top, self.confidence, len(looks))
        for count in looks:
            begun = walks.within(count)
            values: Values = yield from known.ask(begun.masks)
            found = _attribution(begun, values, certainty, game.counted)
            if all(told["certain_top"] >= certainty.top for told in found.diagnostics):
                break
        return found

    def _looks(self, n: int) -> list[int]:
        return [self.samples] if self.until_top is None else looks(_FIRST_ORDERS * 2 * n, self.samples)


def _attribution(walks: "_Walks", values: Values, certainty: Certainty, counted: str) -> Attribution:
    added = walks.contributions(values)  # (R, n, T)
    scores, whole, count = added.mean(axis=0).T, values[1] - values[0], len(added)
    diagnostics = []
    for target, delta in enumerate(scores.sum(axis=1) - whole):
        moves = (added[:, :, target] - scores[target]) / np.sqrt(count * max(count - 1, 1))
        certain = certainty.count(scores[target], DrawSpread(moves, count - 1))
        ended = ending(certain, certainty.top, len(values), certainty.until)
        diagnostics.append({"convergence_delta": float(delta), "orders": count, **ended})
    few = _warnings(walks.masks.shape[1], count, counted)
    return Attribution(
        scores=scores,
        base_values=values[0],
        standard_errors=added.std(axis=0, ddof=1).T / np.sqrt(count) if count > 1 else None,
        diagnostics=tuple(diagnostics),
        warnings=tuple((*few, *uncertain(told, certainty)) for told in diagnostics),
    )


@dataclass(frozen=True, eq=False)
class _Walks:
    """Orders of the units, and where the values of the masks on their ways stand."""

    masks: Masks  # (M, n)  all different; row 0 keeps nothing, row 1 everything
    orders: Integers  # (R, n)
    forwards: Integers  # (R, n + 1)  rows of the masks with the first 0, 1, ... n units of the order
    backwards: Integers  # (R, n + 1)  rows of their complements

    def within(self, samples: int) -> "_Walks":
        """The orders that would have been walked with so many samples, no more than these were drawn for."""
        asked = np.maximum.accumulate(np.maximum(self.forwards, self.backwards).max(axis=1)) + 1  # (R,)
        count = min(max(int((asked <= samples).sum()), 1), samples)
        return _Walks(
            self.masks[: asked[count - 1]], self.orders[:count], self.forwards[:count], self.backwards[:count]
        )

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


def _warnings(n: int, orders: int, counted: str) -> tuple[str, ...]:
    if orders > 1 or n < 3:  # one order both ways is exact for two units
        return ()
    return (f"One order of the {counted} was walked, so there are no standard errors; raise samples above {4 * n}.",)
