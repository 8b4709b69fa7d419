"""The experiment on choosing between models as Markdown and as a picture of its curves."""

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any

from exegesis.trust.simulated.pages import table
from exegesis.trust.simulated.plots import settings as repeatable
from exegesis.trust.simulated.plots import svg
from exegesis.trust.simulated.table import METHODS

Result = Mapping[str, Any]

_SHOWN = (1, 3, 5, 10, 15, 20, 25, 30)
_LINES = {"submodular": "-", "random": "--"}
_SHORT = {"submodular": "SP", "random": "RP"}
_FORMS = {
    "paper": "The user compares with the explanation's own prediction (the paper's form)",
    "code": "The user compares with the model's prediction",
}


def section(results: Sequence[Result], level: int = 2) -> str:
    """What was measured, for several sets of documents, under a heading."""
    settings = results[0]["settings"]
    search = settings["search"]
    numbers = {
        "trees": search["trees"],
        "depth": "grown to their ends" if search["depth"] is None else f"at most {search['depth']} deep",
        "search": _SEARCH[search["kind"]].format(**search),
        "samples": settings["setting"]["samples"],
        "words": settings["words"],
        "picks": settings["picks"],
    }
    parts = [f"{'#' * level} Trust in a model\n", fill(_OPENING.format(**numbers), 120) + "\n"]
    for found in results:
        parts += [f"{'#' * (level + 1)} {found['data']['name']}\n", page_of(found)]
    return "\n".join(parts)


def page_of(found: Result) -> str:
    """The tables of one set of documents, one for each form."""
    used = found["rounds_with_a_pair"]
    parts = [f"{used} rounds ({found['rounds_done'] - used} more had no pair that fits).\n"]
    for form, curves in found["curves"].items():
        parts += [f"{_FORMS[form]}.\n", _table(curves, found["settings"]["budget"])]
    parts.append(_PUBLISHED)
    return "\n".join(parts)


def picture(found: Result, form: str | None = None) -> bytes | None:
    """Curves of right choices over the explanations shown, bands of one standard error, as SVG; None of no round."""
    if not found["curves"]:
        return None
    from matplotlib.figure import Figure

    shown = found["curves"][form or next(iter(found["curves"]))]
    with repeatable():
        figure = Figure(figsize=(6.4, 4.0), layout="constrained")
        axes = figure.subplots()
        for method, picks in shown.items():
            for pick, curve in picks.items():
                _line(axes, curve, METHODS[method].ink, _LINES[pick], f"{_SHORT[pick]} {method}")
        axes.axhline(50, color="0.8", linewidth=0.8)
        axes.set(xlabel="explanations shown of each model", ylabel="right choices, %")
        figure.legend(loc="outside right upper", frameon=False)
        return svg(figure)


def _line(axes: Any, curve: Mapping[str, Sequence[float]], ink: str, style: str, name: str) -> None:
    numbers = list(range(1, len(curve["mean"]) + 1))
    low, high = (
        [mean + sign * error for mean, error in zip(curve["mean"], curve["standard_error"], strict=True)]
        for sign in (-1, 1)
    )
    axes.plot(numbers, curve["mean"], style, color=ink, label=name, linewidth=1.4)
    axes.fill_between(numbers, low, high, color=ink, alpha=0.12, linewidth=0)


def _table(curves: Mapping[str, Any], budget: int) -> str:
    shown = [number for number in _SHOWN if number <= budget]
    rows = []
    for method in reversed(list(curves)):
        for pick in _SHORT:
            one = curves[method][pick]
            cells = [f"{one['mean'][number - 1]:.1f} ± {one['standard_error'][number - 1]:.1f}" for number in shown]
            rows.append([f"{_SHORT[pick]} {method}", *cells])
    return table(["right choices, %, after", *map(str, shown)], rows)


_SEARCH = {
    "pool": "drawn as disjoint sets from {pool} trees grown once a round, up to {tries} draws",
    "refit": "fitted anew up to {tries} times",
}
_OPENING = """\
{words} artificial words betray the class in training (10% of one class's documents, 20% of the other's) and not in the
test set (10% of both). Two random forests of {trees} trees, {depth}, whose accuracies on validation documents differ by
at most .001 and on the test set by .05 or more ({search}). A simulated user sees explanations of both that SP-LIME (SP)
or chance (RP, mean of {picks} draws) picked among the validation documents, marks the artificial words there, counts
the predictions that these make untrustworthy, and chooses the model with fewer; a tie counts as half a right choice.
LIME draws {samples} masks. Means over the rounds ± their standard errors.
"""
_PUBLISHED = """\
Published (as curves, 800 rounds, no table): the submodular pick with LIME is best, LIME is at least as good as greedy
under either pick, Parzen and random explanations are near chance.
"""
