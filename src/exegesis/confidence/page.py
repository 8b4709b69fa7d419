"""A fitted confidence as a web page that needs nothing else: the threshold, the risk-coverage picture, the signals."""

from dataclasses import dataclass
from typing import Any

from exegesis.confidence import wording as said
from exegesis.confidence.geometry import best_possible, ceiling, marks
from exegesis.confidence.result import COMBINATION, ConfidenceFit, RiskCurve
from exegesis.confidence.signals.table import YARDSTICK
from exegesis.views.html import NOTEBOOK, render
from exegesis.views.wording import percent

WIDE, HIGH = 420, 260  # of the drawing
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 10, 10, 42


@dataclass(frozen=True)
class RiskLine:
    """A line of the picture: what it is called, its kind for the styles, its points."""

    name: str
    kind: str
    points: str


@dataclass(frozen=True)
class SignalRow:
    """A line of the table."""

    name: str
    title: str
    area: str
    reach: str
    excess: str
    weight: str


def page(fit: ConfidenceFit, title: str | None = None, document: str = "document.html") -> str:
    """A self-contained HTML document under the content policy of all pages; every string of it is escaped."""
    plain = fit.as_plain()
    named = str.__str__(title) if title else f"{said.heading(plain)} · Exegesis"
    return render("confidence_page.html", document=document, title=named, **_context(plain))


def fragment(fit: ConfidenceFit) -> str:
    """The same as one element with its own styles, which touch nothing outside it, as notebooks need it."""
    return page(fit, document=NOTEBOOK)


def _context(fit: ConfidenceFit) -> dict[str, Any]:
    top = ceiling(fit)
    threshold = None if fit.guarantee.threshold is None else _x(fit.guarantee.coverage)
    return {
        "fit": fit,
        "said": said,
        "size": (WIDE, HIGH),
        "frame": (_LEFT, _TOP, WIDE - _RIGHT, HIGH - _BOTTOM),
        "lines": _lines(fit, top),
        "marks": [(_y(risk, top), percent(risk)) for risk in marks(top)],
        "ticks": [(_x(share), percent(share)) for share in (0.0, 0.25, 0.5, 0.75, 1.0)],
        "threshold": threshold,
        "rows": [
            SignalRow(curve.name, said.title(curve.name), *said.area(curve.area), said.weight(weight))
            for curve, weight in said.curves(fit)
        ],
    }


def _lines(fit: ConfidenceFit, top: float) -> list[RiskLine]:
    """The combination, the probability alone, the best possible order, and chance."""
    alone = fit.curve(YARDSTICK)
    found = [RiskLine("best possible", "oracle", _points(*best_possible(fit.chance), top))]
    found.append(RiskLine("by chance", "chance", _points((0.0, 1.0), (fit.chance, fit.chance), top)))
    if alone is not None:
        found.append(RiskLine("probability alone", "alone", _of(alone, top)))
    return [*found, RiskLine(said.title(COMBINATION), "together", _of(fit.best_known, top))]


def _of(curve: RiskCurve, top: float) -> str:
    return _points(curve.coverage, curve.risk, top)


def _points(coverage: tuple[float, ...], risk: tuple[float, ...], top: float) -> str:
    return " ".join(f"{_x(x):g},{_y(y, top):g}" for x, y in zip(coverage, risk, strict=True))


def _x(share: float) -> float:
    return round(_LEFT + (WIDE - _LEFT - _RIGHT) * share, 1)


def _y(risk: float, top: float) -> float:
    return round(_TOP + (HIGH - _TOP - _BOTTOM) * (1 - min(risk / top, 1.0)), 1)
