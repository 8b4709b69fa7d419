"""When a model's answers can be trusted: signals of right and wrong, a threshold with its guarantee, shift named."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "fit",
    "fit_signals",
    "apply",
    "risk_coverage",
    "ConfidenceFit",
    "RiskCurve",
    "Selection",
]

if TYPE_CHECKING:
    from exegesis.confidence.applying import apply
    from exegesis.confidence.fitting import fit, fit_signals
    from exegesis.confidence.judging import risk_coverage
    from exegesis.confidence.result import ConfidenceFit, RiskCurve, Selection
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "fit": "fitting",
            "fit_signals": "fitting",
            "apply": "applying",
            "risk_coverage": "judging",
            "ConfidenceFit": "result",
            "RiskCurve": "result",
            "Selection": "result",
        },
    )
