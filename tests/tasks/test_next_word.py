"""The next word: guesses by hand, words of one token, contrasts, long texts, and texts that end in white space."""

from typing import Any

import numpy as np
import pytest
import torch
from scipy.special import log_softmax

import exegesis
from exegesis import Contrast, Word
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.tasks.word_pieces import pieces_after
from tests.adapters.head_families import DECODERS, headed, tokenizer

TEXT = "the plot was slow and the movie"


def known_after(name: str, text: str) -> np.ndarray:
    """Log-probabilities (V,) of what follows the text, by the bare model."""
    model, pieces = headed(name, "causal-lm")
    with torch.no_grad():
        logits = model(**pieces(text, return_tensors="pt")).logits[0, -1].double().numpy()
    return np.asarray(log_softmax(logits))


def explained(name: str, text: str, target: Any, method: str = "gradient", **settings: Any) -> Any:
    return exegesis.explain(headed(name, "causal-lm"), text, method, target, **settings)


def piece(name: str, word: str) -> int:
    """A word's one token behind a space."""
    return int(tokenizer(name)("a " + word, add_special_tokens=False)["input_ids"][-1])


@pytest.mark.parametrize("text", [TEXT, TEXT + " ", TEXT + "\n", "a"])
@pytest.mark.parametrize("name", DECODERS)
@pytest.mark.slow
def test_the_guesses_are_the_likeliest_after_the_last_token(name: str, text: str) -> None:
    (found,) = exegesis.predict(headed(name, "causal-lm"), text, 6)
    known = known_after(name, text)
    best = np.argsort(-known, kind="stable")[:6]
    assert found.outputs == pytest.approx(np.exp(known[best]), rel=1e-4)
    assert (found.label, found.index, found.kind) == (found.labels[0], 0, "word")
    assert [(span.start, span.end) for span in found.spans] == [(len(text), len(text))]
    for number, token in enumerate(best):
        one = explained(name, text, number)
        assert (one.target.index, one.target.name) == (token, found.labels[number])
        assert one.value == pytest.approx(known[token], abs=1e-4)


@pytest.mark.parametrize("name", DECODERS)
def test_a_word_is_its_token_behind_a_space(name: str) -> None:
    known = known_after(name, TEXT)
    for word in ("was", " was", Word("was")):
        found = explained(name, TEXT, word)
        assert (found.target.index, found.target.name) == (piece(name, "was"), "was")
        assert found.value == pytest.approx(known[piece(name, "was")], abs=1e-4)
        assert (found.target.kind, found.target.output) == ("word", "log-probability")
    assert explained(name, TEXT, None).target.name == exegesis.predict(headed(name, "causal-lm"), TEXT)[0].label


@pytest.mark.parametrize("name", DECODERS)
def test_a_closing_mark_follows_without_a_space(name: str) -> None:
    pieces = tokenizer(name)
    assert explained(name, TEXT, ".").target.index == pieces.convert_tokens_to_ids(".")
    spaced = pieces("a .", add_special_tokens=False)["input_ids"][-1]
    assert explained(name, TEXT, " .").target.index == spaced


@pytest.mark.parametrize("output", ["log-probability", "probability", "logit"])
def test_units_of_the_number(output: str) -> None:
    known = known_after("gpt2", TEXT)
    one, other, both = explained("gpt2", TEXT, ["was", "fine", Contrast("was", "fine")], output=output)
    was, fine = known[piece("gpt2", "was")], known[piece("gpt2", "fine")]
    if output == "probability":
        assert (one.value, other.value) == pytest.approx((np.exp(was), np.exp(fine)), rel=1e-4)
    if output == "log-probability":
        assert (one.value, other.value) == pytest.approx((was, fine), abs=1e-4)
    assert both.value == pytest.approx(one.value - other.value, abs=1e-5)
    assert output == "probability" or both.value == pytest.approx(was - fine, abs=1e-4)
    assert both.scores == pytest.approx(one.scores - other.scores, abs=1e-4)


@pytest.mark.parametrize("method", ["lime", "partition_shap", "integrated_gradients", "gradient"])
@pytest.mark.parametrize("name", DECODERS)
def test_methods_explain_it(name: str, method: str) -> None:
    settings = {"lime": {"samples": 40}}.get(method, {})
    found = explained(name, TEXT, "was", method, **settings)
    assert [unit.text for unit in found.units] == TEXT.split()
    assert np.abs(found.scores).max() > 1e-3
    if method == "partition_shap":
        assert found.scores.sum() == pytest.approx(found.value - found.baseline.value, abs=1e-4)
    if method == "integrated_gradients":
        total = found.scores.sum() + found.diagnostics["special_tokens"] - (found.value - found.baseline.value)
        assert total == pytest.approx(found.diagnostics["convergence_delta"], abs=1e-5)


# -- texts that end in white space ------------------------------------------------------------------------------------


def test_after_white_space_a_word_is_its_token_without_a_space() -> None:
    # GPT-2's token " was" would put a second space; after "movie " the text goes on with "was".
    pieces = tokenizer("gpt2")
    bare = pieces.convert_tokens_to_ids("was")
    assert bare != piece("gpt2", "was")
    found = explained("gpt2", TEXT + " ", "was")
    assert found.target.index == bare
    assert found.value == pytest.approx(known_after("gpt2", TEXT + " ")[bare], abs=1e-4)
    assert explained("gpt2", TEXT + " ", " was").target.index == piece("gpt2", "was")


def test_where_there_is_no_such_token_the_white_space_is_named() -> None:
    assert tokenizer("llama").convert_tokens_to_ids("was") == tokenizer("llama").unk_token_id
    with pytest.raises(InputError, match="after a text that ends in white space; leave out the white space"):
        explained("llama", TEXT + " ", "was")


def test_pieces_that_an_addition_adds() -> None:
    pieces = tokenizer("gpt2")
    assert pieces_after(pieces, "the plot", " was") == [piece("gpt2", "was")]
    assert pieces_after(pieces, "the plot ", "was") == []  # the last token would be another
    assert pieces_after(pieces, "the plot", "") == []


# -- what is refused --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("zebra", "is 6 tokens for GPT2LMHeadModel; one next token is explained. Its first is"),
        ("", "the target must be a word, not ''"),
        (1.5, "the target must be a word, not 1.5"),
        (True, "the target must be a word, not True"),
        (-1, "guess -1 is out of range"),
        (10**6, "guess 1000000 is out of range"),
        ([], "no target given. Give a word, or 'predicted'"),
        (exegesis.Tag("was"), "a Tag (--at) means the tag of a word"),
        (Contrast("was", "was"), "contrast of 'was' with itself"),
        (Contrast("was", " was"), "contrast of 'was' with itself"),
        (Contrast(Contrast("was", "fine"), "slow"), "between two plain targets"),
    ],
)
def test_what_is_no_next_word_is_told_in_one_line(target: Any, said: str) -> None:
    with pytest.raises(InputError) as caught:
        explained("gpt2", TEXT, target)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


# -- long texts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", DECODERS)
def test_a_long_text_is_read_by_its_last_window(name: str) -> None:
    text = " ".join([TEXT] * 20)
    found = explained(name, text, "was", "occlusion")
    assert len(found.windows) > 2
    last = found.windows[-1]
    assert last.end == len(text)
    assert found.value == pytest.approx(known_after(name, text[last.start :])[piece(name, "was")], abs=1e-4)
    before = [i for i, unit in enumerate(found.units) if unit.end <= last.start]
    assert np.abs(found.scores[before]).max() == 0
    assert np.abs(found.scores).max() > 1e-3
    gradient = explained(name, text, "was", "gradient")
    assert np.abs(gradient.scores[before]).max() == 0


def test_where_a_tokenizer_ends_texts_with_a_token_of_its_own_the_word_before_it_is_read() -> None:
    model, pieces = headed("gpt2", "causal-lm")
    import copy

    from tokenizers.processors import TemplateProcessing

    ended = copy.deepcopy(pieces)
    ended.backend_tokenizer.post_processor = TemplateProcessing(
        single="$A <|endoftext|>", special_tokens=[("<|endoftext|>", pieces.eos_token_id)]
    )
    assert ended(TEXT)["input_ids"][-1] == pieces.eos_token_id
    for method, baseline in (("occlusion", "delete"), ("occlusion", "pad"), ("gradient", None)):
        settings = {} if baseline is None else {"baseline": baseline}
        found = exegesis.explain(TransformerModel(model, ended), TEXT, method, "was", **settings)
        assert found.value == pytest.approx(known_after("gpt2", TEXT)[piece("gpt2", "was")], abs=1e-4)
        if baseline == "delete":
            shorter = known_after("gpt2", TEXT.removeprefix("the "))[piece("gpt2", "was")]
            assert found.value - found.scores[0] == pytest.approx(shorter, abs=1e-4)
