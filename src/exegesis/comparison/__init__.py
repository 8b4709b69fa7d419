"""Models and methods side by side over texts."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "compare",
    "Comparison",
]

if TYPE_CHECKING:
    from exegesis.comparison.front import compare
    from exegesis.comparison.result import Comparison
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "compare": "front",
            "Comparison": "result",
        },
    )
