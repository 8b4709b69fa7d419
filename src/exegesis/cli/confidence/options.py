"""Options that both commands have."""

from pathlib import Path
from typing import Annotated, TypeAlias

from exegesis.cli import options as o

Asked: TypeAlias = Annotated[
    Path | None,
    o.option(o.WRITTEN, "--journal", "Keep all that was asked in this file, to go on where it was stopped."),
]
