"""Train the question answering model; measure it and write its card."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from exegesis.core.errors import InputError
from exegesis.core.files import folder_bytes, sha256, whole_folder
from exegesis.training.artifacts import save_half
from exegesis.training.devices import describe
from exegesis.training.progress import say
from recipes.questions import corpus
from recipes.questions.card import Record, write_record
from recipes.questions.measuring import in_words, measure
from recipes.questions.settings import Questions
from recipes.questions.training import fine_tune, start_model

FOLDER = "questions"
_FACTS = "training.json"


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
        facts = {"seed": work.seed, "settings": asdict(work.settings)}
        (folder / _FACTS).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return work.out / FOLDER


def judge(work: Work) -> dict[str, Any]:
    """Measure the stored model and write its card; the settings are those it was trained with."""
    folder = work.out / FOLDER
    figures = measure(folder, work.data, work.device, work.limit)
    say(in_words(figures))
    settings, seed = _trained_with(work, folder)
    record = Record(
        settings=settings,
        seed=seed,
        parameters=_parameters(folder),
        figures=figures,
        device=describe(work.device),
        date=work.date,
        data={name: sha256(work.data / name) for name in (corpus.TRAIN, corpus.DEV)},
    )
    write_record(record, folder)
    return {**asdict(figures), "bytes": folder_bytes(folder)}


def _trained_with(work: Work, folder: Path) -> tuple[Questions, int]:
    """The settings and seed stored beside the model."""
    try:
        facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
        return Questions(**facts["settings"]), int(facts["seed"])
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            f"{_FACTS} beside the model is missing or not of this recipe; train the model again."
        ) from None


def _parameters(folder: Path) -> int:
    """The number of weights in the file."""
    from safetensors import safe_open

    with safe_open(folder / "model.safetensors", "pt") as file:
        return sum(file.get_tensor(name).numel() for name in file.keys())  # noqa: SIM118 (a file is no mapping)
