"""How closely a surrogate follows its model on some rows."""

import numpy as np

from exegesis.core.types import Floats, Masks
from exegesis.surrogates.linear import Linear
from exegesis.surrogates.records import Accuracy, Fidelity, above
from exegesis.surrogates.rows import Rows
from exegesis.surrogates.tree import Tree

_VARIES = 1e-6  # of the largest value: less is rounding in float32, not a difference


def varies(values: Floats) -> bool:
    """Whether numbers differ by more than rounding."""
    return bool(len(values)) and float(np.ptp(values)) > _VARIES * float(np.abs(values).max())


def values_of(form: Linear | Tree, rows: Rows) -> Floats:
    """(B,) a surrogate's numbers; its indices are those of the rows' features."""
    places = {feature: place for place, feature in enumerate(form.used)}
    return form.renamed(places).values(rows.columns(form.used))


def fidelity(form: Linear | Tree, rows: Rows, threshold: float | None) -> Fidelity:
    """R^2, agreement and mean absolute error, weighted by the rows' weights; undefined ones are None."""
    said, shares = values_of(form, rows), rows.shares
    error = float(shares @ np.abs(said - rows.values))
    if not varies(rows.values):
        return Fidelity(len(rows), None, None, None, error)
    spread = shares @ (rows.values - shares @ rows.values) ** 2
    r2 = float(1 - shares @ (said - rows.values) ** 2 / spread)
    if threshold is None:
        return Fidelity(len(rows), r2, None, None, error)
    model = above(rows.values, threshold)
    agreement = round(float(shares @ (model == above(said, threshold))), 12)  # no 0.9999999999999999
    return Fidelity(len(rows), r2, agreement, _commoner(float(shares @ model)), error)


def accuracy(model: Floats, said: Floats, truth: Masks, threshold: float) -> Accuracy:
    """Of the model's and the surrogate's numbers (B,), against whether the target is true (B,)."""
    right = [float(np.mean(above(numbers, threshold) == truth)) for numbers in (model, said)]
    return Accuracy(len(truth), right[0], right[1], _commoner(float(truth.mean())))


def _commoner(share: float) -> float:
    return max(share, 1 - share)
