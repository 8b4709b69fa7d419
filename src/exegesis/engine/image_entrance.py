"""Binds gradients to an image: which pixels enter, what stands for absent ones, and the layer of a map."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from exegesis.adapters.capabilities import GivesPointGradients
from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.core.plurals import plural
from exegesis.core.randomness import stream
from exegesis.core.types import Integers
from exegesis.data.areas import Areas
from exegesis.data.image import Image, ImageRow
from exegesis.data.records import Baseline
from exegesis.engine.bind import Wishes
from exegesis.engine.entrance import Entrance
from exegesis.engine.problem import Problem
from exegesis.modalities.image import placing
from exegesis.modalities.image.absent import Absent, absent

ZERO = "all-zero"
_USUAL = ("black", "white")  # no colour is without a difference from both


def entered(problem: Problem, image: Image, regions: Integers, wishes: Wishes) -> Problem:
    """The problem with its entrance, what that says of the baseline, the layer found, and what a reader must know.

    `UnsupportedError` for a model without gradients, or whose preprocessing does not tell where pixels go; `InputError`
    for an unknown baseline or layer.
    """
    model = problem.model
    if not isinstance(model, GivesPointGradients):
        raise UnsupportedError(f"{model.name} is a black box: it gives no gradients.")
    gone = [absent(name, image, regions, stream(0, f"noise for {image.digest}")) for name in names_of(wishes.baseline)]
    found = placing.placing(image, lambda one: model.entering(ImageRow(one)), problem.model.name)
    entering = model.entering(ImageRow(image))
    if not np.array_equal(entering, model.entering(ImageRow(image))):
        raise UnsupportedError(
            f"the preprocessing of {problem.model.name} makes another input of the same image each time; take the "
            "chance out of it, as in evaluation."
        )
    owned = placing.areas(found, regions)
    at = model.feature_map(entering, wishes.layer) if wishes.at_map or wishes.layer is not None else None
    entrance = Entrance(
        model=model,
        row=ImageRow(image),
        entering=entering,
        absent=_rows(image, gone),
        areas=owned if at is None else placing.of_cells(owned, found.grid, at.grid),
        rectangle=found.rectangle,
        at=at,
    )
    return replace(
        problem,
        entrance=entrance,
        baseline=_spoken(gone, at is not None),
        notes=(*problem.notes, *_notes(owned)),
        unit_settings={} if at is None else {"layer": at.layer},
    )


def names_of(baseline: object) -> tuple[str, ...]:
    """The baselines by name, () for zeros; "auto" is a black and a white image."""
    if baseline == ZERO:
        return ()
    if baseline == "auto":
        return _USUAL
    names = (baseline,) if isinstance(baseline, str) else baseline
    if not isinstance(names, Sequence) or not names or not all(isinstance(name, str) for name in names):
        raise InputError(f"baseline must be a name or several of them, not {shown(baseline)}.")
    return tuple(names)


def _rows(image: Image, gone: Sequence[Absent]) -> tuple[ImageRow, ...]:
    """One row a baseline, of noise one a draw; every name counts alike."""
    most = max((len(one.images) for one in gone), default=1)
    pixels = [one.images[draw % len(one.images)] for one in gone for draw in range(most)]
    return tuple(ImageRow(Image(one, image.top, image.form)) for one in pixels)


def _spoken(gone: Sequence[Absent], in_map: bool) -> Baseline:
    if not gone:
        return Baseline(ZERO, "zeros in the layer's map" if in_map else "zeros enter the model everywhere", None)
    seen = [one.description.replace("an absent region ", "") for one in gone]
    said = f"the image without anything in it {'; '.join(seen)}"
    name = " + ".join(one.name for one in gone)
    return Baseline(name, f"{said} (uniform average)" if len(gone) > 1 else said, None)


def _notes(owned: Areas) -> tuple[str, ...]:
    unseen, count = int(np.count_nonzero(owned.unseen())), len(owned.unseen())
    if not unseen:
        return ()
    said = "is outside" if unseen == 1 else "are outside"
    return (
        f"{unseen} of {plural(count, 'region')} {said} of what the model's preprocessing keeps, with a score of 0.",
    )
