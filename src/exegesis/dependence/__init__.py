"""How a model's answer goes with the columns of a table: partial dependence, local effects, shuffled columns."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "dependence",
    "Dependence",
    "ColumnCurve",
    "ColumnImportance",
]

if TYPE_CHECKING:
    from exegesis.dependence.result import ColumnCurve, ColumnImportance, Dependence
    from exegesis.dependence.run import dependence
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "dependence": "run",
            "Dependence": "result",
            "ColumnCurve": "result",
            "ColumnImportance": "result",
        },
    )
