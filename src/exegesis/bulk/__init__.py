"""Explanations of many texts together: as tables, in figures, on a page."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "to_frame",
    "write_csv",
    "write_parquet",
]

if TYPE_CHECKING:
    from exegesis.bulk.frame import to_frame
    from exegesis.bulk.tables import write_csv, write_parquet
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "to_frame": "frame",
            "write_csv": "tables",
            "write_parquet": "tables",
        },
    )
