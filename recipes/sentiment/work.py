"""What one run of the sentiment recipe works on, and where its students go."""

from dataclasses import dataclass
from pathlib import Path

import torch

from recipes.sentiment.settings import Settings
from recipes.sentiment.teachers import teachers_folder

FOLDERS = {"student": "sentiment", "tiny": "sentiment-tiny"}


@dataclass(frozen=True)
class Work:
    """What one run of the recipe works on."""

    data: Path
    encoder: Path
    out: Path
    device: torch.device
    seed: int
    settings: Settings
    limit: int | None  # texts of each set, None for all
    sweep: bool  # dev figures only, nothing written to `out`
    date: str


def student_folder(work: Work, name: str) -> Path:
    """Where a student goes: the package's or the caller's folder; of a sweep, the cache."""
    return (teachers_folder().with_name("sweeps") if work.sweep else work.out) / FOLDERS[name]
