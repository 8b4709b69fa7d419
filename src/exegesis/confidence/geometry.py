"""What the picture on the page and the figure share: the best possible curve, and how high the drawing goes."""

from exegesis.confidence.result import ConfidenceFit

_POINTS = 60
_STEPS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2)  # between two marks of the axis
_MARKS = 5


def best_possible(chance: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """(coverage, risk) where all right answers stand before all wrong ones, whose share is `chance`."""
    right = 1 - chance
    coverage = (0.0, *(right + chance * place / _POINTS for place in range(_POINTS + 1)))
    return coverage, tuple(max(share - right, 0.0) / share if share else 0.0 for share in coverage)


def ceiling(fit: ConfidenceFit) -> float:
    """The highest risk that is drawn: of the curves where a tenth of the rows and more are answered."""
    highest = (
        risk for curve in fit.curves[:2] for at, risk in zip(curve.coverage, curve.risk, strict=True) if at >= 0.1
    )
    return min(1.0, 1.1 * max([fit.chance, *highest]) or 1.0)


def marks(top: float) -> tuple[float, ...]:
    """Round shares of wrong answers from 0 to the highest that is drawn."""
    step = next((one for one in _STEPS if top / one <= _MARKS), _STEPS[-1])
    return tuple(round(step * place, 4) for place in range(int(top / step) + 1))
