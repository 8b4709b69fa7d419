"""How to correct an error of a transformer: by its reasons, by counterfactual texts, by its training data; and back."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "trace",
    "Augmentation",
    "ContinuedTraining",
    "Correction",
    "CorrectionProject",
    "DataEditing",
    "Labelled",
    "RightReasons",
    "TextEdit",
    "TextEdits",
    "TracedTexts",
]

if TYPE_CHECKING:
    from exegesis.corrections.edits import TextEdit, TextEdits
    from exegesis.corrections.project import CorrectionProject
    from exegesis.corrections.result import Correction, TracedTexts
    from exegesis.corrections.run import trace
    from exegesis.corrections.ways import Augmentation, ContinuedTraining, DataEditing, RightReasons
    from exegesis.data.labelled import Labelled
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "trace": "run",
            "Augmentation": "ways",
            "ContinuedTraining": "ways",
            "Correction": "result",
            "CorrectionProject": "project",
            "DataEditing": "ways",
            "Labelled": "ways",
            "RightReasons": "ways",
            "TextEdit": "edits",
            "TextEdits": "edits",
            "TracedTexts": "result",
        },
    )
