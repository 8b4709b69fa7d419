"""A model whose WordPiece vocabulary is cut to what its texts need: most of a small model is its embeddings."""

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.quiet import quiet
from exegesis.core.errors import UnsupportedError
from exegesis.distillation.task.examples import Example, TagExample, TextExample
from exegesis.training import vocabulary

_NUMBERED = ("pad_token_id", "bos_token_id", "eos_token_id", "cls_token_id", "sep_token_id", "mask_token_id")


def with_fewer_pieces(model: TransformerModel, texts: Sequence[str], pieces: int) -> TransformerModel:
    """The model, changed in place, with the `pieces` that the texts use most; no word becomes unknown.

    Raises `UnsupportedError` for a tokenizer that is not WordPiece, `InputError` for too few pieces.
    """
    with quiet(), TemporaryDirectory() as folder:
        model.tokenizer.save_pretrained(folder)
        spec = vocabulary.read_spec(Path(folder))
        if spec["model"]["type"] != "WordPiece":
            raise UnsupportedError(
                f"the vocabulary of {model.name} is {spec['model']['type']}, and only WordPiece can be cut; "
                "leave out pieces."
            )
        kept = vocabulary.choose_pieces(spec, texts, pieces)
        smaller = vocabulary.cut(spec, kept)
        (Path(folder) / "tokenizer.json").write_text(json.dumps(smaller, ensure_ascii=False), encoding="utf-8")
        tokenizer = type(model.tokenizer).from_pretrained(folder, local_files_only=True)
    _cut_model(model.model, vocabulary.old_numbers(spec, kept))
    return TransformerModel(model.model, tokenizer, name=model.name)


def texts_in(examples: Sequence[Example]) -> list[str]:
    """All texts of the examples; a context that several questions are asked of once."""
    found: list[str] = []
    for one in examples:
        if isinstance(one, TextExample):
            found += one.texts
        elif isinstance(one, TagExample):
            found.append(" ".join(one.words))
        else:
            found += (one.question, one.context)
    return list(dict.fromkeys(found))


def _cut_model(model: Any, rows: Sequence[int]) -> None:
    """The embeddings' rows in their new order, and the configuration's numbers of the special pieces."""
    words = model.get_input_embeddings().weight.detach()[list(rows)].clone()
    model.resize_token_embeddings(len(rows), mean_resizing=False)
    with torch.no_grad():
        model.get_input_embeddings().weight.copy_(words)
    numbers = {old: new for new, old in enumerate(rows)}
    for name in _NUMBERED:
        old = getattr(model.config, name, None)
        if isinstance(old, int) and old in numbers:
            setattr(model.config, name, numbers[old])
    embeddings = model.get_input_embeddings()
    if embeddings.padding_idx is not None:
        embeddings.padding_idx = model.config.pad_token_id
