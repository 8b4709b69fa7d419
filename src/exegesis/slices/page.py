"""A slice report as a web page that needs nothing else: figures, pictures, and all rows in a list that is drawn as it
is scrolled, by the one script that the page's policy allows."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from exegesis.slices import wording as said
from exegesis.slices.geometry import lowest
from exegesis.slices.result import SliceReport
from exegesis.views.html import NOTEBOOK, render
from exegesis.views.scripts import as_data, digest_of

_SIZE = 340  # of the reliability picture
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 10, 34
_CONFUSED = 12  # classes of which a table of true and given ones is shown
_WORDS = 20


@dataclass(frozen=True)
class ReliabilityPoint:
    """A bin in the picture's own units."""

    x: float
    y: float
    low: float
    high: float
    told: str


@dataclass(frozen=True)
class ShareBar:
    """A share with its interval, in percent of an axis from 0 to 1."""

    at: float
    low: float
    reach: float


def page(report: SliceReport, title: str | None = None) -> str:
    """A self-contained HTML document; its policy allows its own script, by its digest. Every string is escaped."""
    script = _script()
    named = str.__str__(title) if title else f"When {said.named_model(report) or 'a model'} fails · Exegesis"
    rows = Markup(as_data(_rows(report))) if report.rows is not None else None
    return render(
        "slices_page.html", document="document.html", title=named, script=Markup(script), digest=digest_of(script),
        listed=rows, **_context(report),
    )  # fmt: skip


def fragment(report: SliceReport) -> str:
    """The same without the list of rows, as one element whose styles touch nothing outside it, as notebooks need it."""
    return render(
        "slices_page.html", document=NOTEBOOK, title="", script="", digest="", listed=None, **_context(report)
    )


@cache
def _script() -> str:
    return (Path(__file__).parent / "templates" / "slices.js").read_text(encoding="utf-8")


def _context(report: SliceReport) -> dict[str, Any]:
    words = report.words.words if report.words is not None else ()
    return {
        "report": report,
        "said": said,
        "size": _SIZE,
        "frame": (_LEFT, _TOP, _SIZE - _RIGHT, _SIZE - _BOTTOM),
        "points": _points(report),
        "marks": _marks(report),
        "bar": _bar,
        "turned": lambda share: _bar_of(1 - share.mean, 1 - share.high, 1 - share.low),
        "whole": report.accuracy.mean * 100,
        "confusion": report.confusion if len(report.classes) <= _CONFUSED else (),
        "words": words[:_WORDS],
        "more_words": max(len(words) - _WORDS, 0),
    }


def _rows(report: SliceReport) -> dict[str, Any]:
    """What the script lists: columns of all rows, and the slices as bits."""
    kept = report.rows
    assert kept is not None
    slices = [("found", one.name, one.bits) for one in report.found]
    slices += [("named", one.name, one.bits) for one in report.slices]
    return {
        "classes": list(report.classes),
        "texts": list(kept.texts),
        "labels": list(kept.labels),
        "answers": list(kept.answers),
        "other": list(kept.other),
        "confidence": [round(one, 4) for one in kept.confidence.tolist()],
        "slices": [{"kind": kind, "name": name, "bits": bits} for kind, name, bits in slices],
    }


def _points(report: SliceReport) -> list[ReliabilityPoint]:
    low = lowest(report.calibration)
    return [
        ReliabilityPoint(
            _x(one.confidence, low), _y(one.right.mean, low), _y(one.right.low, low), _y(one.right.high, low),
            f"{one.count:,} answers at {said.share(one.confidence)}: {said.interval(one.right)} right",
        )
        for one in report.calibration.bins
    ]  # fmt: skip


def _marks(report: SliceReport) -> list[tuple[float, float, str]]:
    """(x, y, text) of the marks of both axes: the ends and the middle."""
    low = lowest(report.calibration)
    return [(_x(mark, low), _y(mark, low), f"{100 * mark:.0f}%") for mark in (low, (low + 1) / 2, 1.0)]


def _x(value: float, low: float) -> float:
    return round(_LEFT + (_SIZE - _LEFT - _RIGHT) * (value - low) / (1 - low), 1)


def _y(value: float, low: float) -> float:
    return round(_TOP + (_SIZE - _TOP - _BOTTOM) * (1 - value) / (1 - low), 1)


def _bar(share: Any) -> ShareBar:
    return _bar_of(share.mean, share.low, share.high)


def _bar_of(mean: float, low: float, high: float) -> ShareBar:
    return ShareBar(round(100 * mean, 2), round(100 * low, 2), round(100 * (high - low), 2))
