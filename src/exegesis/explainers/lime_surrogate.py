"""LIME's weighted linear surrogate: rows, kernel and least squares through the Gram matrix, for all targets at once."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from exegesis.core.types import Floats, Integers, Masks, Values
from exegesis.explainers.certainty import Certainty
from exegesis.explainers.resampling import spread


def distances(masks: Masks) -> Floats:
    """(B,): 100 times the cosine distance from the whole text, which for k of n kept is 100 (1 - sqrt(k / n))."""
    far: Floats = 100.0 * (1.0 - np.sqrt(masks.mean(axis=1)))
    return far


@dataclass(frozen=True)
class Near:
    """What is known of inputs near the explained one, which is row 0: masks, or neighbours that are none."""

    rows: Masks | Floats  # (B, n)  how much of each unit is there
    distances: Floats  # (B,)
    width: float  # of the kernel over these distances

    @classmethod
    def masks(cls, masks: Masks, width: float) -> Self:
        """Keep masks, row 0 keeping all."""
        return cls(masks, distances(masks), width)


@dataclass(frozen=True)
class LinearSurrogate:
    """A fitted linear model of T targets on the k chosen units."""

    coefficients: Floats  # (T, k)
    intercepts: Floats  # (T,)
    weighted_r2: tuple[float | None, ...]  # None where the values do not vary
    standard_errors: Floats  # (T, k)
    certain: tuple[int, ...]  # for each target how many of the highest scores are certain


@dataclass(frozen=True)
class WeightedRows:
    """Rows and values less their centres, with weights; `gram`, `cross` and `total` are their weighted products."""

    rows: Floats  # (B, n)
    values: Floats  # (B, T)
    weights: Floats  # (B,)
    row_centre: Floats  # (n,)
    value_centre: Floats  # (T,)
    gram: Floats  # (n, n)
    cross: Floats  # (n, T)
    total: Floats  # (T,)
    slope_of_centre: Floats  # (n,)  how X'Wy moves with the value centre

    @classmethod
    def library(cls, near: Near, values: Values) -> Self:
        """As the `lime` package: weights sqrt(exp(-d^2 / width^2)), both sides centred by them, hence an intercept."""
        weights = np.exp(-0.5 * (near.distances / near.width) ** 2)
        share = weights / weights.sum()
        return cls._of(near, values, weights, share @ near.rows, share @ values)

    @classmethod
    def paper(cls, near: Near, values: Values) -> Self:
        """As the authors' experiments: rows and values less their plain mean, both times sqrt(exp(-d^2 / width^2))."""
        weights = np.exp(-((near.distances / near.width) ** 2))
        return cls._of(near, values, weights, np.zeros(near.rows.shape[1]), values.mean(axis=0))

    @classmethod
    def _of(cls, near: Near, values: Values, weights: Floats, row_centre: Floats, value_centre: Floats) -> Self:
        rows, centred = near.rows - row_centre, values - value_centre
        root = np.sqrt(weights)[:, None]
        scaled, scaled_values = root * rows, root * centred
        return cls(
            rows=rows,
            values=centred,
            weights=weights,
            row_centre=row_centre,
            value_centre=value_centre,
            gram=scaled.T @ scaled,
            cross=scaled.T @ scaled_values,
            total=(scaled_values**2).sum(axis=0),
            slope_of_centre=weights @ rows,
        )

    def fit(
        self, chosen: Integers, targets: Integers, alpha: float, draws: Integers, unseen: Floats, certainty: Certainty
    ) -> LinearSurrogate:
        """Ridge regression of `targets` on the `chosen` units with penalty `alpha`; 0 is plain least squares."""
        gram = self.gram[np.ix_(chosen, chosen)]
        inverse = _inverse(gram, alpha)
        coefficients = inverse @ self.cross[np.ix_(chosen, targets)]  # (k, T)
        residuals = self.values[:, targets] - self.rows[:, chosen] @ coefficients  # (B, T)
        pull = self.weights[:, None] * (self.rows[:, chosen] @ inverse)  # (B, k)
        centre_pull = inverse @ self.slope_of_centre[chosen] / len(self.rows)  # (k,)
        parameters = 1 + float((inverse * gram).sum())
        errors, certain = [], []
        for column, target in enumerate(targets):
            contributions = pull * residuals[:, [column]] - centre_pull * self.values[:, [target]]
            moves = spread(contributions, draws, unseen, parameters)
            errors.append(moves.errors)
            certain.append(certainty.count(coefficients[:, column], moves))
        return LinearSurrogate(
            coefficients=coefficients.T,
            intercepts=self.value_centre[targets] - self.row_centre[chosen] @ coefficients,
            weighted_r2=tuple(self._r2(residuals[:, c], self.values[:, t]) for c, t in enumerate(targets)),
            standard_errors=np.array(errors),
            certain=tuple(certain),
        )

    def _r2(self, residuals: Floats, values: Floats) -> float | None:
        """1 - weighted squared residuals over weighted squared deviations from the weighted mean."""
        spread = self.weights @ (values - np.average(values, weights=self.weights)) ** 2
        if spread <= 1e-20 * self.weights.sum():
            return None
        return float(1 - self.weights @ residuals**2 / spread)


def _inverse(gram: Floats, alpha: float) -> Floats:
    """Of the Gram matrix plus `alpha`; without it units that always go together need the pseudo-inverse."""
    if alpha > 0:
        return np.asarray(np.linalg.inv(gram + alpha * np.eye(len(gram))), dtype=np.float64)
    from scipy.linalg import pinvh

    return np.asarray(pinvh(gram), dtype=np.float64)
