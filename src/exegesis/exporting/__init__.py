"""From a transformer to ONNX files for phones and servers, checked against the model they were made from."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "export",
    "ExportReport",
]

if TYPE_CHECKING:
    from exegesis.exporting.exporting import export
    from exegesis.exporting.result import ExportReport
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "export": "exporting",
            "ExportReport": "result",
        },
    )
