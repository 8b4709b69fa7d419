"""Tiny random masked language models as folders, and a corpus for them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tests.tiny import wordpiece
from transformers import BertConfig, BertForMaskedLM, RobertaConfig, RobertaForMaskedLM

from exegesis.distillation.pretraining.job import PretrainingJob
from exegesis.distillation.pretraining.settings import settings_from

WORDS = [
    "the",
    "film",
    "is",
    "good",
    "bad",
    "very",
    "boring",
    "dull",
    "wonderful",
    "acting",
    "plot",
    "was",
    "worse",
    "not",
]
QUICK = {"batch": 8, "micro_tokens": 96, "max_length": 24, "shortest": 4, "every": 2, "steps": 6, "lr": 1e-3}


def bert_teacher(layers: int = 4, seed: int = 0, **options: Any) -> Any:
    """A random BERT whose answers differ between places, its token types and biases too."""
    config = BertConfig(
        vocab_size=len(wordpiece()),
        hidden_size=16,
        num_hidden_layers=layers,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=32,
        initializer_range=0.3,
        **options,
    )
    return _lively(BertForMaskedLM, config, seed)


def roberta_teacher(layers: int = 4) -> Any:
    """A random RoBERTa of the same size."""
    config = RobertaConfig(
        vocab_size=60,
        hidden_size=16,
        num_hidden_layers=layers,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=34,
        pad_token_id=1,
        type_vocab_size=1,
        initializer_range=0.3,
    )
    return _lively(RobertaForMaskedLM, config, 0)


def _lively(kind: Any, config: Any, seed: int) -> Any:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = kind(config)
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if name.endswith("bias"):
                    parameter.normal_(0.0, 0.1)
    return model.eval()


def teacher_folder(folder: Path, model: Any = None) -> Path:
    """The teacher with its tokenizer, as `save_pretrained` writes them."""
    (model or bert_teacher()).save_pretrained(folder)
    wordpiece(limit=32).save_pretrained(folder)
    return folder


def sentences(number: int, seed: int = 0) -> list[str]:
    """Some rows of words, of 3 to 20 words."""
    generator = torch.Generator().manual_seed(seed)
    found = []
    for _ in range(number):
        size = int(torch.randint(3, 21, (), generator=generator))
        found.append(" ".join(WORDS[int(n)] for n in torch.randint(len(WORDS), (size,), generator=generator)))
    return found


def text_file(path: Path, texts: Sequence[str]) -> Path:
    """A text a line."""
    path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return path


def job_in(folder: Path, out: str = "out", **changes: Any) -> PretrainingJob:
    """A small job over teacher/ and corpus.txt of a folder (made where they are not there)."""
    teacher, corpus = folder / "teacher", folder / "corpus.txt"
    if not teacher.exists():
        teacher_folder(teacher)
    if not corpus.exists():
        text_file(corpus, sentences(40))
    held = changes.pop("held_out", None)
    seed = changes.pop("seed", 0)
    settings = settings_from({**QUICK, **changes})
    return PretrainingJob(
        str(teacher), [corpus], folder / out, held, settings=settings, seed=seed, device="cpu", cache=folder / "cache"
    )


def losses_of(out: Path) -> list[dict[str, float]]:
    """The lines of a run's metrics."""
    return [json.loads(line) for line in (out / "metrics.jsonl").read_text(encoding="utf-8").splitlines()]
