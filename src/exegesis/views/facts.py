"""What a reader needs to judge an explanation or repeat it, as (name, value) lines."""

import hashlib
from collections.abc import Mapping
from numbers import Real
from typing import Any, TypeAlias

import numpy as np

from exegesis.core.plurals import plural
from exegesis.core.types import Scores
from exegesis.data.explanation import Explanation
from exegesis.data.records import Prediction
from exegesis.views.wording import number, ordinal, output, readable, spaced

# Of another number of words than the verdict's, which says how many are certain; it matters to who asked for so many.
_CERTAINTY = ("certain_top", "certain_of")
_NOTHING = ("no_unit",)  # said where there is any
_DIFFERENCES = ("convergence_delta",)
# Diagnostics by words that need no book; the others by their own names.
_PLAINLY = {
    "convergence_delta": "sum off the change by",
    "expanded": "share of the exact work done",
    "foretold": "share of variance foretold",
    "interactions": "what two halves do only together",
    "fidelity": "share told by units and pairs",
    "fidelity_alone": "share told by units alone",
    "intercept": "fitted, nothing there",
    "local_prediction": "fitted, all there",
    "weighted_r2": "fit (weighted R²)",
}
_DUST = 1e-9  # of the numbers that a difference was made of: what is left of them where they are equal

Fact: TypeAlias = tuple[str, str]
Output: TypeAlias = tuple[str, str, float, bool]


def measures(explanation: Explanation) -> list[Fact]:
    """The number explained, that at the baseline, the scores' sum and every diagnostic that is a number."""
    base = explanation.baseline.value
    facts = [
        ("number explained", number(explanation.value)),
        ("at the baseline", "not computed" if base is None else number(base)),
        ("sum of scores", number(_sum(explanation.scores))),
    ]
    numbers = {name: value for name, value in _diagnostics(explanation).items() if _is_number(value)}
    return facts + _lines({name: _without_dust(name, value, explanation) for name, value in numbers.items()})


def details(explanation: Explanation) -> list[Fact]:
    """The diagnostics that are not plain numbers; of a row of numbers without names how many there are, and where."""
    found = {name: value for name, value in _diagnostics(explanation).items() if not _is_number(value)}
    return _lines({name: _row(value) if _is_row(value) else value for name, value in found.items()})


def _row(value: Any) -> str:
    return f"{plural(len(value), 'value')}, in the JSON"


def _diagnostics(explanation: Explanation) -> Mapping[str, Any]:
    known = explanation.diagnostics
    hidden = [name for name in _NOTHING if known.get(name) == 0]
    hidden += [] if "stopped_by" in known else _CERTAINTY
    return {name: value for name, value in known.items() if name not in hidden}


def conditions(explanation: Explanation) -> list[Fact]:
    """Truth where known, baseline, cost and seed: what was compared with what, and what it took."""
    cost, truth = explanation.cost, explanation.truth
    passes = f"{cost.forward_passes:,} forward"
    passes += f", {cost.backward_passes:,} backward" if cost.backward_passes else shared_passes(explanation)
    said = explanation.baseline.description
    return [
        *([] if truth is None else [("truth", truth)]),
        ("baseline", f"{explanation.baseline.name}: {said}" if said else explanation.baseline.name),
        ("units", f"{len(explanation.units):,} by {explanation.unit}"),
        ("passes", passes),
        *([("tokens", f"{cost.tokens:,}")] if explanation.text else []),
        ("time", f"{number(cost.seconds)} s"),
        ("seed", str(explanation.seed)),
    ]


def shared_passes(explanation: Explanation) -> str:
    """ " for 2,000 samples, equal ones run once" where passes are fewer than samples; else nothing."""
    samples = explanation.diagnostics.get("samples", explanation.diagnostics.get("evaluations"))
    if not isinstance(samples, int) or samples <= explanation.cost.forward_passes:
        return ""
    return f" for {samples:,} samples, equal ones run once"


def settings(explanation: Explanation) -> list[Fact]:
    """The method's settings."""
    return _lines(explanation.settings)


def model(explanation: Explanation) -> list[Fact]:
    """The model's fingerprint."""
    which = explanation.fingerprint
    facts = [
        ("model", which.model),
        ("revision", readable(which.revision)),
        ("weights", readable(which.weights)),
        ("tokenizer", readable(which.tokenizer)),
    ]
    return facts + [(name, str(version)) for name, version in which.versions.items()]


def windows(explanation: Explanation) -> list[Fact]:
    """Where a long text was split, and each window's weight in the mean."""
    return [(f"characters {w.start:,}–{w.end:,}", f"weight {number(w.weight)}") for w in explanation.windows]


def warnings(explanation: Explanation) -> list[str]:
    """The sentences that must stand beside the picture; a truncated text is one of them."""
    cut = ["The text was truncated: the model did not read all of it."] if explanation.truncated else []
    return cut + list(explanation.warnings)


def identity(explanation: Explanation) -> str:
    """Which text: its id where it has one, its length and the beginning of its hash; of what is no text its units."""
    if explanation.kept is not None:
        units = plural(len(explanation.units), explanation.unit)
        kept = (explanation.kept.size, f"sha256 {explanation.kept.digest[:12]}")
        said = [*filter(None, [explanation.id]), *kept, units]
        return " · ".join(dict.fromkeys(said))  # of a row the columns are the units, but for constants
    if not explanation.text:
        return " · ".join([*filter(None, [explanation.id]), plural(len(explanation.units), explanation.unit)])
    digest = hashlib.sha256(explanation.text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    name = f"{explanation.id} · " if explanation.id else ""
    return f"{name}{len(explanation.text):,} characters · sha256 {digest}"


def outputs(explanation: Explanation) -> list[Output]:
    """Every output as (label, value as said, share 0..1 of a bar, is the prediction): the prediction, then by size.

    Of a regression in the model's order. Of words those that a reader looks for, the true one and the one compared
    with, are said to be that, with their rank where it is not their place in this list.
    """
    prediction = explanation.prediction
    pairs = list(zip(prediction.labels, prediction.outputs, strict=False))
    order = list(range(len(pairs)))
    if prediction.kind != "regression":
        # An answer's probability may be below another's: answers are chosen by score, over all windows.
        order.sort(key=lambda i: (prediction.kind == "answer" and i != prediction.index, -pairs[i][1]))
    return [(pairs[i][0], _said(explanation, i), min(max(pairs[i][1], 0.0), 1.0), i == prediction.index) for i in order]


def _said(explanation: Explanation, index: int) -> str:
    prediction = explanation.prediction
    value = output(prediction.outputs[index], prediction.kind)
    if prediction.kind != "word":
        return value
    target, name = explanation.target, prediction.labels[index]
    roles = {explanation.truth: "true word", target.versus.name if target.versus else None: "compared with"}
    return ", ".join([value, *rank(prediction, index), *([roles[name]] if name in roles else [])])


def rank(prediction: Prediction, index: int) -> list[str]:
    """Where a word stands among all words, as "12th", where it is not among the likeliest; else nothing."""
    if index >= len(prediction.ranks) or prediction.ranks[index] == index + 1:
        return []
    place = prediction.ranks[index]
    return ["beyond the likeliest 200" if place is None else ordinal(place)]


def shown_outputs(explanation: Explanation) -> tuple[list[Output], list[Output]]:
    """`outputs` in two, those to show and those to fold away: five, of answers six, as "no answer" is one of them.

    Of words all that were asked for by name are shown.
    """
    every = outputs(explanation)
    most = {"answer": 6, "word": len(every)}.get(explanation.prediction.kind, 5)
    return every[:most], every[most:]


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


def _lines(values: Mapping[str, Any]) -> list[Fact]:
    return [(_PLAINLY.get(name, spaced(name)), readable(value)) for name, value in values.items()]


def _is_row(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and any(_is_number(one) for one in value)


def _without_dust(name: str, value: Any, explanation: Explanation) -> Any:
    """A difference of numbers that is nothing but their rounding is 0."""
    scale = max(map(abs, (explanation.value, explanation.baseline.value or 0.0, *explanation.scores.tolist())))
    return 0.0 if name in _DIFFERENCES and abs(value) < _DUST * scale else value


def _sum(scores: Scores) -> float:
    """The sum without the dust of rounding; infinite, and no error, for numbers at the edge of what a float holds."""
    with np.errstate(over="ignore"):
        return round(float(scores.sum()), 12) + 0.0
