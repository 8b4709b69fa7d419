"""Tiny models and a tiny task: whether a text holds more good words than bad ones."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from tests.tiny import wordpiece
from transformers import BertConfig, BertForQuestionAnswering, BertForSequenceClassification, BertForTokenClassification

from exegesis.adapters.huggingface import TransformerModel
from exegesis.distillation.task.examples import TextExample

GOOD = ("good", "great", "wonderful", "better")
BAD = ("bad", "boring", "dull", "worse")
NEUTRAL = ("the", "film", "plot", "is", "acting", "was", "it", "a", "this", "very")
LABELS = ("negative", "positive")


def config(**more: Any) -> BertConfig:
    """A BERT of two layers, 16 wide, without dropout."""
    return BertConfig(
        vocab_size=len(wordpiece()),
        hidden_size=16,
        num_hidden_layers=more.pop("layers", 2),
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=48,
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        **more,
    )


def built(family: Any, seed: int, **more: Any) -> TransformerModel:
    """A random model of the family as exegesis loads it."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = family(config(**more))
    return TransformerModel(model, wordpiece(), name=f"toy-{seed}")


def classifier(seed: int = 0, labels: Sequence[str] = LABELS, **more: Any) -> TransformerModel:
    names = dict(enumerate(labels))
    return built(BertForSequenceClassification, seed, id2label=names, label2id={v: k for k, v in names.items()}, **more)


def tagger(seed: int = 0, labels: Sequence[str] = ("O", "X"), **more: Any) -> TransformerModel:
    names = dict(enumerate(labels))
    return built(BertForTokenClassification, seed, id2label=names, label2id={v: k for k, v in names.items()}, **more)


def answerer(seed: int = 0, **more: Any) -> TransformerModel:
    return built(BertForQuestionAnswering, seed, **more)


def saved(model: TransformerModel, folder: Path) -> str:
    model.model.save_pretrained(folder)
    model.tokenizer.save_pretrained(folder)
    return str(folder)


def reviews(count: int, seed: int) -> list[TextExample]:
    """Texts of neutral words with good or bad ones among them, labelled."""
    import numpy as np

    random = np.random.default_rng(seed)
    found = []
    for number in range(count):
        label = number % 2
        words = [*random.choice(NEUTRAL, 4), *random.choice(GOOD if label else BAD, 2)]
        random.shuffle(words)
        found.append(TextExample((" ".join(words),), LABELS[label], f"toy, line {number + 1}"))
    return found


def written(examples: Sequence[TextExample], path: Path) -> Path:
    """The examples as .jsonl."""
    rows = [{"text": one.texts[0], "label": one.label} for one in examples]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path
