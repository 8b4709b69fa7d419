"""Rules that suffice: the units that keep the answer whatever the others do."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "anchor",
    "Anchor",
]

if TYPE_CHECKING:
    from exegesis.rules.result import Anchor
    from exegesis.rules.run import anchor
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "anchor": "run",
            "Anchor": "result",
        },
    )
