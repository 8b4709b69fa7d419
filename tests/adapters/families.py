"""Tiny random classifiers of every transformer family, each with a tokenizer of its own class, built in memory.

Weights are drawn wide, so that scores are large enough for a comparison to mean something.
"""

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer, pre_tokenizers, trainers
from tokenizers.models import BPE
from transformers.utils import logging

logging.set_verbosity_error()

WORDS = """
    the a movie was not good bad truly un believ able slow and fine plot acting i loved it ! , .
""".split()  # noqa: SIM905
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TEXT = "The movie was truly unbelievable, not slow!"
SIZE = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 64}

Pair = tuple[Any, Any]  # model, tokenizer


def _word_pieces(specials: list[str]) -> dict[str, int]:
    pieces = [*specials, *WORDS, *("##" + word for word in WORDS), *LETTERS, *("##" + letter for letter in LETTERS)]
    return {piece: index for index, piece in enumerate(dict.fromkeys(pieces))}


def _unigrams(specials: list[str]) -> list[tuple[str, float]]:
    words = [("▁" + word, -2.0) for word in WORDS] + [(word, -3.0) for word in WORDS if len(word) > 1]
    marks = [(mark, -4.0) for mark in "!,."]
    letters = [(letter, -8.0) for letter in "▁" + LETTERS + LETTERS.upper()]
    return [(special, 0.0) for special in specials] + list(dict([*letters, *marks, *words]).items())


def _byte_pairs(first: list[str], last: list[str]) -> dict[str, Any]:
    """Vocabulary and merges of a byte-level BPE trained on the words."""
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(vocab_size=330, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator([" ".join(WORDS), TEXT] * 3, trainer)
    learned = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    pieces = [*first, *(piece for piece, _ in learned), *last]
    merges = [tuple(pair) for pair in json.loads(tokenizer.to_str())["model"]["merges"]]
    return {"vocab": {piece: index for index, piece in enumerate(pieces)}, "merges": merges}


def _built(name: str, tokenizer: Any, seed: int = 0, **settings: Any) -> Pair:
    """A model of the family with three labels; wide weights for everything but norms."""
    config = getattr(transformers, f"{name}Config")(
        vocab_size=len(tokenizer),
        num_labels=3,
        pad_token_id=tokenizer.pad_token_id,
        **settings,
    )
    before = torch.get_rng_state()
    torch.manual_seed(seed)
    model = getattr(transformers, f"{name}ForSequenceClassification")(config).eval()
    with torch.no_grad():
        for parameter in model.parameters():
            if parameter.ndim > 1:
                parameter.normal_(0, 0.25)
    torch.set_rng_state(before)
    return model, tokenizer


def bert() -> Pair:
    tokenizer = transformers.BertTokenizer(_word_pieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]))
    return _built("Bert", tokenizer, max_position_embeddings=64, **SIZE)


def distilbert() -> Pair:
    tokenizer = transformers.DistilBertTokenizer(_word_pieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]))
    return _built("DistilBert", tokenizer, max_position_embeddings=64, dim=32, n_layers=2, n_heads=4, hidden_dim=64)


def electra() -> Pair:
    """The embeddings are narrower than the layers, with a projection between, as in the small models."""
    tokenizer = transformers.BertTokenizer(_word_pieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]))
    return _built("Electra", tokenizer, max_position_embeddings=64, embedding_size=16, **SIZE)


def mpnet() -> Pair:
    """Padding id 1, positions counted from it."""
    tokenizer = transformers.MPNetTokenizer(_word_pieces(["<s>", "<pad>", "</s>", "[UNK]", "<mask>"]))
    return _built("MPNet", tokenizer, max_position_embeddings=66, **SIZE)


def roberta() -> Pair:
    """Padding id 1, positions counted from it; byte-level pieces."""
    tokenizer = transformers.RobertaTokenizer(**_byte_pairs(["<s>", "<pad>", "</s>", "<unk>"], ["<mask>"]))
    return _built("Roberta", tokenizer, max_position_embeddings=66, type_vocab_size=1, **SIZE)


def albert() -> Pair:
    """One layer, run twice."""
    tokenizer = transformers.AlbertTokenizer(_unigrams(["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"]))
    return _built("Albert", tokenizer, max_position_embeddings=64, embedding_size=16, **SIZE)


def xlnet() -> Pair:
    """Pads on the left, reads the last token, runs tokens first."""
    specials = ["<unk>", "<s>", "</s>", "<cls>", "<sep>", "<pad>", "<mask>", "<eod>", "<eop>"]
    return _built(
        "XLNet", transformers.XLNetTokenizer(_unigrams(specials)), d_model=32, n_layer=2, n_head=4, d_inner=64
    )


def deberta_v2() -> Pair:
    """As version 3 is set up: relative positions only, shared keys."""
    tokenizer = transformers.DebertaV2Tokenizer(_unigrams(["[PAD]", "[CLS]", "[SEP]", "[UNK]", "[MASK]"]), unk_id=3)
    return _built(
        "DebertaV2",
        tokenizer,
        max_position_embeddings=64,
        relative_attention=True,
        pos_att_type=["p2c", "c2p"],
        position_buckets=8,
        norm_rel_ebd="layer_norm",
        share_att_key=True,
        position_biased_input=False,
        type_vocab_size=0,
        **SIZE,
    )


def gpt2(padding: bool = True) -> Pair:
    """No special tokens around the text, no mask; reads the last token. Published ones have no padding token."""
    parts = _byte_pairs([], ["<|endoftext|>", "<|pad|>"] if padding else ["<|endoftext|>"])
    tokenizer = transformers.GPT2Tokenizer(**parts, pad_token="<|pad|>" if padding else None)
    return _built("GPT2", tokenizer, n_positions=64, n_embd=32, n_layer=2, n_head=4)


def gpt2_without_padding() -> Pair:
    return gpt2(padding=False)


# Modules that give one vector for each token: an embedding block or the layers' outputs.
LAYERS: dict[str, tuple[str, ...]] = {
    "bert": ("bert.embeddings", "bert.encoder.layer.0", "bert.encoder.layer.1"),
    "distilbert": ("distilbert.embeddings", "distilbert.transformer.layer.0", "distilbert.transformer.layer.1"),
    "electra": ("electra.embeddings", "electra.encoder.layer.0", "electra.encoder.layer.1"),
    "mpnet": ("mpnet.embeddings", "mpnet.encoder.layer.0", "mpnet.encoder.layer.1"),
    "roberta": ("roberta.embeddings", "roberta.encoder.layer.0", "roberta.encoder.layer.1"),
    "albert": ("albert.embeddings", "albert.encoder.embedding_hidden_mapping_in"),
    "xlnet": ("transformer.layer.0", "transformer.layer.1"),
    "deberta_v2": ("deberta.embeddings", "deberta.encoder.layer.0", "deberta.encoder.layer.1"),
    "gpt2": ("transformer.wte", "transformer.h.0", "transformer.h.1"),
    "gpt2_without_padding": ("transformer.h.0",),
}
FAMILIES: dict[str, Callable[[], Pair]] = {
    make.__name__: make
    for make in (bert, distilbert, electra, mpnet, roberta, albert, xlnet, deberta_v2, gpt2, gpt2_without_padding)
}


@cache
def family(name: str) -> Pair:
    """(model, tokenizer), built once; tests leave both as they are."""
    return FAMILIES[name]()
