"""Tiny random models of the packed families with every head, and the two ways through them."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
import torch
import transformers

from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.packed import onednn
from exegesis.data.rows import TokenRow
from tests.adapters.head_families import headed, lively

FAMILIES = ("bert", "distilbert", "roberta", "electra", "mpnet", "albert")
KIN = {"xlm_roberta": "XLMRoberta", "camembert": "Camembert"}  # RoBERTa's weights under other names
HEADS = ("classification", "question-answering", "masked-lm", "token-classification")
_CLASSES = {
    "classification": "ForSequenceClassification",
    "question-answering": "ForQuestionAnswering",
    "masked-lm": "ForMaskedLM",
    "token-classification": "ForTokenClassification",
}


@cache
def shared(family: str, head: str = "classification") -> TransformerModel:
    """Built once; tests leave it as it is."""
    return fresh(family, head)


def fresh(family: str, head: str = "classification", **settings: Any) -> TransformerModel:
    """One of its own, to be changed at will; `settings` of its configuration."""
    if family in KIN:
        inner, tokenizer = headed("roberta", head)
        plain = {k: v for k, v in inner.config.to_dict().items() if k not in ("model_type", "architectures")}
        config = getattr(transformers, f"{KIN[family]}Config")(**{**plain, **settings})
        return TransformerModel(lively(getattr(transformers, KIN[family] + _CLASSES[head]), config), tokenizer)
    inner, tokenizer = headed(family, head)
    if settings:
        config = copy.deepcopy(inner.config)
        for name, value in settings.items():
            setattr(config, name, value)
        return TransformerModel(lively(type(inner), config), tokenizer)
    return TransformerModel(copy.deepcopy(inner), tokenizer)


def rows_of(model: TransformerModel, lengths: list[int], seed: int = 0, typed: bool = False) -> list[TokenRow]:
    """Rows of random tokens, padding and mask tokens among them."""
    rng = np.random.default_rng(seed)
    vocabulary = model.model.get_input_embeddings().num_embeddings
    made = []
    for length in lengths:
        ids = rng.integers(0, vocabulary, length)
        for token in {model.pad_id, model.mask_id} - {None}:
            ids[rng.random(length) < 0.15] = token
        made.append(TokenRow(tuple(map(int, ids)), tuple(map(int, rng.integers(0, 2, length))) if typed else None))
    return made


def table_of(model: TransformerModel) -> Any:
    """A read of everything the head gives, 0 for padding; None for a classifier."""
    if model.table == "classes":
        return None

    def read(output: Any, inputs: Any) -> torch.Tensor:
        assert "lines" not in inputs
        away = inputs["attention_mask"] == 0
        if model.table == "sides":
            sides = [one.masked_fill(away, 0) for one in (output.start_logits, output.end_logits)]
            return torch.cat(sides, dim=-1)
        return output.logits.masked_fill(away[..., None], 0).flatten(1)

    return read


def plain(model: TransformerModel, rows: list[TokenRow], precision: str = "float32", read: Any = None) -> np.ndarray:
    """The rows through the model itself, as `forward` gives them without the packed path."""
    usual = model.packed.numbers
    model.packed.numbers = lambda *_: None  # type: ignore[method-assign]
    try:
        return model.forward(rows, precision, read)
    finally:
        model.packed.numbers = usual  # type: ignore[method-assign]


def packed(model: TransformerModel, rows: list[TokenRow], precision: str = "float32", read: Any = None) -> np.ndarray:
    """The rows through the packed path, which must not have stepped aside."""
    found = model.forward(rows, precision, read)
    assert model.packed.obstacle is None, model.packed.obstacle
    return found


@contextmanager
def choosing(pays: bool) -> Iterator[None]:
    """While inside, float32 goes through oneDNN, or through torch's own products."""
    usual = onednn.pays
    onednn.pays = lambda: pays  # type: ignore[assignment]
    try:
        yield
    finally:
        onednn.pays = usual
