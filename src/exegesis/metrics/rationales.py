"""The top units against a person's reasons: character spans or flags, checked against the text (ERASER)."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import index
from typing import Any, ClassVar, NamedTuple

import numpy as np
from numpy.typing import NDArray

from exegesis.core.errors import InputError
from exegesis.core.ranking import falling, rounded
from exegesis.core.types import Span
from exegesis.data.records import Unit
from exegesis.metrics.base import HIGHER, Case, Finding, Metric, Steps, Undefined


def flags_of(given: object, units: Sequence[Unit], text: str) -> NDArray[np.bool_]:
    """(n,) which units a rationale marks; `InputError` in one line where it does not align with them.

    `given`: pairs (first character, one past the last), or one true/false or 0/1 for each unit. A unit is marked when
    the spans cover at least half of its characters.
    """
    items = _items(given)
    if items and all(_is_pair(item) for item in items):
        return _from_spans([_span(item, text) for item in items], units, text)
    if items and all(_is_flag(item) for item in items):
        if len(items) != len(units):
            raise InputError(
                f"the rationale has {len(items)} flags and the explanation {len(units)} units; they do not align. "
                "Give character spans instead."
            )
        return np.array([bool(item) for item in items])
    raise InputError("a rationale is character spans [(start, end), ...], or one 0 or 1 for each unit; not empty.")


def marked(case: Case) -> NDArray[np.bool_]:
    """The rationale of a case; `Undefined` where it marks nothing or everything, so that nothing could be missed."""
    if case.rationale is None:
        raise InputError("this measure compares with a rationale; give rationale=.")
    if case.rationale.all() or not case.rationale.any():
        raise Undefined("the rationale marks every unit" if case.rationale.all() else "the rationale marks no unit")
    return case.rationale


def _items(given: object) -> list[Any]:
    if isinstance(given, str) or not isinstance(given, Sequence | np.ndarray):
        raise InputError(f"a rationale is a list of character spans or of flags, not {type(given).__name__}.")
    return list(given)


def _is_pair(item: object) -> bool:
    return isinstance(item, Sequence | np.ndarray) and not isinstance(item, str) and len(item) == 2


def _is_flag(item: object) -> bool:
    return isinstance(item, bool | np.bool_ | int | np.integer) and int(item) in (0, 1)


def _span(item: Sequence[Any], text: str) -> Span:
    try:
        start, end = index(item[0]), index(item[1])
    except TypeError:
        raise InputError(f"a rationale's span must be two whole numbers, not {tuple(item)!r}.") from None
    if not 0 <= start < end <= len(text):
        raise InputError(f"the rationale's span ({start}, {end}) does not align: the text has {len(text)} characters.")
    return Span(start, end)


def _from_spans(spans: list[Span], units: Sequence[Unit], text: str) -> NDArray[np.bool_]:
    covered = np.zeros(len(text), dtype=np.bool_)
    for span in spans:
        covered[span.start : span.end] = True
    flags = np.array([_is_covered(unit, covered) for unit in units])
    homes = np.zeros(len(text), dtype=np.bool_)  # characters of marked units
    for unit, flag in zip(units, flags, strict=True):
        for span in unit.spans if flag else ():
            homes[span.start : span.end] = True
    for span in spans:
        if not homes[span.start : span.end].any():
            words = repr(text[span.start : span.end][:40])
            raise InputError(
                f"the rationale's span ({span.start}, {span.end}) does not align: {words} covers half of no unit."
            )
    return flags


def _is_covered(unit: Unit, covered: NDArray[np.bool_]) -> bool:
    return any(covered[span.start : span.end].mean() >= 0.5 for span in unit.spans)


class Overlap(NamedTuple):
    """Counts of units: named and marked, named, marked."""

    both: int
    named: int
    marked: int


def overlap(case: Case, k: int | None) -> Overlap:
    """The k units with the highest signed scores against the rationale; k is its own count where None."""
    flags = marked(case)
    wanted = int(flags.sum())
    named = wanted if k is None else k
    if not 1 <= named <= case.n:
        raise InputError(f"k must lie between 1 and the text's {case.n} units, not {named}.")
    return Overlap(int(flags[falling(case.scores)[:named]].sum()), named, wanted)


@dataclass(frozen=True, kw_only=True)
class TokenF1(Metric):
    """F1 of the k units with the highest signed scores against the rationale (ERASER, DeYoung et al. 2020, section 4).

    `k`: as many as the rationale marks, unless given; precision, recall and F1 are then equal.
    """

    name: ClassVar[str] = "token_f1"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "share"
    needs: ClassVar[str | None] = "rationale"

    k: int | None = None

    def measure(self, case: Case) -> Steps:
        """Nothing is asked."""
        yield from ()
        both, named, marked = overlap(case, self.k)
        details = {"precision": both / named, "recall": both / marked, "k": named, "marked": marked}
        return Finding(2 * both / (named + marked), details)


@dataclass(frozen=True, kw_only=True)
class TokenIoU(Metric):
    """|A and R| / |A or R|, A the k units with the highest signed scores, R the rationale (DeYoung et al. 2020).

    `k`: as many as the rationale marks, unless given.
    """

    name: ClassVar[str] = "token_iou"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "share"
    needs: ClassVar[str | None] = "rationale"

    k: int | None = None

    def measure(self, case: Case) -> Steps:
        """Nothing is asked."""
        yield from ()
        both, named, marked = overlap(case, self.k)
        return Finding(both / (named + marked - both), {"k": named, "marked": marked})


@dataclass(frozen=True, kw_only=True)
class TokenAUPRC(Metric):
    """Area under precision and recall of the signed scores against the rationale, as average precision.

    DeYoung et al. 2020, section 4. Sum over thresholds of (rise in recall) x precision; units with equal scores pass a
    threshold together. Chance is the share of units marked, which `details` gives.
    """

    name: ClassVar[str] = "token_auprc"
    direction: ClassVar[str] = HIGHER
    unit: ClassVar[str] = "share"
    needs: ClassVar[str | None] = "rationale"

    def measure(self, case: Case) -> Steps:
        """Nothing is asked."""
        yield from ()
        flags, scores = marked(case), rounded(case.scores)
        total, recalled, area = int(flags.sum()), 0, 0.0
        for threshold in np.unique(scores)[::-1]:
            named = scores >= threshold
            found = int(flags[named].sum())
            area += (found - recalled) / total * found / int(named.sum())
            recalled = found
        return Finding(area, {"chance": total / case.n})
