"""Measures of an explanation, taken on its model."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "evaluate",
    "check",
    "Evaluation",
    "Measure",
]

if TYPE_CHECKING:
    from exegesis.evaluation.checking import check
    from exegesis.evaluation.front import evaluate
    from exegesis.evaluation.result import Evaluation, Measure
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "evaluate": "front",
            "check": "checking",
            "Evaluation": "result",
            "Measure": "result",
        },
    )
