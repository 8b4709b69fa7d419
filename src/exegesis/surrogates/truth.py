"""Labels of texts, as data sets have them, against a model's outputs."""

from collections.abc import Sequence

import numpy as np

from exegesis.adapters.base import Model
from exegesis.core.types import Integers
from exegesis.tasks.class_names import place_of


def truth_of(
    labels: Sequence[str | int | None], model: Model, target: int, places: Sequence[str] | None = None
) -> Integers:
    """(B,) 1 where the label is the target, 0 where it is another, -1 where there is none.

    Labels are the model's own names or the numbers of its outputs; `InputError` names the text of any other.
    """
    found = np.full(len(labels), -1, dtype=np.int64)
    for place, label in enumerate(labels):
        if label is not None:
            where = f"text {place + 1}" if places is None else places[place]
            found[place] = int(_index(label, model, where) == target)
    return found


def _index(label: str | int, model: Model, where: str) -> int:
    """A data set says 1 or "1" where a class is called so."""
    return place_of(str(label) if str(label) in model.labels else label, model.labels, f"label (of {where})")
