"""What a surrogate may be: its family, its cap, how it is chosen and how much is held out."""

import sys
from dataclasses import dataclass

from exegesis.core.errors import InputError, unknown
from exegesis.surrogates.result import FAMILIES, TREE
from exegesis.surrogates.tree import DEEPEST

HANDFUL = 8  # distinct rows below which nothing is fitted over texts, and nothing is held out around an input


@dataclass(frozen=True, kw_only=True)
class SurrogateSettings:
    """`features` caps a linear surrogate, `max_depth` a tree; `surrogates.front.surrogate` explains all of them."""

    family: str = "linear"
    features: int = 10
    max_depth: int = 3
    tolerance: float | None = None
    held_out: float = 0.25
    ridge: float = 0.0
    least_rows: int = 5

    def __post_init__(self) -> None:
        if self.family not in FAMILIES:
            raise unknown("family", self.family, FAMILIES)
        whole("features", self.features, 1)
        whole("max_depth", self.max_depth, 1, DEEPEST)
        whole("least_rows", self.least_rows, 1)
        number("held_out", self.held_out, 0.05, 0.9)
        number("ridge", self.ridge, 0.0)
        if self.tolerance is not None:
            number("tolerance", self.tolerance, 0.0, 1.0)

    @property
    def cap(self) -> int:
        """The largest size on the curve: features of a linear surrogate, depth of a tree."""
        return self.max_depth if self.family == TREE else self.features


def whole(name: str, given: object, least: int, most: int | None = None) -> int:
    """`given`, or an `InputError` where it is no whole number from `least` to `most`."""
    if type(given) is int and given >= least and (most is None or given <= most):
        return given
    reach = f"of at least {least}" if most is None else f"from {least} to {most}"
    raise InputError(f"{name} must be a whole number {reach}, not {given!r}.")


def number(name: str, given: object, least: float, most: float | None = None) -> float:
    """`given`, or an `InputError` where it is no number from `least` to `most`."""
    is_number = isinstance(given, int | float) and not isinstance(given, bool)
    if is_number and least <= given <= (sys.float_info.max if most is None else most):  # type: ignore[operator]
        return float(given)  # type: ignore[arg-type]
    reach = f"of at least {least}" if most is None else f"from {least} to {most}"
    raise InputError(f"{name} must be a number {reach}, not {given!r}.")
