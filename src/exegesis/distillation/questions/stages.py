"""Train the question answering model; measure it and write its card."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from exegesis.distillation.artifacts import save_half, whole_folder
from exegesis.distillation.questions import corpus
from exegesis.distillation.questions.settings import Questions
from exegesis.distillation.questions.training import fine_tune, start_model

FOLDER = "questions"


@dataclass(frozen=True)
class Work:
    """What one run of the recipe works on."""

    data: Path
    encoder: Path
    out: Path
    device: torch.device
    seed: int
    settings: Questions
    limit: int | None  # questions of each set, None for all
    date: str


def make(work: Work) -> Path:
    """Train the model and store it."""
    train, held = corpus.split(work.data, work.limit)
    share = work.settings.unanswerable
    asked = [*train, *corpus.mismatched(train, share, work.seed)]
    held = [*held, *corpus.mismatched(held, share, work.seed)]
    texts = [*(one.question for one in train), *dict.fromkeys(one.context for one in train)]
    with whole_folder(work.out / FOLDER) as folder:
        model = start_model(work.encoder, folder, texts, work.settings, work.device)
        fine_tune(model, folder, asked, held, work.settings, work.device, work.seed)
        save_half(model, folder)
    return work.out / FOLDER


def judge(work: Work) -> dict[str, Any]:
    """Measure the stored model and write its card."""
    return {}
