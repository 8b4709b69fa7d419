"""A text beside an edit of it: the answer's change, and each word's."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "edit",
    "Edit",
]

if TYPE_CHECKING:
    from exegesis.edits.result import Edit
    from exegesis.edits.run import edit
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "edit": "run",
            "Edit": "result",
        },
    )
