"""Integrated gradients: the gradient averaged along the straight path from a baseline to the input, times the way."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from exegesis.core.errors import InputError, shown
from exegesis.core.types import Floats
from exegesis.data.requests import Ends, Game, Gradients, Need, PathEnds, PointReply, Request
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer, Steps
from exegesis.explainers.gradient import along, check_divisor, normalised, stretches
from exegesis.explainers.path_halving import GRID, Halving, Node
from exegesis.explainers.path_reached import Reached, Shown, as_they_are
from exegesis.explainers.path_rounds import Rounds
from exegesis.explainers.path_rules import coarser, path_rule

AUTO, HALVING, FIXED = "auto", "halving", "gausslegendre"
FIRST_STEPS = 16
BESIDE = 1e-3  # of the way: where a smooth function is as it is at the baseline
# Above this share of all that was given out, a reader must hear what the special tokens got.
SPECIAL_SHARE = 0.1


@dataclass(frozen=True, kw_only=True)
class IntegratedGradients(Explainer):
    """Integrated gradients (Sundararajan, Taly, Yan 2017), summed over each position's vector. Unit: the target's.

    `steps`: nodes of the path; None takes more until, target by target, |convergence_delta| is at most `tolerance` x
    max(|f(x) - f(x')|, 0.01) and two rules agree on the scores, or `max_steps` are reached, which the result's warnings
    then say.
    `rule`: left, right, middle, trapezoid or gausslegendre, whose steps are doubled from 16 where `steps` is None; or
    halving, which chooses steps where the path bends (`path_halving`). "auto" is halving; with `steps`, and of images,
    whose paths bend everywhere, it is gausslegendre.
    `baseline`: "pad", "mask", "eos", "mean-embedding" or "zero" (vectors), special tokens kept; "all-pad", "all-zero";
    a text (what it leaves free is padding, or what stands for it); or a tuple of these, whose attributions are averaged
    with equal weights. "auto" is "pad", or where there is no such token "eos", else "mean-embedding". Of an image it is
    a colour, "mean" (of each region), "blur" or "noise"; "auto" is ("black", "white"): from black alone no black pixel
    could score.
    `layer`: a named module; the path then runs between its outputs for baseline and input. None: the word embeddings.
    `normalise`: None, "l2" or "maximum"; divided scores no longer sum to the change (`divided_by` says by what).

    Diagnostics: `convergence_delta` = sum of scores and of `special_tokens` - (f(x) - mean f(x')), before division.
    """

    name: ClassVar[str] = "integrated_gradients"
    chance: ClassVar[bool] = False
    needs: ClassVar[frozenset[Need]] = frozenset({"gradients"})
    asks: ClassVar[tuple[type, ...]] = (Gradients,)

    steps: int | None = None
    rule: str = "auto"
    baseline: str | tuple[str, ...] = "auto"
    layer: str | None = None
    tolerance: float = 0.01
    max_steps: int = 256
    normalise: str | None = None

    def __post_init__(self) -> None:
        if self.rule == HALVING and self.steps is not None:
            raise InputError("rule 'halving' chooses its steps; leave steps out, or give another rule.")
        if self.rule not in (AUTO, HALVING):
            path_rule(self.rule, FIRST_STEPS if self.steps is None else self.steps)
        elif self.steps is not None:
            path_rule(FIXED, self.steps)
        check_divisor(self.normalise)
        if not self.tolerance > 0:
            raise InputError(f"tolerance must be above 0, not {shown(self.tolerance)}.")
        if self.max_steps < FIRST_STEPS:
            raise InputError(f"max_steps must be {FIRST_STEPS} or more, not {shown(self.max_steps)}; or give steps.")

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """The path of every baseline, finer and finer where `steps` is None."""
        ends: PathEnds = yield Ends()
        known = yield from at_ends(game, ends)
        found = yield from (self._halved if self._halves(game) else self._doubled)(game, ends, known)
        fixed = self.steps is not None
        doubtful = not all(one.near if fixed else one.done for one in found)
        jumps = (yield from _jumps(ends, known)) if doubtful else np.zeros(game.n_targets)
        said = [one.words(float(jump), fixed) for one, jump in zip(found, jumps, strict=True)]
        return self._attribution(game, found, known, said)

    def passes(self, game: Game) -> ExpectedPasses:
        """All rounds to the last, at both ends and between. A tuple of baselines has a path each."""
        paths = 1 if isinstance(self.baseline, str) else len(self.baseline)
        between = self.max_steps * game.n_targets if self._halves(game) else sum(self._rounds())
        points = paths * between + 1 + 2 * paths  # the ends, and beside the baselines where in doubt
        return ExpectedPasses(points, points * game.n_targets)

    def _halves(self, game: Game) -> bool:
        return self.steps is None and (self.rule == HALVING or (self.rule == AUTO and game.grid is None))

    def _halved(self, game: Game, ends: PathEnds, known: "EndReplies") -> Generator[Request, Any, list[Reached]]:
        """Each target's own halving of the paths; what one asked for, the others need not."""
        ways = ends.input - ends.baselines
        at: dict[Node, Floats] = {}  # (T, P)
        for path in range(len(ways)):
            at[path, 0], at[path, GRID] = known.at_baselines[path], known.at_input[path]
        targets = [Halving(float(one), self.tolerance, len(ways), self.max_steps, _shown(game)) for one in known.change]
        while wanted := {node for one in targets for node in one.wanted()}:
            fresh = sorted(wanted - at.keys())
            for part in stretches(len(fresh), game.points_at_once):
                nodes = fresh[part]
                points = [ends.baselines[path] + np.float32(place / GRID) * ways[path] for path, place in nodes]
                reply: PointReply = yield Gradients(np.stack(points))
                at.update(
                    (node, along(g[None], ways[node[0]])[0]) for node, g in zip(nodes, reply.gradients, strict=True)
                )
            for t, one in enumerate(targets):
                one.take({node: at[node][t] for node in one.wanted()})
        return [one.reached for one in targets]

    def _doubled(self, game: Game, ends: PathEnds, known: "EndReplies") -> Generator[Request, Any, list[Reached]]:
        """Rounds of the same rule, each with twice the nodes, until all targets are believed; or the one of `steps`."""
        rounds = Rounds(known.change, self.tolerance, game.n_positions, _shown(game))
        for count in self._rounds():
            fine, coarse = yield from self._integral(game, ends, known, count)
            rounds.add(count, fine, coarse)
            if self.steps is None and rounds.done.all():
                break
        return [rounds.reached(t) for t in range(game.n_targets)]

    def _rounds(self) -> Iterator[int]:
        if self.steps is not None:
            yield self.steps
            return
        count = FIRST_STEPS
        while count < self.max_steps:
            yield count
            count *= 2
        yield self.max_steps

    def _integral(
        self, game: Game, ends: PathEnds, known: "EndReplies", steps: int
    ) -> Generator[Request, Any, tuple[Floats, Floats | None]]:
        """Scores (T, P): the weighted sum over the nodes, the mean over the baselines; and by every second node."""
        name = FIXED if self.rule == AUTO else self.rule
        rule = path_rule(name, steps)
        nodes, half = rule.nodes, coarser(name, rule) if steps == FIRST_STEPS else None
        weights = np.stack([rule.weights, rule.weights if half is None else half])  # (2, S)
        inside = (nodes > 0) & (nodes < 1)
        total = np.multiply.outer(weights[:, nodes == 0].sum(axis=1), known.at_baselines.sum(axis=0))
        total += np.multiply.outer(weights[:, nodes == 1].sum(axis=1), known.at_input.sum(axis=0))
        for start in ends.baselines:
            way = ends.input - start
            for part in stretches(int(inside.sum()), game.points_at_once):
                points = start + nodes[inside][part, None, None].astype(np.float32) * way
                reply: PointReply = yield Gradients(points)
                total += np.einsum("ws,stp->wtp", weights[:, inside][:, part], along(reply.gradients, way))
        fine, coarse = total / len(ends.baselines)
        return fine, None if half is None else coarse

    def _attribution(
        self, game: Game, found: Sequence[Reached], known: "EndReplies", said: Sequence[tuple[str, ...]]
    ) -> Attribution:
        positions = np.stack([one.scores for one in found])
        units, special = game.per_unit(positions)
        delta = positions.sum(axis=1) - known.change
        scores, divisors = normalised(units, self.normalise)
        divided = self.normalise is not None
        return Attribution(
            scores=scores,
            base_values=known.base_values,
            diagnostics=tuple(
                {"convergence_delta": float(delta[t]), "steps": found[t].steps, game.others: float(special[t])}
                | ({"divided_by": float(divisors[t])} if divided else {})
                for t in range(game.n_targets)
            ),
            rasters=game.rasters(positions),
            warnings=tuple((*said[t], *other_words(game, units[t], float(special[t]))) for t in range(game.n_targets)),
        )


@dataclass(frozen=True)
class EndReplies:
    """What is known at the input and the K baselines: the targets' values, and gradient x way, each way its own."""

    value: Floats  # (T,)  f(x)
    at_each: Floats  # (K, T)  f(x')
    at_input: Floats  # (K, T, P)
    at_baselines: Floats  # (K, T, P)

    @property
    def base_values(self) -> Floats:
        """Mean f(x'): (T,)."""
        return np.asarray(self.at_each.mean(axis=0))

    @property
    def change(self) -> Floats:
        """f(x) - mean f(x'): (T,)."""
        return self.value - self.base_values


def at_ends(game: Game, ends: PathEnds) -> Generator[Request, Any, EndReplies]:
    """Asks for the input and every baseline once, as points."""
    ways = ends.input - ends.baselines
    reply: PointReply = yield Gradients(ends.input[None])
    value, at_input = reply.values[0], np.stack([along(reply.gradients, way)[0] for way in ways])
    values, at_baselines = [], []
    for part in stretches(len(ways), game.points_at_once):
        reply = yield Gradients(ends.baselines[part])
        values.append(reply.values)
        at_baselines += [along(g[None], way)[0] for g, way in zip(reply.gradients, ways[part], strict=True)]
    return EndReplies(value, np.concatenate(values), at_input, np.stack(at_baselines))


def _shown(game: Game) -> Shown:
    """Of an image or a series units of many positions are shown; of a text a word has few."""
    areas = game.areas
    return as_they_are if areas is None else areas.sums


def other_words(game: Game, scores: Floats, held: float) -> tuple[str, ...]:
    """A warning where what is of no unit holds much of the change: the units shown then do not sum to it."""
    if abs(held) <= SPECIAL_SHARE * (abs(held) + np.abs(scores).sum()) or round(held, 6) == 0:
        return ()
    who = "Special tokens hold" if game.areas is None else "What is of no unit holds"
    return (f"{who} {held:+.3g} of the change, which no unit shows.",)


def _jumps(ends: PathEnds, known: EndReplies) -> Generator[Request, Any, Floats]:
    """By how much the targets' values change right beside the baselines, at most: (T,)."""
    largest = np.zeros_like(known.value)
    for start, value in zip(ends.baselines, known.at_each, strict=True):
        reply: PointReply = yield Gradients((start + np.float32(BESIDE) * (ends.input - start))[None])
        step = reply.values[0] - value
        largest = np.where(np.abs(step) > np.abs(largest), step, largest)
    return largest
