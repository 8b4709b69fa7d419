"""Readable students that stand in for a model: sparse linear ones and shallow trees, of one input or of many texts."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "surrogate",
    "Surrogate",
]

if TYPE_CHECKING:
    from exegesis.surrogates.front import surrogate
    from exegesis.surrogates.result import Surrogate
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "surrogate": "front",
            "Surrogate": "result",
        },
    )
