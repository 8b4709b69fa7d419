"""Images, series, sounds and the like, whose units become what their kind of data has for absent."""

from typing import Any

import numpy as np

from exegesis.core.errors import UnsupportedError
from exegesis.core.types import Masks
from exegesis.counterfactuals.changing import Changeable, ChangedInput
from exegesis.counterfactuals.space import Alternative, Edits
from exegesis.data.image import Image
from exegesis.data.kept import AnyKept
from exegesis.data.picture import KeptImage
from exegesis.engine.problem import Problem
from exegesis.modalities.image.maskers import MaskedImage

_ONE_WINDOW = np.ones(1)


class ChangeableUnits(Changeable):
    """An input of which units are absent, as its masker makes them."""

    def __init__(self, problem: Problem) -> None:
        if len(problem.masks.draws) > 1:
            raise UnsupportedError(
                f"a counterfactual is one input, and of the baseline {problem.baseline.name!r} each is "
                f"{len(problem.masks.draws)}; choose another baseline."
            )
        self.problem, self.units = problem, problem.units
        self.alternatives = [(Alternative("", "remove"),) for _ in problem.units]

    def _mask(self, edits: Edits) -> Masks:
        keep = np.ones((1, len(self.units)), dtype=np.bool_)
        keep[0, [edit.unit for edit in edits]] = False
        return keep

    def candidate(self, edits: Edits) -> ChangedInput:
        return ChangedInput(self.problem.masks.rows(0, self._mask(edits)), _ONE_WINDOW)

    def changed(self, edits: Edits) -> Any:
        """The image; None of other kinds of data."""
        (row,) = self.problem.masks.rows(0, self._mask(edits))
        if not isinstance(row, MaskedImage):
            return None
        source = row.source
        return Image(row.pixels(), source.top, source.form)

    def kept(self, edits: Edits) -> AnyKept | None:
        changed = self.changed(edits)
        return KeptImage.of(changed) if isinstance(changed, Image) else None
