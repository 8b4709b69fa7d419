"""SmoothGrad: the gradient averaged over noisy copies of the input."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError, shown
from exegesis.core.types import Floats
from exegesis.data.requests import Ends, Game, Gradients, Need, PathEnds, PointReply
from exegesis.explainers.base import ExpectedPasses, Explainer, Steps
from exegesis.explainers.gradient import along, attribution, check_kind, per_position, stretches, warnings

OF_TEXT, OF_OTHERS = 25, 50  # samples where a caller names none


@dataclass(frozen=True, kw_only=True)
class SmoothGrad(Explainer):
    """SmoothGrad (Smilkov et al. 2017): the mean gradient over `samples` copies with Gaussian noise, read as `kind`.

    `samples`: None is 25 of a text, and else 50, as in the paper.
    `noise`: the noise's standard deviation, as a share of the range (largest - smallest number) of the input at
    `layer` (None: the word embeddings). The paper uses 0.1 to 0.2 for images; embeddings have rare large numbers, so
    less may be enough. `kind`: as in `gradient`, applied to the mean gradient and the unaltered input.
    Standard errors over the samples are given for `input_x_gradient`, which is linear in the gradient.
    """

    name: ClassVar[str] = "smooth_grad"
    needs: ClassVar[frozenset[Need]] = frozenset({"gradients"})
    asks: ClassVar[tuple[type, ...]] = (Gradients,)
    baseline: ClassVar[str] = "all-zero"  # what g . x measures from; there is none to choose

    samples: int | None = None
    noise: float = 0.1
    kind: str = "input_x_gradient"
    layer: str | None = None

    def __post_init__(self) -> None:
        check_kind(self.kind, self.layer)
        check_sampling(OF_TEXT if self.samples is None else self.samples, self.noise)

    def explain(self, game: Game, rng: np.random.Generator) -> Steps:
        """Gradients at noisy copies, a memory's worth at a time."""
        ends: PathEnds = yield Ends()
        width = self.noise * spread(ends.input)
        count = self._count(game)
        total = np.zeros((game.n_targets, *ends.input.shape))
        products = np.zeros((count, game.n_targets, game.n_units))
        for part in stretches(count, game.points_at_once):
            noise = width * rng.standard_normal((part.stop - part.start, *ends.input.shape))
            reply: PointReply = yield Gradients((ends.input + noise).astype(np.float32))
            total += reply.gradients.sum(axis=0, dtype=np.float64)
            products[part] = game.per_unit(along(reply.gradients, ends.input))[0]
        mean = total / count
        positions = yield from per_position(self.kind, mean, ends.input)
        said = warnings(self.kind, mean, ends.input)
        errors = standard_errors(products) if self.kind == "input_x_gradient" else None
        return attribution(self.kind, game, positions, said, standard_errors=errors)

    def passes(self, game: Game) -> ExpectedPasses:
        """One point a sample."""
        count = self._count(game)
        return ExpectedPasses(count, count * game.n_targets)

    def _count(self, game: Game) -> int:
        if self.samples is not None:
            return self.samples
        return OF_TEXT if game.grid is None else OF_OTHERS


def spread(inputs: NDArray[np.float32]) -> float:
    """The range of the input's numbers, which noise is measured in."""
    return float(inputs.max() - inputs.min())


def standard_errors(samples: Floats) -> Floats | None:
    """Of the mean over the first axis (S, T, n): (T, n). None for a single sample."""
    if len(samples) < 2:
        return None
    return np.asarray(samples.std(axis=0, ddof=1) / np.sqrt(len(samples)))


def check_sampling(samples: int, noise: float) -> None:
    """`InputError` for fewer than one sample or for noise that is negative or not finite."""
    if isinstance(samples, bool) or not isinstance(samples, int) or samples < 1:
        raise InputError(f"samples must be a whole number, 1 or more, not {shown(samples)}.")
    if not 0 <= noise < np.inf:
        raise InputError(f"noise must be 0 or more, a share of the input's range, not {shown(noise)}.")
