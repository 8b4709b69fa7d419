"""Tiny models saved as folders, and the two ways to read one: without transformers, and with it."""

import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import transformers
from transformers.utils import logging

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.loading import load_model
from tests.adapters import families
from tests.adapters.packed.packed_models import FAMILIES, HEADS, KIN, fresh

ALL = (*FAMILIES, *KIN)
EVERY = [(family, head) for family in ALL for head in HEADS]


def xlm_roberta_tokenizer(characters: bytes | None = None) -> Any:
    """One of its own class, where `fresh` has RoBERTa's. `characters`: a map of them, as sentencepiece makes it."""
    vocabulary = families._unigrams(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    return transformers.XLMRobertaTokenizer(vocab=vocabulary, model_max_length=60, _spm_precompiled_charsmap=characters)


def albert_tokenizer(characters: bytes) -> Any:
    """ALBERT's with a map of characters."""
    vocabulary = families._unigrams(["<pad>", "<unk>", "[CLS]", "[SEP]", "[MASK]"])
    return transformers.AlbertTokenizer(vocab=vocabulary, _spm_precompiled_charsmap=characters)


@cache
def character_map() -> bytes:
    """sentencepiece's usual map: of wide letters to plain ones, say."""
    import io

    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2 as models

    made = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter([" ".join(families.WORDS)] * 20), model_writer=made, vocab_size=30, minloglevel=2
    )
    found = models.ModelProto()
    found.ParseFromString(made.getvalue())
    return bytes(found.normalizer_spec.precompiled_charsmap)


@cache
def folder(family: str, head: str = "classification") -> Path:
    """The family's tiny model with a head, saved once; tests leave it as it is."""
    place = Path(mkdtemp(prefix="exegesis-bare-")) / family
    save(fresh(family, head), place)
    return place


def save(model: TransformerModel, place: Path) -> None:
    """The model and its tokenizer, as transformers writes them."""
    logging.disable_progress_bar()
    model.model.save_pretrained(place)
    model.tokenizer.save_pretrained(place)


def bare(place: Path) -> TransformerModel:
    """The folder as `load` reads it, which must not have gone the ordinary way."""
    model = exegesis.load(place)
    assert isinstance(model, TransformerModel)
    assert model.passes.unmade is not None
    return model


def ordinary(place: Path) -> TransformerModel:
    """The folder as transformers reads it."""
    model, tokenizer, _ = load_model(str(place))
    return TransformerModel(model, tokenizer, name=place.name)


def changed(place: Path, name: str, **values: Any) -> None:
    """Other values in a file of JSON; None takes a key away."""
    found = json.loads((place / name).read_text()) | values
    (place / name).write_text(json.dumps({key: value for key, value in found.items() if value is not None}))
