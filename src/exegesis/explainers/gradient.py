"""The gradient at the input, in four readings that are kept apart by name.

With g the gradient of a target at one position's vector x, and E the word-embedding matrix (vocabulary, D):

- `input_x_gradient`: g . x, signed. For a linear model without bias these sum to f(x).
- `norm`: |g|, how far the target moves for a small step of that vector in its best direction. Unsigned.
- `largest`: the largest |g_i|, of a pixel over its colours, as saliency maps of images were first drawn. Unsigned.
- `one_hot_norm`: |E g|, the same for a small step of that position's one-hot row over the vocabulary. Unsigned.

A unit of several positions holds the sum of theirs: of a sum of norms it cannot be said that it is a norm.
"""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, unknown
from exegesis.core.types import Floats, TargetScores
from exegesis.data.requests import Ends, Game, Gradients, Gram, Need, PathEnds, PointReply, Request
from exegesis.explainers.base import Attribution, ExpectedPasses, Explainer, Steps

KINDS = ("input_x_gradient", "norm", "largest", "one_hot_norm")
DIVISORS = ("l2", "maximum")
# Of the largest that g . x could be for gradients and vectors of their lengths. By chance it is 1 / sqrt(D).
SMALLEST_SHARE = 1e-3
UNFELT = (
    "Input x gradient vanishes: the model rescales these vectors next, so the target does not feel their length; "
    "use kind='norm', a later layer or integrated_gradients."
)
UNSIGNED = "The scores are sizes without a sign: they do not say whether a unit speaks for or against the target."


@dataclass(frozen=True, kw_only=True)
class Gradient(Explainer):
    """The gradient at the input (Simonyan, Vedaldi, Zisserman 2014), one number a unit; see the module for `kind`.

    `normalise`: None, "maximum" (the largest score becomes 1, as the saliency of question answering is shown) or "l2".
    `layer`: the module whose output is the input here; None is the word-embedding lookup.
    Units of the scores: the target's, for `input_x_gradient`; the target's per embedding or one-hot unit for norms.
    Caveats: the gradient is local; where the target is saturated it vanishes, however much a word matters. And g . x is
    zero, in DeBERTa's word embeddings for one, where the model normalises x next and so does not feel its length.
    """

    name: ClassVar[str] = "gradient"
    chance: ClassVar[bool] = False
    needs: ClassVar[frozenset[Need]] = frozenset({"gradients"})
    asks: ClassVar[tuple[type, ...]] = (Gradients,)
    baseline: ClassVar[str] = "all-zero"  # what g . x measures from; there is none to choose

    kind: str = "input_x_gradient"
    normalise: str | None = None
    layer: str | None = None

    def __post_init__(self) -> None:
        check_kind(self.kind, self.layer)
        check_divisor(self.normalise)

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """One request for the gradients of all targets at the input."""
        ends: PathEnds = yield Ends()
        reply: PointReply = yield Gradients(ends.input[None])
        positions = yield from per_position(self.kind, reply.gradients[0], ends.input)
        said = warnings(self.kind, reply.gradients[0], ends.input)
        return attribution(self.kind, game, positions, said, normalise=self.normalise)

    def passes(self, game: Game) -> ExpectedPasses:
        """One point."""
        return ExpectedPasses(1, game.n_targets)


def per_position(
    kind: str, gradients: NDArray[Any], inputs: NDArray[Any]
) -> Generator[Request, Any, Floats]:  # (T, P, D), (P, D) -> (T, P)
    """Gradients (T, P, D) at inputs (P, D), read as `kind` says: (T, P). Asks for E^T E where |E g| is wanted."""
    g = gradients.astype(np.float64)
    if kind == "input_x_gradient":
        return np.asarray(np.einsum("tpd,pd->tp", g, inputs))
    if kind == "norm":
        return np.asarray(np.linalg.norm(g, axis=-1))
    if kind == "largest":
        return np.asarray(np.abs(g).max(axis=-1))
    gram: Floats = yield Gram()
    # |E g|^2 = g^T (E^T E) g, so the vocabulary's length never appears. Rounding may put a zero just below zero.
    return np.asarray(np.sqrt(np.maximum(np.einsum("tpd,tpd->tp", g @ gram, g), 0)))


def along(gradients: NDArray[Any], way: NDArray[Any]) -> Floats:
    """Gradients (S, T, P, D) times a way (P, D), summed over D in float64: (S, T, P)."""
    return np.asarray(np.einsum("stpd,pd->stp", gradients, way, dtype=np.float64))


def warnings(kind: str, gradients: NDArray[Any], inputs: NDArray[Any]) -> tuple[tuple[str, ...], ...]:
    """What a reader must hear, for each target: no signs in norms, or a g . x that is nothing but rounding."""
    if kind != "input_x_gradient":
        return ((UNSIGNED,),) * len(gradients)
    g = gradients.astype(np.float64)
    felt = np.abs(np.einsum("tpd,pd->tp", g, inputs)).sum(axis=1)
    most = (np.linalg.norm(g, axis=-1) * np.linalg.norm(inputs, axis=-1)).sum(axis=1)
    return tuple((UNFELT,) if vanishes else () for vanishes in (most > 0) & (felt < SMALLEST_SHARE * most))


def attribution(
    kind: str,
    game: Game,
    positions: Floats,
    said: tuple[tuple[str, ...], ...],
    *,
    normalise: str | None = None,
    standard_errors: Floats | None = None,
) -> Attribution:
    """Scores of units from those of positions (T, P), divided if so wished, and each target's warnings."""
    units, others = game.per_unit(positions)
    scores, divisors = normalised(units, normalise)
    checks = [{"signed": kind == "input_x_gradient", game.others: float(held)} for held in others]
    if normalise is not None:
        checks = [{**check, "divided_by": float(by)} for check, by in zip(checks, divisors, strict=True)]
    return Attribution(
        scores=scores,
        standard_errors=standard_errors,
        diagnostics=tuple(checks),
        warnings=said,
        rasters=game.rasters(positions),
    )


def normalised(scores: TargetScores, how: str | None) -> tuple[TargetScores, Floats]:
    """Scores (T, n) divided by their L2 norm or their largest size, and the divisors (T,); 1 for scores all zero."""
    if how is None:
        return scores, np.ones(len(scores))
    sizes = np.linalg.norm(scores, axis=1) if how == "l2" else np.abs(scores).max(axis=1)
    divisors: Floats = np.where(sizes > 0, sizes, 1.0)
    return scores / divisors[:, None], divisors


def stretches(count: int, size: int) -> Iterator[slice]:
    """Slices of at most `size` that cover `count` points, so that no reply outgrows memory."""
    return (slice(start, min(start + size, count)) for start in range(0, count, size))


def check_kind(kind: str, layer: str | None) -> None:
    """`InputError` for an unknown kind, or |E g| away from the lookup that E belongs to."""
    if kind not in KINDS:
        raise unknown("kind", kind, KINDS)
    if kind == "one_hot_norm" and layer is not None:
        raise InputError("kind='one_hot_norm' is taken at the word-embedding lookup; leave layer out, or use 'norm'.")


def check_divisor(how: str | None) -> None:
    """`InputError` for an unknown way to normalise."""
    if how is not None and how not in DIVISORS:
        raise unknown("normalise", how, DIVISORS)
