"""Which units of many explanations are worth a sentence. Pure arithmetic over names and scores."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.plurals import several
from exegesis.data.explanation import Explanation

SIDE = 2  # units in each direction
_FEWEST, _SHARE = 3, 50  # inputs that must hold a unit: three, and one of fifty
_OWN_NAMES = ("image", "video")  # kinds of data whose units are called by numbers, in each input anew


@dataclass(frozen=True)
class Holders:
    """A unit by name, and the inputs that hold it: their places among those given, and its score in each."""

    name: str
    rows: tuple[int, ...]
    scores: tuple[float, ...]

    @property
    def weight(self) -> float:
        """The mean times the root of how many hold it, by which units are ordered: neither a freak leads nor "the"."""
        return sum(self.scores) / sqrt(len(self.scores))

    @property
    def size(self) -> float:
        """The mean size, whatever the sign."""
        return sum(map(abs, self.scores)) / len(self.scores)


@dataclass(frozen=True)
class Chosen:
    """Units worth a sentence: `towards` and `against` of texts; `moving` of columns, which do the one here and the
    other there, with `weakest` to hold them against. `others`: how many units as many inputs hold that are not chosen.
    """

    towards: tuple[Holders, ...] = ()
    against: tuple[Holders, ...] = ()
    moving: tuple[Holders, ...] = ()
    weakest: Holders | None = None
    others: int = 0

    @property
    def units(self) -> tuple[Holders, ...]:
        """All that are to be tried."""
        return (*self.towards, *self.against, *self.moving, *((self.weakest,) if self.weakest else ()))


def chosen(explanations: Sequence[Explanation], signs: Sequence[int]) -> Chosen:
    """The units of these; a sign of -1 turns an explanation of the other one of two classes round."""
    fewest = max(_FEWEST, len(explanations) // _SHARE)
    found = [one for one in _holders(explanations, signs).values() if len(one.rows) >= fewest]
    if not found:
        raise InputError(
            f"no {explanations[0].unit} stands in {fewest} of the {len(explanations):,} inputs, so there is nothing to "
            "say of all of them; explain more."
        )
    if explanations[0].of != "text":
        order = sorted(found, key=lambda one: (-round(one.size, 9), one.name))
        moving = tuple(order[: SIDE + 1])
        weakest = order[-1] if len(order) > len(moving) else None
        return Chosen(moving=moving, weakest=weakest, others=len(order) - len(moving) - (weakest is not None))
    order = sorted(found, key=lambda one: (-round(one.weight, 9), one.name))
    towards = tuple(one for one in order[:SIDE] if one.weight > 0)
    against = tuple(one for one in order[: -SIDE - 1 : -1] if one.weight < 0)
    return Chosen(towards, against, others=len(order) - len(towards) - len(against))


def folded(name: str, kind: str) -> str:
    """What a unit is counted as: words without regard to capitals."""
    return name.casefold() if kind == "text" else name


def check_shared_names(kind: str) -> None:
    """`UnsupportedError` for a kind of data whose units have nothing in common from input to input."""
    if kind in _OWN_NAMES:
        raise UnsupportedError(
            f"regions of different {several(kind)} have nothing in common; put each explanation into words by itself."
        )


def _holders(explanations: Sequence[Explanation], signs: Sequence[int]) -> Mapping[str, Holders]:
    scores: dict[str, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for row, (one, sign) in enumerate(zip(explanations, signs, strict=True)):
        for unit, score in zip(one.units, one.scores.tolist(), strict=True):
            if any(map(str.isalnum, unit.text)):
                scores[folded(unit.text, one.of)][row] += sign * score
    return {name: Holders(name, tuple(rows), tuple(rows.values())) for name, rows in scores.items()}
