"""Encoder-decoders that write: a given target, or what they write themselves, with its tokens on its characters."""

import copy
from functools import cache
from typing import Any

import numpy as np
import pytest
import torch
import transformers

import exegesis
from exegesis.core.errors import InputError, LoadError, UnsupportedError
from exegesis.explorer import look, neurons
from tests import tiny
from tests.adapters.attention_families import BART, T5
from tests.adapters.families import TEXT, family
from tests.adapters.head_families import lively

TARGET = "the plot, wasn't it?"


@cache
def pair(name: str) -> tuple[Any, Any]:
    tokenizer = family("bert")[1]
    ids = {"pad_token_id": tokenizer.pad_token_id, "eos_token_id": tokenizer.sep_token_id, "decoder_start_token_id": 2}
    sizes = {"T5": T5, "Bart": {**BART, "forced_eos_token_id": None}}[name]
    config = getattr(transformers, f"{name}Config")(vocab_size=len(tokenizer), **ids, **sizes)
    return lively(getattr(transformers, f"{name}ForConditionalGeneration"), config), tokenizer


@pytest.mark.parametrize("name", ["T5", "Bart"])
def test_a_given_target_is_what_the_decoder_reads(name: str) -> None:
    model, tokenizer = pair(name)
    found = look((model, tokenizer), TEXT, target=TARGET)
    ids = tokenizer(TARGET)["input_ids"]
    given = torch.tensor([[2, *(ids[:-1] if ids[-1] == tokenizer.eos_token_id else ids)]])
    inputs = tokenizer(TEXT, return_tensors="pt")
    eager = copy.deepcopy(model)
    eager.set_attn_implementation("eager")
    with torch.no_grad():
        expected = eager(**inputs, decoder_input_ids=given, output_attentions=True)
    for kind, layers in (("decoder", expected.decoder_attentions), ("cross", expected.cross_attentions)):
        for mine, its in zip(found.of(kind).weights, layers, strict=True):
            np.testing.assert_allclose(mine, its[0], atol=1e-5)
    assert not found.notes


@pytest.mark.parametrize("name", ["T5", "Bart"])
def test_its_tokens_stand_on_the_targets_characters(name: str) -> None:
    found = look(pair(name), TEXT, target=TARGET)
    assert [part.name for part in found.parts] == ["text", "target"]
    assert found.text.endswith(TARGET)
    cross = found.of("cross")
    for token in (*cross.rows, *cross.columns):
        if token.span is not None:
            assert token.text == found.text[slice(*token.span)]
    assert cross.rows[0].special
    assert {token.part for token in cross.rows if token.span} == {"target"}
    shown = cross.without_special().words()
    assert [token.text for token in shown.rows] == ["the", "plot", ",", "wasn't", "it", "?"]
    np.testing.assert_allclose(cross.words().mix().given, 1, atol=1e-5)
    assert not {token.word for token in cross.rows} & {token.word for token in cross.columns if token.word is not None}


@pytest.mark.parametrize("name", ["T5", "Bart"])
def test_without_a_target_it_is_what_the_model_writes(name: str) -> None:
    model, tokenizer = pair(name)
    found = look((model, tokenizer), TEXT)
    (note,) = found.notes
    assert note.startswith("the target is what the model writes itself, the likeliest piece each time")
    ids = [2]
    inputs = tokenizer(TEXT, return_tensors="pt")
    for row in found.of("decoder").rows[1:]:
        with torch.no_grad():
            logits = model(**inputs, decoder_input_ids=torch.tensor([ids])).logits[0, -1]
        assert tokenizer.convert_ids_to_tokens(int(logits.argmax())) == row.piece
        ids.append(int(logits.argmax()))
    assert (f"cut after {len(ids) - 1} pieces" in note) == (len(ids) >= 48)


def test_its_neurons_are_read_too() -> None:
    assert neurons(pair("Bart"), TEXT, 2, 1, 0, 2, kind="cross").term is None


def test_who_loads_such_a_pair_is_told_where_it_is_seen() -> None:
    with pytest.raises(LoadError, match=r"has no head that can be explained.*explorer\.look\(pair, text\)"):
        exegesis.load(pair("T5"))


def test_what_cannot_be_written_is_told() -> None:
    with pytest.raises(InputError, match="tiny-bert writes no text that a target could be"):
        look(tiny.bert(), TEXT, target="a film")
    with pytest.raises(InputError, match="the text is empty or blank"):
        look(pair("T5"), TEXT, target=" ")
    with pytest.raises(
        InputError, match=r"the target is \d+ tokens, and BartForConditionalGeneration writes \d+; shorten"
    ):
        look(pair("Bart"), TEXT, target="a film " * 300)
    model = copy.deepcopy(pair("T5")[0])
    model.config.decoder_start_token_id = None
    with pytest.raises(UnsupportedError, match="does not say what its decoder begins with"):
        look((model, pair("T5")[1]), TEXT, target="a film")
