"""Hidden words, tags, next words and pairs: integrated gradients are captum's, in every family that has the head."""

from typing import Any

import pytest
import torch

import exegesis
from exegesis import Contrast, Hidden, Pair, Tag
from tests.adapters.families import LAYERS
from tests.adapters.head_families import ENCODERS, headed
from tests.lanes import slow_but
from tests.tasks.peers import STEPS, Peer, as_unit

BEFORE, AFTER = "the plot was ", ", the movie good"
COUNT_FROM_PADDING = ("roberta", "mpnet")  # captum's value at their baseline's ids is not the path's end
IG = "integrated_gradients"


def hidden(name: str) -> tuple[Peer, str, int]:
    """A text with the family's mask token, and the position of it."""
    model, tokenizer = headed(name, "masked-lm")
    text = BEFORE + tokenizer.mask_token + AFTER
    one = Peer(model, tokenizer, text, kept=[tokenizer.mask_token])
    return one, text, int((one.ids[0] == tokenizer.mask_token_id).nonzero()[0])


def piece(tokenizer: Any, word: str) -> int:
    """The word's one piece behind a space."""
    return int(tokenizer(BEFORE + word, add_special_tokens=False)["input_ids"][-1])


@pytest.mark.parametrize("output", ["log-probability", "logit", "probability"])
@pytest.mark.parametrize("name", slow_but(ENCODERS, "bert"))
def test_a_hidden_word(name: str, output: str) -> None:
    one, text, place = hidden(name)
    slow, fine = piece(one.tokenizer, "slow"), piece(one.tokenizer, "fine")

    def read(result: Any) -> torch.Tensor:
        return as_unit(result.logits, output)[:, place, slow]

    def versus(result: Any) -> torch.Tensor:
        return read(result) - as_unit(result.logits, output)[:, place, fine]

    pair = (one.model, one.tokenizer)
    settings = {"unit": "token", "output": output, "steps": STEPS}
    found = exegesis.explain(pair, text, IG, ["slow", Contrast("slow", "fine")], **settings)
    for explanation, number in zip(found, (read, versus), strict=True):
        positions, delta = one.integrated(number, None, "pad")
        assert explanation.value == pytest.approx(float(number(one.output())), rel=1e-4, abs=1e-5)
        kept = None if name in COUNT_FROM_PADDING else delta
        one.check(explanation, positions, kept, 1e-3 * abs(positions).max())


@pytest.mark.parametrize("name", slow_but(ENCODERS, "bert"))
def test_a_hidden_word_from_masks_and_at_the_embedding_block(name: str) -> None:
    one, text, place = hidden(name)
    slow, layer = piece(one.tokenizer, "slow"), LAYERS[name][0]
    for baseline in ("mask", "all-pad"):
        settings = {"unit": "token", "steps": STEPS, "baseline": baseline, "layer": layer}
        found = exegesis.explain((one.model, one.tokenizer), text, IG, "slow", **settings)
        positions, delta = one.integrated(lambda result: result.logits.log_softmax(-1)[:, place, slow], layer, baseline)
        one.check(found, positions, delta, 1e-4)


@pytest.mark.parametrize("name", slow_but(ENCODERS, "bert"))
def test_a_word_hidden_in_the_text_is_the_mask_written_there(name: str) -> None:
    pair = headed(name, "masked-lm")
    written = exegesis.explain(pair, f"the plot was {pair[1].mask_token} and fine", IG, "slow", steps=STEPS)
    given = exegesis.explain(pair, Hidden.word("the plot was good and fine", "good"), IG, "slow", steps=STEPS)
    assert given.scores == pytest.approx(written.scores, abs=1e-5)
    assert (given.truth, written.truth) == ("good", None)


@pytest.mark.parametrize("output", ["probability", "log-probability", "logit"])
@pytest.mark.parametrize("name", slow_but(ENCODERS, "bert"))
def test_the_tag_of_a_word_is_read_at_its_first_piece(name: str, output: str) -> None:
    text = "the movie was unbelievable, not slow"
    one = Peer(*headed(name, "token-classification"), text)
    place = one.place(text.index("unbel"), text.index("unbel") + 1)[0]

    def read(result: Any) -> torch.Tensor:
        return as_unit(result.logits, output)[:, place, 3]

    settings = {"unit": "token", "output": output, "steps": STEPS}
    found = exegesis.explain((one.model, one.tokenizer), text, IG, Tag("unbelievable", "B-LOC"), **settings)
    positions, delta = one.integrated(read, None, "pad")
    assert found.value == pytest.approx(float(read(one.output())), rel=1e-4, abs=1e-5)
    one.check(found, positions, None if name in COUNT_FROM_PADDING else delta, 1e-3 * abs(positions).max())


@pytest.mark.parametrize("output", ["log-probability", "logit"])
def test_the_next_word_of_gpt2(output: str) -> None:
    one = Peer(*headed("gpt2", "causal-lm"), "the plot was slow and the movie")
    was = piece(one.tokenizer, "was")
    settings = {"unit": "token", "output": output, "steps": STEPS, "baseline": "pad"}
    found = exegesis.explain((one.model, one.tokenizer), "the plot was slow and the movie", IG, "was", **settings)
    one.check(found, *one.integrated(lambda result: as_unit(result.logits, output)[:, -1, was], None, "pad"))


@pytest.mark.parametrize("name", ["gpt2", "llama"])
def test_the_next_word_from_zero_vectors(name: str) -> None:
    text = "the plot was slow and the movie"
    one = Peer(*headed(name, "causal-lm"), text)
    was, fine = piece(one.tokenizer, "was"), piece(one.tokenizer, "fine")

    def read(result: Any) -> torch.Tensor:
        known = result.logits.log_softmax(-1)[:, -1]
        return known[:, was] - known[:, fine]

    settings = {"unit": "token", "steps": STEPS, "baseline": "zero"}
    found = exegesis.explain((one.model, one.tokenizer), text, IG, Contrast("was", "fine"), **settings)
    positions, delta = one.integrated_from_zero(read)
    one.check(found, positions, delta, 1e-4 * max(1.0, abs(positions).max()))


@pytest.mark.parametrize("layer", [None, "block"])
@pytest.mark.parametrize("name", slow_but(ENCODERS, "bert"))
def test_a_class_of_a_pair(name: str, layer: str | None) -> None:
    pair = Pair("the plot was not slow", "I loved the movie")
    one = Peer(*headed(name, "classification"), pair.first, pair.second, typed=name == "albert")
    place = None if layer is None else LAYERS[name][0]
    settings = {"unit": "token", "output": "logit", "steps": STEPS, "layer": place}
    found = exegesis.explain((one.model, one.tokenizer), pair, IG, [1, Contrast(0, 2)], **settings)
    for explanation, read in zip(
        found, [lambda r: r.logits[:, 1], lambda r: r.logits[:, 0] - r.logits[:, 2]], strict=True
    ):
        positions, delta = one.integrated(read, place, "pad")
        one.check(explanation, positions, delta if layer or name not in COUNT_FROM_PADDING else None, 1e-4)
