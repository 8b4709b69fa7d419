"""Train the tagger; measure it and write its card."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.core.files import folder_bytes, sha256, whole_folder
from exegesis.distillation.task.starting import load_teacher
from exegesis.training import vocabulary
from exegesis.training.artifacts import parameter_count, save_half, weights_digest
from exegesis.training.cache import cache_folder
from exegesis.training.devices import attention_for, describe
from exegesis.training.progress import say
from recipes.tags import corpus, pairs
from recipes.tags.calibration import calibrate
from recipes.tags.card import Record, write_record
from recipes.tags.measuring import in_words, measure
from recipes.tags.model import start_model
from recipes.tags.settings import Tags
from recipes.tags.training import fine_tune, labelled

FOLDER = "tags"
_FACTS = "training.json"


@dataclass(frozen=True)
class Work:
    """What one run of the recipe works on."""

    data: Path
    encoder: Path
    out: Path
    device: torch.device
    seed: int
    settings: Tags
    limit: int | None  # sentences of each set, None for all
    date: str


def make(work: Work) -> Path:
    """Train the tagger and store it; goes on with a run that was cut short."""
    train, dev = (corpus.sentences(work.data, name, work.limit) for name in (corpus.TRAIN, corpus.DEV))
    labels = pairs.choose(train, work.settings.least)
    model = start_model(work.encoder, labels, train, work.settings, work.device)
    run = _run_folder(work)
    fine_tune(model, train, dev, work.settings, work.seed, run)
    temperature = calibrate(model, labelled(model, dev))
    with whole_folder(work.out / FOLDER) as folder:
        save_half(model.model, folder)
        spec = json.loads(model.tokenizer.backend_tokenizer.to_str())
        numbers = spec["model"]["vocab"]
        vocabulary.write(vocabulary.cut(spec, sorted(numbers, key=numbers.__getitem__)), folder, model.limit)
        facts = {
            "seed": work.seed,
            "settings": asdict(work.settings),
            "seconds": round(_seconds(run)),
            "temperature": round(temperature, 3),
        }
        (folder / _FACTS).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return work.out / FOLDER


def judge(work: Work) -> dict[str, Any]:
    """Measure the stored tagger and write its card, with the settings it was trained with."""
    folder = work.out / FOLDER
    if not (folder / "model.safetensors").is_file():
        raise InputError(f"there is no trained model in {folder.name}/ of the out folder; run --stage train first.")
    tagger = stored(folder, work.device)
    figures = measure(tagger, work.data, work.limit)
    say(in_words(figures))
    settings, facts = _trained_with(folder)
    record = Record(
        settings=settings,
        seed=facts["seed"],
        seconds=facts["seconds"],
        temperature=facts["temperature"],
        parameters=parameter_count(tagger.model),
        labels=len(tagger.labels),
        figures=figures,
        device=describe(work.device),
        date=work.date,
        data={name: sha256(work.data / name) for name in (corpus.TRAIN, corpus.DEV, corpus.TEST, corpus.OTHER)},
    )
    write_record(record, folder)
    return {"figures": {name: asdict(one) for name, one in figures.items()}, "bytes": folder_bytes(folder)}


def stored(folder: Path, device: torch.device) -> TransformerModel:
    """The tagger of a folder, as a user gets it: float32 from float16 weights."""
    model = load_teacher(str(folder), "token-classification")
    model.model.to(device).set_attn_implementation(attention_for(device))
    return model


def _run_folder(work: Work) -> Path:
    """Where checkpoints and metrics are kept, under a key of all that they depend on."""
    parts = {
        "encoder": weights_digest(work.encoder / "model.safetensors"),
        "data": {name: sha256(work.data / name) for name in (corpus.TRAIN, corpus.DEV)},
        "settings": asdict(work.settings),
        "seed": work.seed,
        "limit": work.limit,
    }
    key = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:20]
    return cache_folder() / "runs" / f"{FOLDER}-{key}"


def _seconds(run: Path) -> float:
    """The seconds of all steps of a run, those before it was cut short too."""
    steps = (run / "metrics.jsonl").read_text(encoding="utf-8").splitlines()
    return sum(float(json.loads(line).get("seconds", 0.0)) for line in steps)


def _trained_with(folder: Path) -> tuple[Tags, dict[str, Any]]:
    """The settings stored beside the model, and what else is known of its training: seed, seconds, temperature."""
    try:
        facts = json.loads((folder / _FACTS).read_text(encoding="utf-8"))
        settings = {**facts["settings"], "layers": tuple(facts["settings"]["layers"])}
        return Tags(**settings), {name: facts[name] for name in ("seed", "seconds", "temperature")}
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(
            f"{_FACTS} beside the model is missing or not of this recipe; train the model again."
        ) from None
