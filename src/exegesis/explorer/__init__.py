"""Inside a model: which token attends to which, in every layer and head."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "look",
    "look_at",
    "Look",
    "AttentionView",
]

if TYPE_CHECKING:
    from exegesis.explorer.arrays import look_at
    from exegesis.explorer.looking import look
    from exegesis.explorer.result import AttentionView
    from exegesis.explorer.seen import Look
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "look": "looking",
            "look_at": "arrays",
            "Look": "seen",
            "AttentionView": "result",
        },
    )
