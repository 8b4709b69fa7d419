"""When a classifier succeeds and when it fails: slices of rows, the words of its errors, its calibration."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "slices",
    "SliceReport",
    "KINDS",
]

if TYPE_CHECKING:
    from exegesis.slices.predicates.table import KINDS
    from exegesis.slices.result import SliceReport
    from exegesis.slices.run import slices
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "slices": "run",
            "SliceReport": "result",
            "KINDS": "predicates.table",
        },
    )
