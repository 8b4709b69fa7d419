"""Partition SHAP: Owen values over a tree of the units, of a text its phrases (Lundberg & Lee 2017; Owen 1977)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from exegesis.core.errors import InputError, UnsupportedError, shown, unknown
from exegesis.core.types import Floats, TargetScores, Values
from exegesis.data.requests import Game, Score
from exegesis.data.tree import UnitTree
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer, GroupScore, Steps
from exegesis.explainers.mask_process import MOST_ROWS
from exegesis.explainers.owen_process import FEWEST, OwenProcess
from exegesis.explainers.owen_values import OwenValues

_TREES = ("auto", "halving")
_MOST_AT_ONCE = 32  # expansions, of two masks each
_ROUNDS = 4  # in which masks are chosen for the process
_MOST_FORETOLD, _LITTLE = 1024, 0.5  # units; share of the values' variance


@dataclass(frozen=True, kw_only=True)
class PartitionShap(Explainer):
    """A score is a unit's Owen value: a Shapley value over orders that never break up a node of the units' tree.

    Of a text the nodes are its phrases. Where the kind of data knows no tree, neighbours in the units' order are taken
    together, and a warning says so. `tree`: "auto" for that tree, "halving" for one that knows nothing but where units
    stand: the middle of an image's longer side, again and again, as `shap` cuts images; of other data their order.

    `samples`: at most so many evaluations (`max_evals` in shap), the whole and the empty text included. About n^2 to
    2 n^2 for n units give the exact values. With fewer, the phrases with the largest effects are split first, and the
    units of a phrase that was not split share its effect equally. At any budget the scores sum to f(all) - f(none).
    Work is ordered by the largest effect on any target, so below the exact budget the scores of one target may depend
    a little on which others are explained with it.
    `adjusted`: instead of stopping at phrases, foretell what is not asked for: a process (`mask_process`) is fitted to
    the values of the masks that tell most about the scores, and the scores are the Owen values of these values and of
    its guesses. Where masks are answered smoothly the error is a fraction of the plain one; standard errors say what
    the process leaves open, rather too little below some 100 samples. 32 to 4,096 samples, 1,024 units at most.

    Groups: every phrase that was reached, from the whole text down, with its whole effect, which its units' scores sum
    to and which none of them shows.
    Diagnostics: `convergence_delta`, `evaluations`; `expanded`, the share of the exact work done for a unit, averaged
    over units (1 = exact); `interactions`, for each group what its two halves do together beyond what each does alone,
    averaged over the contexts seen (None where it was never split). If adjusted, all phrases are reached, `expanded` is
    the share of the values' weight in a score that was asked for, and `foretold` the share of their variance that the
    process tells of masks it was not shown.
    """

    name: ClassVar[str] = "partition_shap"
    chance: ClassVar[bool] = False

    samples: int = 500
    baseline: str = "auto"
    tree: str = "auto"
    adjusted: bool = False

    def __post_init__(self) -> None:
        if isinstance(self.samples, bool) or not isinstance(self.samples, int) or self.samples < 2:
            raise InputError(
                f"samples must be a whole number, 2 or more, not {shown(self.samples)}; 500 if you do not say."
            )
        if self.tree not in _TREES:
            raise unknown("tree", self.tree, _TREES)
        if self.adjusted and not FEWEST <= self.samples <= MOST_ROWS:
            raise InputError(
                f"adjusted takes {FEWEST} to {MOST_ROWS:,} samples, not {self.samples:,}; 500 if you do not say."
            )

    def passes(self, game: Game) -> ExpectedPasses:
        """The samples, or what the exact values take."""
        return ExpectedPasses(min(self.samples, self._tree(game).evaluations))

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Ask for both ends, then for the masks of the most urgent phrases: of one, then of 2, 4, ... 32 at a time."""
        tree = self._tree(game)
        if self.adjusted and tree.evaluations > self.samples:
            return (yield from self._foretold(game, tree))
        values: Values = yield Score(np.repeat([[False], [True]], tree.n, axis=1))
        owen, whole = OwenValues(tree, *values), values[1] - values[0]
        evaluations, at_once = 2, 1
        while cells := owen.take_next(min(at_once, (self.samples - evaluations) // 2)):
            masks = owen.masks(cells)
            owen.learn(cells, masks, (yield Score(masks)))
            evaluations += len(masks)
            at_once = min(2 * at_once, _MOST_AT_ONCE)
        return _attribution(owen, values[0], whole, evaluations, self._notes(game), game.counted)

    def _tree(self, game: Game) -> UnitTree:
        return game.tree if self.tree == "auto" else game.halves

    def _notes(self, game: Game) -> tuple[str, ...]:
        return _of_order(game) if self.tree == "auto" else ()

    def _foretold(self, game: Game, tree: UnitTree) -> Steps:
        """Ask for the masks that tell most, a quarter of them as they lie, the others as the process has it by then."""
        if game.n_units > _MOST_FORETOLD:
            raise UnsupportedError(
                f"adjusted partition_shap takes at most {_MOST_FORETOLD:,} units, not {game.n_units:,}; use larger "
                "units (of a text, unit='sentence'), or leave adjusted out."
            )
        process = OwenProcess(tree)
        for count in np.geomspace(self.samples / _ROUNDS, self.samples, _ROUNDS).round().astype(int):
            masks = process.take_next(int(count))
            process.learn((yield Score(masks)))
        return _of_process(process, self._notes(game))


def _attribution(
    owen: OwenValues, none: Floats, whole: Floats, evaluations: int, notes: tuple[str, ...], counted: str
) -> Attribution:
    totals = owen.totals()
    scores = totals[: owen.tree.n].T
    reached = _reached(owen)
    diagnostics = [
        {
            "convergence_delta": float(scores[target].sum() - whole[target]),
            "evaluations": evaluations,
            "expanded": float(owen.seen[: owen.tree.n].mean()),
            "interactions": _interactions(owen, reached, target),
        }
        for target in range(len(whole))
    ]
    return Attribution(
        scores=scores,
        base_values=none,
        groups=_groups(owen.tree, reached, totals),
        diagnostics=tuple(diagnostics),
        warnings=((*notes, *_warnings(owen, evaluations, counted)),) * len(whole),
    )


def _of_process(process: OwenProcess, notes: tuple[str, ...]) -> Attribution:
    tree, values = process.tree, process.values
    totals, together = process.totals(), process.interactions()
    scores, nodes = totals[: tree.n].T, _in_order(tree, range(tree.n, 2 * tree.n - 1))
    diagnostics = [
        {
            "convergence_delta": float(scores[target].sum() - (values[1, target] - values[0, target])),
            "evaluations": len(values),
            "expanded": process.share_asked(),
            "foretold": foretold,
            "interactions": [
                None if np.isnan(one) else float(one) for one in together[np.array(nodes) - tree.n, target]
            ],
        }
        for target, foretold in enumerate(process.told())
    ]
    return Attribution(
        scores=scores,
        base_values=values[0],
        standard_errors=process.standard_errors(),
        groups=_groups(tree, nodes, totals),
        diagnostics=tuple(diagnostics),
        warnings=tuple((*notes, *_little(share)) for share in process.told()),
    )


def _little(foretold: float) -> tuple[str, ...]:
    if foretold >= _LITTLE:
        return ()
    return (
        f"The process foretells {max(foretold, 0):.0%} of the variance of values it was not shown: too little to go "
        "by. Leave adjusted out, or raise samples.",
    )


def _of_order(game: Game) -> tuple[str, ...]:
    """What to know of scores over a tree that is made of the units' order alone; two units have no other tree."""
    if game.known_tree is not None or game.n_units < 3:
        return ()
    return (
        "Nothing says which units belong together, so neighbours in their order were taken together; the values of "
        "kernel_shap do not depend on the order.",
    )


def _reached(owen: OwenValues) -> list[int]:
    """The phrases with an effect of their own, each before its parts, in the order of the text."""
    tree = owen.tree
    return _in_order(tree, (node for node in range(tree.n, 2 * tree.n - 1) if owen.seen[node] > 0))


def _in_order(tree: UnitTree, nodes: Iterable[int]) -> list[int]:
    return sorted(nodes, key=lambda node: (tree.ranges[node, 0], -tree.sizes[node]))


def _groups(tree: UnitTree, nodes: list[int], totals: TargetScores) -> tuple[GroupScore, ...]:
    index = {node: place for place, node in enumerate(nodes)}
    return tuple(
        GroupScore(
            units=tuple(sorted(tree.units(node).tolist())),
            parent=index.get(int(tree.parents[node])),
            scores=tuple(totals[node].tolist()),
        )
        for node in nodes
    )


def _interactions(owen: OwenValues, nodes: list[int], target: int) -> list[float | None]:
    """One for each group."""
    sums, weights = owen.interactions[nodes, target], owen.expanded[nodes]
    return [float(value / weight) if weight > 0 else None for value, weight in zip(sums, weights, strict=True)]


def _warnings(owen: OwenValues, evaluations: int, counted: str) -> tuple[str, ...]:
    alone = int((owen.seen[: owen.tree.n] > 0).sum())
    if alone == owen.tree.n:
        return ()
    return (
        f"{evaluations} evaluations scored {alone} of {counted} one by one; the others share the score of their "
        f"group equally. Raise samples for more.",
    )
