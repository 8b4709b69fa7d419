"""Train the masked language model; measure it and write its card."""

import json
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import AutoModelForMaskedLM

from exegesis.core.errors import InputError
from exegesis.core.files import folder_bytes, sha256, whole_folder
from exegesis.training.artifacts import parameter_count
from exegesis.training.devices import attention_for, describe
from exegesis.training.progress import say
from exegesis.training.tokens import load_tokenizer, piece_number
from recipes.masked_words import corpus
from recipes.masked_words.blocks import Blocks, in_blocks
from recipes.masked_words.card import Record, write_record
from recipes.masked_words.corpus import Document
from recipes.masked_words.masking import Pieces
from recipes.masked_words.measuring import Measured, measure
from recipes.masked_words.model import save, start_model
from recipes.masked_words.settings import MaskedWords
from recipes.masked_words.training import fine_tune, known_pieces, uses

FOLDER = "masked-words"
_FACTS = "training.json"


@dataclass(frozen=True)
class Work:
    """What one run of the recipe works on."""

    data: Path
    encoder: Path
    out: Path
    device: torch.device
    seed: int
    settings: MaskedWords
    limit: int | None  # documents of each kind, None for all
    date: str


def make(work: Work) -> Path:
    """Train the model and store it with the settings it was trained with."""
    documents = corpus.training(work.data, work.limit)
    held = corpus.held_out(work.data, work.limit)
    sentences = [sentence for one in documents for sentence in one.sentences]
    with whole_folder(work.out / FOLDER) as folder:
        model = start_model(work.encoder, folder, sentences, work.settings, work.device)
        fine_tune(model, folder, documents, held, work.settings, work.device, work.seed)
        save(model, folder)
        facts = {"seed": work.seed, "settings": asdict(work.settings)}
        (folder / _FACTS).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    return work.out / FOLDER


def close(work: Work) -> None:
    """Train the stored model further on encyclopedic text alone, as the settings it was trained with say."""
    folder = work.out / FOLDER
    model = stored(folder, work.device)
    settings, seed = _trained_with(work, folder)
    if settings.closing == 0:
        return
    documents = [one for one in corpus.training(work.data, work.limit) if one.encyclopedic]
    held = [one for one in corpus.held_out(work.data, work.limit) if one.encyclopedic]
    loop = replace(settings, epochs=settings.closing, lr=settings.closing_lr, stop_after=0)
    fine_tune(model, folder, documents, held, loop, work.device, seed + 1, fresh=False)
    with whole_folder(folder) as renewed:
        for file in ("tokenizer.json", "tokenizer_config.json"):
            shutil.copyfile(folder / file, renewed / file)
        save(model, renewed)
        facts = {"seed": seed, "settings": asdict(settings), "closed": True}
        (renewed / _FACTS).write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


def judge(work: Work) -> dict[str, Any]:
    """Measure the stored model and write its card."""
    folder = work.out / FOLDER
    model = stored(folder, work.device)
    settings, seed = _trained_with(work, folder)
    tokenizer = load_tokenizer(folder, 10**9)
    pieces = known_pieces(tokenizer, work.device)

    def blocks_of(documents: list[Document]) -> Blocks:
        return in_blocks(documents, tokenizer, settings.max_length, work.device)

    text = blocks_of(corpus.training(work.data, work.limit))
    most_frequent = int(uses(text.store, len(pieces.starts), pieces).argmax())
    sets = {
        "wikitext2_test": blocks_of(corpus.reporting(work.data, work.limit)),
        "held_out_books": blocks_of(corpus.held_out_books(work.data, work.limit)),
    }
    figures = {name: _measured(model, name, blocks, pieces, most_frequent) for name, blocks in sets.items()}
    record = Record(
        settings=settings,
        seed=seed,
        parameters=parameter_count(model),
        training_pieces=text.pieces,
        unknown=_share(sets["wikitext2_test"], piece_number(tokenizer, "[UNK]")),
        figures=figures,
        device=describe(work.device),
        date=work.date,
        data={Path(file).name: sha256(work.data / file) for file in (*corpus.FILES, corpus.WIKITEXT_TEST)},
    )
    write_record(record, folder)
    summary = {name: {by: asdict(one) for by, one in kinds.items()} for name, kinds in figures.items()}
    return {**summary, "bytes": folder_bytes(folder)}


def stored(folder: Path, device: torch.device) -> Any:
    """The model of a folder, as a user gets it: float32 from float16 weights."""
    if not (folder / "model.safetensors").is_file():
        raise InputError(f"there is no trained model in {folder.name}/ of the out folder; run --stage train first.")
    model: Any = AutoModelForMaskedLM.from_pretrained(
        folder,
        dtype=torch.float32,
        attn_implementation=attention_for(device),
        use_safetensors=True,
        trust_remote_code=False,
        local_files_only=True,
    )
    return model.to(device).eval()


def _trained_with(work: Work, folder: Path) -> tuple[MaskedWords, int]:
    """The settings and seed stored beside the model, else those of this run."""
    path = folder / _FACTS
    if not path.is_file():
        return work.settings, work.seed
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
        settings = {**facts["settings"], "layers": tuple(facts["settings"]["layers"])}
        return MaskedWords(**settings), int(facts["seed"])
    except (ValueError, KeyError, TypeError):
        raise InputError(f"{_FACTS} beside the model is not one of this recipe; train the model again.") from None


def _measured(model: Any, name: str, blocks: Blocks, pieces: Pieces, most_frequent: int) -> dict[str, Measured]:
    """Figures with single pieces and with whole words hidden; the draw has its own seed, 0."""
    found = {
        by: measure(model, blocks.store, pieces, most_frequent, whole_words=by == "words", seed=0)
        for by in ("pieces", "words")
    }
    for by, one in found.items():
        say(f"{name}, hidden {by}: top-1 {one.accuracy:.4f}, top-5 {one.top5:.4f}, perplexity {one.perplexity:.2f}")
    return found


def _share(blocks: Blocks, number: int) -> float:
    """The share of the blocks' own pieces with that number."""
    return float(np.count_nonzero(blocks.store.pieces.cpu().numpy() == number) / blocks.pieces)
