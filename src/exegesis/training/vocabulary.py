"""Cut a WordPiece vocabulary to its most used pieces without making any word unknown."""

import copy
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from exegesis.core.errors import InputError

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
Spec = dict[str, Any]  # the content of a tokenizer.json

_MOST_TEXTS = 100_000  # enough to count the uses of pieces
_SLICE = 20_000  # texts encoded at a time: keeps the encodings' memory small


def read_spec(folder: Path) -> Spec:
    """The content of the folder's tokenizer.json."""
    spec: Spec = json.loads((folder / "tokenizer.json").read_text(encoding="utf-8"))
    return spec


def special_pieces(spec: Spec) -> list[str]:
    """The pieces that stand for no text ([PAD], [CLS]...), in the order of their numbers."""
    added = sorted((token["id"], token["content"]) for token in spec["added_tokens"] if token["special"])
    unknown: str = spec["model"]["unk_token"]
    return list(dict.fromkeys([*(content for _, content in added), unknown]))


def letters(vocabulary: Sequence[str]) -> list[str]:
    """Every single character of the vocabulary and its ## continuation: with these any word can be spelled."""
    return [piece for piece in vocabulary if len(piece.removeprefix("##")) == 1]


def choose_pieces(spec: Spec, texts: Sequence[str], size: int, rounds: int = 3) -> list[str]:
    """`size` pieces: the special ones, all letters, then those the texts use most.

    Cutting a long piece moves its uses to shorter ones, so the cut is made in `rounds` of falling size and the uses
    are counted again before each.
    """
    full = len(spec["model"]["vocab"])
    kept = sorted(spec["model"]["vocab"], key=spec["model"]["vocab"].__getitem__)
    special = special_pieces(spec)
    needed = list(dict.fromkeys([*special, *letters(kept)]))
    if size < len(needed):
        raise InputError(
            f"a vocabulary of {size} pieces is too small: the special pieces and letters alone are {len(needed)}."
        )
    texts = texts[:: 1 + len(texts) // _MOST_TEXTS]
    for target in np.geomspace(full, size, rounds + 1)[1:]:
        uses = count_pieces(cut(spec, kept), texts)
        places = {piece: place for place, piece in enumerate(kept)}
        free = sorted(set(kept) - set(needed), key=lambda piece: (-uses[piece], places[piece]))
        chosen = set(needed) | set(free[: round(target) - len(needed)])
        kept = [*special, *(piece for piece in kept if piece in chosen and piece not in special)]
    return kept


def count_pieces(spec: Spec, texts: Sequence[str]) -> Counter[str]:
    """How often each piece is used by the texts, square-rooted by length so that long reviews do not rule."""
    tokenizer = Tokenizer.from_str(json.dumps(spec))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    counts = np.zeros(tokenizer.get_vocab_size())
    for start in range(0, len(texts), _SLICE):
        rows = [one.ids for one in tokenizer.encode_batch_fast(list(texts[start : start + _SLICE]))]
        weights = np.concatenate([np.full(len(row), 1.0 / np.sqrt(max(1, len(row)))) for row in rows])
        np.add.at(counts, np.concatenate(rows).astype(np.int64), weights)
    return Counter({piece: counts[number] for piece, number in tokenizer.get_vocab().items()})


def cut(spec: Spec, kept: Sequence[str]) -> Spec:
    """The tokenizer with only the pieces `kept`, numbered in that order, without truncation or padding."""
    numbers = {piece: number for number, piece in enumerate(kept)}
    smaller = copy.deepcopy(spec)
    smaller["truncation"] = smaller["padding"] = None
    smaller["model"]["vocab"] = numbers
    for token in smaller["added_tokens"]:
        token["id"] = numbers[token["content"]]
    _renumber(smaller["post_processor"], numbers)
    return smaller


def _renumber(processor: Spec, numbers: Mapping[str, int]) -> None:
    """The special pieces around a text: a template names them all, BERT's and RoBERTa's older forms two."""
    for name, token in processor.get("special_tokens", {}).items():
        token["ids"] = [numbers[name]]
    for end in ("cls", "sep"):
        if end in processor:
            processor[end] = [processor[end][0], numbers[processor[end][0]]]


def old_numbers(spec: Spec, kept: Sequence[str]) -> list[int]:
    """For each kept piece its number in the uncut tokenizer: the rows of the embeddings to copy."""
    return [int(spec["model"]["vocab"][piece]) for piece in kept]


def keep_rows(model: Any, rows: Sequence[int]) -> None:
    """Cut the model's word embeddings (and what is tied to them) to these rows, in this order, in place."""
    words = model.get_input_embeddings().weight.detach()[list(rows)].clone()
    model.resize_token_embeddings(len(rows), mean_resizing=False)
    with torch.no_grad():
        model.get_input_embeddings().weight.copy_(words)
    model.config.pad_token_id = 0  # the special pieces come first


def write(spec: Spec, folder: Path, max_length: int) -> None:
    """tokenizer.json and tokenizer_config.json, for `AutoTokenizer`."""
    (folder / "tokenizer.json").write_text(json.dumps(spec, ensure_ascii=False), encoding="utf-8")
    names = dict(zip(("pad_token", "unk_token", "cls_token", "sep_token", "mask_token"), SPECIAL, strict=True))
    config = {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": max_length, **names}
    (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
