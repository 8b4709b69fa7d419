"""Whether an explanation lets a person trust the right predictions and models, and mend the wrong ones."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "choice",
    "question_page",
    "Choice",
    "Labelled",
    "Project",
]

if TYPE_CHECKING:
    from exegesis.data.labelled import Labelled
    from exegesis.trust.acting.choosing import Choice
    from exegesis.trust.acting.front import choice, question_page
    from exegesis.trust.acting.project import Project
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "choice": "acting.front",
            "question_page": "acting.front",
            "Choice": "acting.choosing",
            "Labelled": "acting.project",
            "Project": "acting.project",
        },
    )
