"""Tiny tokenizers written in Python, of the classes that have no fast form, and classifiers to go with them."""

import copy
import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import torch
import transformers

WORDS = "the movie was not good bad truly un believ able slow and fine film plot i loved it ! , .".split()  # noqa: SIM905
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SIZE = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}
_MERGES = ["t h", "th e</w>", "g o", "o d</w>", "go od</w>", "f i", "l m</w>", "fi lm</w>"]


def _file(name: str, lines: Any) -> str:
    path = Path(mkdtemp()) / name
    path.write_text(lines if isinstance(lines, str) else "\n".join(lines) + "\n", encoding="utf-8")
    return str(path)


def _subwords(kind: Any) -> Any:
    pieces = [*LETTERS, *(letter + "@@" for letter in LETTERS), "the", "good", "film", "go@@", "fi@@", "!", ",", "."]
    vocabulary = _file("vocab.txt", [f"{piece} 1" for piece in pieces])
    return kind(vocabulary, _file("bpe.codes", [f"{merge} 1" for merge in _MERGES]))


def _word_pieces(kind: Any, *specials: str, **settings: Any) -> Any:
    pieces = [*specials, *WORDS, *("##" + word for word in WORDS), *LETTERS, *("##" + letter for letter in LETTERS)]
    return kind(_file("vocab.txt", dict.fromkeys(pieces)), **settings)


def bertweet() -> Any:
    return _subwords(transformers.BertweetTokenizer)


def phobert() -> Any:
    return _subwords(transformers.PhobertTokenizer)


def prophetnet() -> Any:
    return _word_pieces(transformers.ProphetNetTokenizer, "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[X_SEP]")


def japanese() -> Any:
    specials = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
    return _word_pieces(transformers.BertJapaneseTokenizer, *specials, word_tokenizer_type="basic")


def tapas() -> Any:
    return _word_pieces(transformers.TapasTokenizer, "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "[EMPTY]")


def canine() -> Any:
    return transformers.CanineTokenizer()


def byt5() -> Any:
    return transformers.ByT5Tokenizer()


def ctrl() -> Any:
    pieces = [*LETTERS, *(letter + "@@" for letter in LETTERS), "the", "good", "film", "<unk>"]
    vocabulary = _file("vocab.json", json.dumps({piece: index for index, piece in enumerate(pieces)}))
    return transformers.CTRLTokenizer(vocabulary, _file("merges.txt", ["#version: 0.2", *_MERGES]))


class Mangling(transformers.BertweetTokenizer):  # type: ignore[misc]
    """One that writes other letters than the text has, as escaping and normalising tokenizers do."""

    def _tokenize(self, text: str) -> list[str]:
        return list(super()._tokenize(text.replace("&", "amp").replace("http", "the good film")))


def mangling() -> Any:
    return _subwords(Mangling)


_FAMILIES: dict[str, tuple[Any, str, dict[str, Any]]] = {
    "bertweet": (bertweet, "Roberta", {"max_position_embeddings": 40}),
    "phobert": (phobert, "Roberta", {"max_position_embeddings": 40}),
    "mangling": (mangling, "Roberta", {"max_position_embeddings": 40}),
    "japanese": (japanese, "Bert", {"max_position_embeddings": 40}),
    "canine": (
        canine,
        "Canine",
        {
            "num_hash_buckets": 256,
            "local_transformer_stride": 16,
            "max_position_embeddings": 128,
            "vocab_size": None,
        },
    ),
    "byt5": (
        byt5,
        "T5",
        {"d_model": 32, "d_kv": 8, "d_ff": 64, "num_layers": 2, "num_heads": 4, "decoder_start_token_id": 0}
        | dict.fromkeys(SIZE),
    ),
}
NAMES = tuple(_FAMILIES)


@cache
def pair(name: str, head: str = "ForSequenceClassification") -> tuple[Any, Any]:
    """(model, tokenizer) of a family, its weights wide."""
    make, family, more = _FAMILIES[name]
    tokenizer = make()
    settings = {**SIZE, "vocab_size": max(len(tokenizer), 60), "num_labels": 3, **more}
    settings = {name: value for name, value in settings.items() if value is not None}
    config = getattr(transformers, f"{family}Config")(pad_token_id=tokenizer.pad_token_id, **settings)
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = getattr(transformers, family + head)(config).eval()
        with torch.no_grad():
            for parameter in model.parameters():
                if parameter.ndim > 1:
                    parameter.normal_(0, 0.25)
    return model, copy.deepcopy(tokenizer)
