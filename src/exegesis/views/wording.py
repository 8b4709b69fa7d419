"""How views say numbers, predictions and targets: one wording for the page, the terminal and the plots."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from exegesis.data.explanation import Explanation
from exegesis.data.records import Prediction
from exegesis.views.characters import clip

MINUS = "\N{MINUS SIGN}"
_CAPITALS = {"cam": "CAM", "lime": "LIME", "rise": "RISE", "shap": "SHAP", "xrai": "XRAI"}
_LONGEST_VALUE = 240
_MOST_DECIMALS = 6  # smaller numbers are written with an exponent


def method_name(method: str) -> str:
    """The method as a title: partition_shap is "Partition SHAP"."""
    words = [_CAPITALS.get(word, word) for word in method.replace("_", " ").split(" ")]
    return " ".join([words[0][:1].upper() + words[0][1:], *words[1:]])


def percent(probability: float) -> str:
    """A probability as a person says it: 97%, 0.4%, >99.9%, <0.1%; never a rounded 100% or 0% that is not one."""
    if not 0.0 <= probability <= 1.0:
        return number(probability)
    if 0.0 < probability < 0.001:
        return "<0.1%"
    if 0.999 < probability < 1.0:
        return ">99.9%"
    near_an_end = 0.0 < probability < 0.01 or 0.99 < probability < 1.0
    return f"{100 * probability:.1f}%" if near_an_end else f"{100 * probability:.0f}%"


def output(value: float, kind: str) -> str:
    """One output of a model of that kind: percent for a probability, a number for regression."""
    return number(value) if kind == "regression" else percent(value)


def answer(prediction: Prediction) -> str:
    """The prediction in a few words: "positive, 97%"; for several labels those at 50% or more."""
    if prediction.kind == "multi-label":
        return _several(prediction)
    value = prediction.outputs[prediction.index] if 0 <= prediction.index < len(prediction.outputs) else math.nan
    return f"{prediction.label}, {output(value, prediction.kind)}"


def _several(prediction: Prediction) -> str:
    ranked = sorted(zip(prediction.outputs, prediction.labels, strict=False), key=lambda pair: -pair[0])
    said = [f"{name}, {percent(value)}" for value, name in ranked if value >= 0.5]
    if said:
        return "; ".join(said)
    return f"no label at 50% (nearest: {ranked[0][1]}, {percent(ranked[0][0])})" if ranked else prediction.label


def quoted(text: str, longest: int) -> str:
    """`text` in quotation marks, clipped in the middle."""
    return f"“{clip(text, longest)}”"


def number(value: float) -> str:
    """Four significant digits, with a real minus sign."""
    return _with_minus(f"{value:.4g}")


def on_axis(value: float) -> str:
    """A number below or beside an axis: no exponent for what is merely large."""
    return _with_minus(f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}")


def decimals(scores: Iterable[float]) -> int:
    """How many decimals give the largest of `scores` three significant digits."""
    largest = max((abs(score) for score in scores if math.isfinite(score)), default=0.0)
    return 3 if largest == 0.0 else max(2 - math.floor(math.log10(largest)), 0)


def signed(score: float, places: int) -> str:
    """A score with its sign: +0.312, −0.120, +3.12e-09; one that rounds to nothing at that many decimals is 0."""
    if float(f"{score:.{places}f}") == 0.0:
        return "0"
    return _with_minus(f"{score:+{_form(places)}}")


def signed_with_error(score: float, error: float | None, places: int) -> str:
    """`signed`, and "± 0.004" where a standard error is known."""
    known = error is not None and math.isfinite(error)
    return f"{signed(score, places)} ± {error:{_form(places)}}" if known else signed(score, places)


def _form(places: int) -> str:
    return f".{places}f" if places <= _MOST_DECIMALS else ".2e"


def _with_minus(said: str) -> str:
    return MINUS + said[1:] if said.startswith("-") else said


def spaced(name: str) -> str:
    """A field's name as words: convergence_delta is "convergence delta"."""
    return {"weighted_r2": "weighted R²", "r2": "R²"}.get(name, name.replace("_", " "))


def readable(value: Any) -> str:
    """Any setting or diagnostic on a line; what is very long says how long it is."""
    if isinstance(value, Mapping):
        return _shortened(", ".join(f"{name}: {readable(inner)}" for name, inner in value.items()) or "none")
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return _shortened(", ".join(map(readable, value)) or "none")
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}".replace("-", MINUS)
    return number(value) if isinstance(value, float) else _shortened(str(value))


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST_VALUE:
        return text
    return f"{clip(text, _LONGEST_VALUE)} ({len(text):,} characters)"


def ordinal(place: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 1,021st."""
    last = "th" if 10 < place % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place:,}{last}"


def occurrences(explanation: Explanation, index: int) -> str:
    """ " ×3" where a unit stands for three places of the text, else nothing."""
    places = len(explanation.units[index].spans)
    return f" ×{places}" if places > 1 else ""


def place_of(explanation: Explanation, index: int) -> str:
    """Where the unit first stands in the text."""
    spans = explanation.units[index].spans
    return f"character {spans[0].start:,}" if spans else "no place"
