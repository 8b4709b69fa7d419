"""How a fitted confidence and the answers that it lets through are said, for page and terminal alike."""

from collections.abc import Iterator

from exegesis.confidence.combining import SignalWeight
from exegesis.confidence.curves import AreaBounds
from exegesis.confidence.result import COMBINATION, ConfidenceFit, Guarantee, RiskCurve, Selection
from exegesis.confidence.shift import LENGTH, UNKNOWN_WORDS, ShiftTest
from exegesis.confidence.signals.table import SIGNALS, YARDSTICK
from exegesis.confidence.thresholds import PRECISION
from exegesis.core.plurals import plural
from exegesis.views.wording import percent, signed

_TITLES = {LENGTH: "words of the input", UNKNOWN_WORDS: "share of words that the fit does not know"}
_LEVEL = 0.05


def heading(fit: ConfidenceFit) -> str:
    """The threshold in a few words."""
    found = fit.guarantee
    if found.threshold is None:
        return f"No threshold {_promise(found)}"
    return f"{percent(found.coverage)} of the rows can be answered so that {_kept(found)}"


def title(name: str) -> str:
    """What a signal is, in words; of one that was given, its name."""
    if name == COMBINATION:
        return "all signals together"
    return SIGNALS[name].title if name in SIGNALS else _TITLES.get(name, name)


def threshold(found: Guarantee) -> str:
    """From where on answers are given, and what came of it on the judged half; where there is none, why."""
    if found.threshold is None:
        return f"{found.why[:1].upper()}{found.why[1:]}."
    seen = f"{found.missed:,} of the {found.given:,} answers given were wrong, of {plural(found.rows, 'row')}"
    return f"Answers are given where the confidence is above {found.threshold:.3f}: {seen}."


def guarantee(found: Guarantee) -> str:
    """What holds, over what."""
    if found.kind == PRECISION:
        sure = percent(1 - (found.delta or 0.0))
        return (
            f"Guaranteed with {sure} certainty over the draw of these rows, for rows drawn as they were: at most "
            f"{percent(1 - found.wished)} of the answers given are wrong."
        )
    return (
        f"Guaranteed in the mean over such draws, for rows drawn as these were: at most {percent(found.wished)} of all "
        "rows, answered or not, get a wrong answer."
    )


def _promise(found: Guarantee) -> str:
    if found.kind == PRECISION:
        return f"is shown to keep {percent(found.wished)} of the answers right"
    return f"is shown to keep wrong answers to {percent(found.wished)} of the rows"


def _kept(found: Guarantee) -> str:
    if found.kind == PRECISION:
        return f"{percent(found.wished)} of the answers are right"
    return f"at most {percent(found.wished)} of the rows get a wrong one"


def against(fit: ConfidenceFit) -> str:
    """Whether all signals together are better than the probability alone; "" where that is no question."""
    found = fit.against_probability
    alone = fit.curve(YARDSTICK)
    if found is None or alone is None:
        return ""
    if found.p >= _LEVEL:
        said = "No difference is shown between all signals together and the probability alone"
    else:
        said = f"All signals together rank answers {'better' if found.gap < 0 else 'worse'} than the probability alone"
    reach = f"{signed(found.low, 4)} to {signed(found.high, 4)}"
    areas = f"area {fit.best_known.area.area:.4f} against {alone.area.area:.4f}"
    return f"{said}: {areas}, difference {signed(found.gap, 4)} ({reach}; {p_value(found.p)})."


def area(bounds: AreaBounds) -> tuple[str, str, str]:
    """(area, its interval, its excess over the oracle's)."""
    return f"{bounds.area:.4f}", f"{bounds.low:.4f} to {bounds.high:.4f}", f"{bounds.excess:.4f}"


def curves(fit: ConfidenceFit) -> Iterator[tuple[RiskCurve, SignalWeight | None]]:
    """Each order with its signal's weight, the combination first and then by rising area."""
    weights = {one.name: one for one in fit.combination.weights}
    first, *others = fit.curves
    for curve in (first, *sorted(others, key=lambda one: one.area.area)):
        yield curve, weights.get(curve.name)


def weight(given: SignalWeight | None) -> str:
    """What a standard deviation more of a signal adds to the log-odds; "" of the combination itself."""
    if given is None:
        return ""
    return "constant" if given.spread == 0 else signed(given.weight, 2)


def rows(fit: ConfidenceFit) -> str:
    """How many rows it is of, and how often answers are right."""
    wrong = f"{percent(fit.chance)} of the answers are wrong"
    failed = f", {fit.failed:,} could not be asked" if fit.failed else ""
    return f"fitted on {plural(fit.fitted, 'row')}, judged on {fit.judged:,} others, where {wrong}{failed}"


def p_value(p: float) -> str:
    """ "p 0.012", "p < 0.001"."""
    return "p < 0.001" if p < 0.001 else f"p {p:.3f}"


def answered(found: Selection) -> str:
    """How many rows are answered, and how many of these are right where that is known."""
    said = f"{len(found.given):,} of {plural(len(found.rows), 'row')} answered"
    right, known = found.known
    if known:
        said += f"; {right:,} of the {known:,} answers given are right ({percent(right / known)})"
    failed = sum(row.error is not None for row in found.rows)
    return f"{said}; {failed:,} could not be asked" if failed else said


def shift(found: Selection) -> str:
    """Whether these rows are like those of the fit."""
    if not found.shift:
        return "Too few rows to tell whether they are like those of the fit."
    if not found.moved:
        return f"None of {plural(len(found.shift), 'test')} tells these rows from those of the fit."
    names = ", ".join(one.name.replace("_", " ") for one in found.moved)
    return f"These rows differ from those of the fit in {names}: what was guaranteed need not hold."


def moved(test: ShiftTest) -> tuple[str, str]:
    """(what moved, how far)."""
    reach = f"median {test.before:.3g}, now {test.now:.3g}"
    return title(test.name), f"{reach}; distance {test.distance:.2f}, {p_value(test.p)} (corrected)"


def another(found: Selection) -> str:
    """That the model is not the fit's; "" where it is."""
    if found.anany_model is None:
        return ""
    return f"The confidence was fitted on another model ({found.anany_model}): nothing is guaranteed of this one."
