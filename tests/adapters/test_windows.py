import time
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.adapters.windows import token_windows
from exegesis.core.errors import InputError
from exegesis.data.inputs import plain
from tests import tiny

ODD = [
    "the",
    "film",
    "wonderful",
    "x" * 90,
    "ab" * 60,
    "👍🏽",
    "👨‍👩‍👧",
    "日本語",
    "\u200b",
    "é",
    "\n",
    " ",
    "  ",
    ".",
    "...",
    "[SEP]",
]
TEXTS = st.lists(st.one_of(st.sampled_from(ODD), st.text(max_size=3)), min_size=5, max_size=60).map("".join)
TEXTS = TEXTS | st.lists(st.sampled_from(ODD), min_size=5, max_size=60).map(" ".join)
TOKENIZERS = {"wordpiece": tiny.wordpiece(), "byte-level": tiny.bytelevel()}
CAPACITIES = st.sampled_from([12, 20, 46])


def count(tokenizer: Any, text: str) -> int:
    return len(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])


# -- the cuts -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TOKENIZERS)
@given(text=TEXTS, capacity=CAPACITIES)
def test_windows_cover_the_text_and_fit(name: str, text: str, capacity: int) -> None:
    tokenizer = TOKENIZERS[name]
    windows = token_windows(tokenizer, text, capacity)
    assert (windows[0].start, windows[-1].end) == (0, len(text))
    assert sum(window.weight for window in windows) == pytest.approx(1)
    assert all(window.weight > 0 for window in windows)
    for left, right in pairwise(windows):
        assert right.start <= left.end  # no character between them
        assert left.start <= right.start
        assert left.end <= right.end
    for window in windows:
        assert count(tokenizer, text[window.start : window.end]) <= capacity
    if count(tokenizer, text) <= capacity:
        assert len(windows) == 1


def test_windows_overlap_by_a_quarter_and_are_cut_between_words() -> None:
    text = "the film is good " * 30
    windows = token_windows(TOKENIZERS["wordpiece"], text, 46)
    assert len(windows) > 2
    for left, right in pairwise(windows):
        shared = count(TOKENIZERS["wordpiece"], text[right.start : left.end])
        assert 0.2 * 38 <= shared <= 0.3 * 38
    for window in windows:
        assert window.start == 0 or text[window.start - 1] == " "
        assert window.end == len(text) or text[window.end] == " "


def test_a_giant_word_is_cut_and_not_lost() -> None:
    text = "good " + "ab" * 3000 + " film"
    tokenizer = tiny.bytelevel()
    windows = token_windows(tokenizer, text, 46)
    assert windows[-1].end == len(text)
    assert len(windows) < 3 * count(tokenizer, text) / 38


def test_short_words_before_a_giant_one_do_not_make_crumbs() -> None:
    text = " ".join("a " + "xyz" * 30 for _ in range(40))
    tokenizer = TOKENIZERS["byte-level"]
    windows = token_windows(tokenizer, text, 46)
    assert all(count(tokenizer, text[window.start : window.end]) > 15 for window in windows[:-1])


@pytest.mark.parametrize("capacity", [1, 2, 3, 5])
def test_tiny_models_get_tiny_windows(capacity: int) -> None:
    text = "the film is good and great"
    windows = token_windows(TOKENIZERS["wordpiece"], text, capacity)
    assert (windows[0].start, windows[-1].end) == (0, len(text))
    assert all(right.start <= left.end for left, right in pairwise(windows))  # no character between them
    assert all(count(TOKENIZERS["wordpiece"], text[w.start : w.end]) <= capacity for w in windows)


def test_windows_weigh_what_they_hold() -> None:
    text = "the film is good " * 30 + "x" * 30
    windows = token_windows(TOKENIZERS["wordpiece"], text, 46)
    held = np.array([count(TOKENIZERS["wordpiece"], text[window.start : window.end]) for window in windows])
    assert held[-1] < held[0]
    np.testing.assert_allclose([window.weight for window in windows], held / held.sum())


class Fickle:
    """A tokenizer that makes more of a stretch by itself than of the same stretch in a long text."""

    def __call__(self, text: str, **_: Any) -> Any:
        step = 3 if len(text) > 200 else 1
        offsets = [(start, min(start + step, len(text))) for start in range(0, len(text), step)]
        encoded = {"input_ids": list(range(len(offsets))), "offset_mapping": offsets}
        return type("Encoding", (dict,), {"word_ids": lambda self: [0] * len(offsets)})(encoded)


def test_windows_that_come_out_too_long_are_cut_smaller() -> None:
    windows = token_windows(Fickle(), "x" * 1000, 40)
    assert (windows[0].start, windows[-1].end) == (0, 1000)
    assert all(window.end - window.start <= 40 for window in windows)


# -- what the model makes of them ---------------------------------------------------------------------------------


def test_a_long_text_is_the_weighted_mean_of_its_windows() -> None:
    model = tiny.bert()
    text = "a bad film. " * 20 + "wonderful acting! " * 30
    windows = model.windows(plain(text))
    assert len(windows) > 3
    each = model.predict([text[window.start : window.end] for window in windows])
    expected = np.average(each, axis=0, weights=[window.weight for window in windows])
    np.testing.assert_allclose(model.predict([text])[0], expected, rtol=1e-6, atol=1e-6)


def test_nothing_is_cut_off_the_end() -> None:
    model = tiny.bert()
    text = "the film is good " * 40
    assert not np.allclose(model.predict([text + "bad"]), model.predict([text + "wonderful"]))


def test_long_and_short_texts_may_be_mixed() -> None:
    model = tiny.bert()
    texts = ["good", "the film is bad " * 40, "dull plot"]
    np.testing.assert_allclose(
        model.predict(texts), np.concatenate([model.predict([text]) for text in texts]), atol=1e-5
    )


@pytest.mark.slow
def test_a_text_of_20_000_words_is_read() -> None:
    model = tiny.bert()
    started = time.process_time()
    outputs = model.predict(["the film is not good, " * 5_000])
    assert outputs.sum() == pytest.approx(1)
    assert time.process_time() - started < 20


def test_a_text_that_does_not_fit_is_never_cut_silently() -> None:
    with pytest.raises(InputError, match=r"a text of 52 tokens does not fit tiny-bert, which reads 48 at once"):
        tiny.bert().encode(["good " * 50])
    assert len(tiny.bert().encode(["good " * 46])[0]) == 48
    assert len(tiny.bert().windows(plain("good " * 46))) == 1
    assert len(tiny.bert().windows(plain("good " * 47))) == 2


@pytest.mark.parametrize("family", [tiny.bert, tiny.gpt2])
@pytest.mark.slow
def test_every_window_of_odd_texts_is_read(family: Any) -> None:
    model = family()
    odd = ("x" * 5000, "👨‍👩‍👧" * 200, "日本語" * 300, "\u200b" * 300 + "a" + "\u200b" * 300, "a\n" * 500)
    for text in (*odd, "[MASK][SEP]" * 100):
        for window in model.windows(plain(text)):
            tokens = model.tokens(plain(text), window)
            assert len(tokens.row) <= model.limit
            assert tokens.row == model.encode([text[window.start : window.end]])[0]
        assert np.isfinite(model.predict([text])).all()
