"""Surrogate: a readable model that stands in for another, around one input or over a set of texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np

from exegesis.core.bag import Bag
from exegesis.core.characters import one_line
from exegesis.core.codec import LATER, ByFields, OneOf
from exegesis.core.errors import InputError
from exegesis.core.types import Floats, Masks
from exegesis.data import renderers
from exegesis.data.asked import Asked
from exegesis.data.inputs import check_several
from exegesis.data.records import Cost, Fingerprint, Part, Target, Unit
from exegesis.data.result import DrawnResult
from exegesis.surrogates.linear import Linear
from exegesis.surrogates.records import Accuracy, Feature, Fidelity, Point, Rule, above
from exegesis.surrogates.tree import Tree

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LOCAL, GLOBAL = "local", "global"
LINEAR, TREE = "linear", "tree"
FAMILIES = (LINEAR, TREE)
_TEXTS_AT_ONCE = 4096


@dataclass(frozen=True, eq=False)
class Surrogate(DrawnResult, noun="a surrogate", drawn="surrogate", derived=("kind",)):
    """A sparse linear model or a shallow tree that gives nearly the numbers of its model, and can be read.

    `target` says which number of the model it imitates and in which unit. `form` holds the arithmetic over `features`,
    the few that it uses. `curve` tells the fidelity of every size up to the cap, and `size` which of them this is.
    `threshold` is the number from which on the model is said to decide for the target (None: there is none), `against`
    names the other side. Local ones (`scope`) have the input's `text` with its `parts` and `units` and what was
    `asked` of it, global ones a `bag` that makes features of texts, and where the texts have labels the `accuracy`.
    """

    scope: Annotated[str, OneOf(LOCAL, GLOBAL)]
    family: Annotated[str, OneOf(*FAMILIES)]
    target: Target
    threshold: float | None
    against: str
    form: Annotated[Linear | Tree, ByFields()]
    features: tuple[Feature, ...]
    curve: tuple[Point, ...]
    size: int
    settings: Mapping[str, Any]
    seed: int
    fingerprint: Fingerprint
    cost: Cost
    text: str | None = None
    units: tuple[Unit, ...] = ()
    bag: Bag | None = None
    accuracy: Accuracy | None = None
    warnings: tuple[str, ...] = field(default=())
    parts: tuple[Part, ...] = field(default=(), metadata=LATER)
    asked: Asked | None = field(default=None, metadata=LATER)

    def __post_init__(self) -> None:
        object.__setattr__(self, "settings", MappingProxyType(dict(self.settings)))
        self._check()

    def _check(self) -> None:
        if self.scope not in (LOCAL, GLOBAL) or self.family not in FAMILIES:
            raise ValueError(f"no surrogate is {self.scope!r} and {self.family!r}")
        if isinstance(self.form, Tree) != (self.family == TREE):
            raise ValueError(f"its form is not that of a {self.family}")
        if self.form.used and not (self.form.used[0] >= 0 and self.form.used[-1] < len(self.features)):
            raise ValueError("it uses a feature that it does not have")
        if not any(point.size == self.size for point in self.curve):
            raise ValueError(f"its size {self.size} is not on its curve")
        if self.scope == GLOBAL and self.bag is None:
            raise ValueError("a global surrogate needs to know how texts become words")
        if self.scope == LOCAL and not all(_is_place(one.unit, len(self.units)) for one in self.features):
            raise ValueError("a feature names a unit that is not there")

    # -- reading ------------------------------------------------------------------------------------------------

    @property
    def kind(self) -> str:
        """What the file is of."""
        return "surrogate"

    @property
    def chosen(self) -> Point:
        """The point of the curve that this surrogate is."""
        return next(point for point in self.curve if point.size == self.size)

    @property
    def inside(self) -> Fidelity:
        """Fidelity on the rows it was fitted on."""
        return self.chosen.inside

    @property
    def outside(self) -> Fidelity | None:
        """Fidelity on held-out rows; None where there were too few rows to hold any out."""
        return self.chosen.outside

    def rules(self) -> tuple[Rule, ...]:
        """Read out as rules: the leaves of a tree as if-then lines; of a linear one the start and what is added."""
        return self.form.rules(self.features)

    def predict(self, texts: Sequence[str]) -> Floats:
        """(B,) its numbers for texts, in the target's unit. For global surrogates."""
        check_several(texts, "predict")
        if self.bag is None:
            raise InputError("a local surrogate speaks of the units of one input only; use predict_masks.")
        names = [feature.name for feature in self.features]
        parts = [
            self.form.values(self.bag.presence(texts[start : start + _TEXTS_AT_ONCE], names))
            for start in range(0, len(texts), _TEXTS_AT_ONCE)
        ]
        return np.concatenate(parts) if parts else np.empty(0)

    def predict_masks(self, masks: Masks) -> Floats:
        """(B,) its numbers for keep masks (B, n_units) of its input, in the target's unit. For local surrogates."""
        if self.scope != LOCAL:
            raise InputError("a global surrogate speaks of texts, not of the units of one; use predict.")
        kept = np.asarray(masks, dtype=np.bool_)
        if kept.ndim != 2 or kept.shape[1] != len(self.units):
            raise InputError(f"masks must have the shape (rows, {len(self.units)} units), not {kept.shape}.")
        return self.form.values(kept[:, [feature.unit or 0 for feature in self.features]])

    def decide(self, numbers: Floats) -> list[str]:
        """What it says for such numbers: the target's name or the other side's. `InputError` without a threshold."""
        if self.threshold is None:
            raise InputError(f"a number in the unit {self.target.output!r} decides nothing: it has no threshold.")
        return [self.target.name if one else self.against for one in above(np.asarray(numbers), self.threshold)]

    def again(self, **changes: Any) -> dict[str, Any]:
        """The arguments of `exegesis.surrogate` that ask for the same again, or the same but for `changes`.

        For local surrogates: a global one does not hold the texts that it was fitted on.
        """
        if self.asked is None or self.text is None:
            raise InputError("the surrogate does not say what it was asked; give its texts again.")
        named = self.asked.arguments(self.text, self.parts)
        return {**named, "family": self.family, "seed": self.seed, **changes}

    # -- pictures -----------------------------------------------------------------------------------------------

    def plot(self, path: str | Path | None = None) -> "Figure":
        """A matplotlib figure: the tree, or the weights as bars, and the curve of fidelity.

        Drawn to the file `path` (.png, .svg, .pdf) too where one is given.
        """
        figure: Figure = renderers.figure("surrogate plot", (self,), path)
        return figure

    def __repr__(self) -> str:
        held = self.outside or self.inside
        said = "undefined" if held.r2 is None else f"{held.r2:.3f}"
        where = "held out" if self.outside else "fitted"
        what = f"{self.scope} {self.family}, {self.target.name}, size {self.size}"
        return one_line(f"Surrogate({what}: R2 {said} {where})")

    def __hash__(self) -> int:
        return hash((self.scope, self.family, self.target, self.text, self.seed, self.size))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self).from_dict, (self.to_dict(),))


def _is_place(unit: int | None, count: int) -> bool:
    return type(unit) is int and 0 <= unit < count
