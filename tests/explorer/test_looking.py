"""Looks taken of small models: tokens on the user's characters, pairs, decoders, windows, and what is refused."""

from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.slow_tokens import Unaligned
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.explorer import Look, look
from tests import tiny
from tests.adapters.attention_families import ATTENTION
from tests.adapters.families import TEXT, family
from tests.adapters.head_families import headed
from tests.adapters.odd_families import odd


def bart() -> TransformerModel:
    return TransformerModel(*ATTENTION["bart"].pair(), name="tiny-bart")


def texts(tokens: Any) -> list[str]:
    return [token.text for token in tokens]


def test_tokens_stand_on_the_users_own_characters() -> None:
    found = look(tiny.bert(), "Don't say it wasn't wonderful…")
    assert found.text == "Don't say it wasn't wonderful…"
    assert texts(found.words().without_special().rows) == exegesis_words(found.text)
    for token in found.rows:
        assert token.special is (token.span is None) is (token.word is None) is (token.part is None)
        if token.span is not None:
            assert token.text == found.text[slice(*token.span)]
    assert texts(token for token in found.rows if token.special) == ["[CLS]", "[SEP]"]


def exegesis_words(text: str) -> list[str]:
    from exegesis.core.text import words

    return [text[span.start : span.end] for span in words(text)]


def test_other_scripts_align_too() -> None:
    found = look(tiny.bert(), "мир 日本語 שלום").without_special().words()
    assert texts(found.columns) == ["мир", "日", "本", "語", "שלום"]
    np.testing.assert_allclose(found.whole().words().mix().given, 1, atol=1e-5)


def test_a_typed_separator_is_text() -> None:
    found = look(tiny.bert(), "a [SEP] film")
    typed = [token for token in found.rows if token.text == "[SEP]"]
    assert [(token.special, token.part) for token in typed] == [(False, "text"), (True, None)]


def test_a_hidden_word_shifts_nothing() -> None:
    model = TransformerModel(*headed("bert", "masked-lm"))
    seen = look(model, "the movie was unbelievable , not slow")
    hidden = look(model, exegesis.Hidden.word("the movie was unbelievable , not slow", "unbelievable"))
    assert [token.span for token in hidden.rows] == [token.span for token in seen.rows]
    assert [token.word for token in hidden.rows] == [token.word for token in seen.rows]
    assert {token.text for token in hidden.words().rows if token.hidden} == {"unbelievable"}
    assert {token.piece for token in hidden.rows if token.hidden} == {"[MASK]"}
    assert not any(token.special for token in hidden.rows if token.hidden)
    assert abs(hidden.mix().matrix - seen.mix().matrix).max() > 1e-4


def test_a_hidden_word_is_seen_as_hidden_and_what_the_head_may_not_know_is_noted() -> None:
    hidden = look(tiny.bert(), exegesis.Hidden.word("a bad film", "bad"))
    assert [token.name for token in hidden.words().rows] == ["[CLS]", "a", "[MASK] (bad)", "film", "[SEP]"]
    assert "[MASK] (bad)</text>" in hidden.words().head(1, 1).to_svg()
    assert "guesses no hidden words" in hidden.notes[0]
    assert "trained for two texts" in look(tiny.bert(), exegesis.Pair("a bad film", "the plot")).notes[0]
    assert look(TransformerModel(*headed("bert", "masked-lm")), exegesis.Hidden.word("a film", "film")).notes == ()


def test_what_cannot_be_hidden_is_told() -> None:
    with pytest.raises(InputError, match="tiny-gpt2 has no mask token, so nothing can be hidden from it"):
        look(tiny.gpt2(), exegesis.Hidden.word("a film", "film"))
    with pytest.raises(InputError, match="characters 3 to 99 are no stretch of a text of 6"):
        look(tiny.bert(), exegesis.Hidden("a film", ((3, 99),)))


def test_pairs_are_filtered_by_part() -> None:
    found = look(tiny.bert(), exegesis.Pair("a bad film", "the plot was dull"))
    assert [part.name for part in found.parts] == ["first", "second"]
    across = found.between("first", "second")
    assert (texts(across.rows), texts(across.columns)) == (["a", "bad", "film"], ["the", "plot", "was", "dull"])
    whole = found.head(2, 1).matrix
    np.testing.assert_array_equal(across.head(2, 1).matrix, whole[1:4, 5:9])
    assert across.head(2, 1).notes[1:] == (
        "left out: rows (3 special, 4 of second) and columns (3 special, 3 of first); rows were left as they are",
    )
    np.testing.assert_allclose(found.between("second", renormalise=True).head(1, 1).given, 1)
    with pytest.raises(InputError, match=r"unknown part 'third'.*first, second"):
        found.between("third")


def test_questions_have_their_parts() -> None:
    model = TransformerModel(*headed("bert", "question-answering"))
    found = look(model, exegesis.Question("was it slow ?", "the plot was not slow ."))
    assert texts(found.between("question").words().rows) == ["was", "it", "slow", "?"]
    assert texts(found.between("context").words().rows) == ["the", "plot", "was", "not", "slow", "."]


def test_a_causal_model_sees_no_later_token() -> None:
    found = look(tiny.gpt2(), "the film is a baa é")
    assert (found.kind, found.causal) == ("self", True)
    assert not np.triu(found.mix().matrix, 1).any()
    np.testing.assert_allclose(found.words().mix().given, 1, atol=1e-5)


def test_an_encoder_decoder_has_three_stacks_each_with_its_own_heads() -> None:
    found = look(bart(), TEXT)
    decoder, cross = found.of("decoder"), found.of("cross")
    assert [(one.kind, one.layers, one.heads_in_layer) for one in (found, decoder, cross)] == [
        ("encoder", 2, 4), ("decoder", 3, 2), ("cross", 3, 2),
    ]  # fmt: skip
    assert cross.rows == decoder.rows
    assert cross.columns == found.rows
    assert texts(decoder.rows)[1:] == texts(found.rows)[:-1]  # it is given the text itself, one position later
    assert decoder.rows[0].special
    assert [token.positions for token in decoder.rows] == [(place,) for place in range(len(decoder.rows))]
    assert (found.causal, decoder.causal, cross.causal) == (False, True, False)
    for one in (found, decoder, cross, decoder.words(), cross.words()):
        np.testing.assert_allclose(one.mix().given, 1, atol=1e-5)
        assert np.isfinite(one.head(1, 1, norms=True).matrix).all()
    with pytest.raises(
        InputError, match=r"head 3 is not there: a layer of tiny-bart \(cross attention\) has heads 1 to"
    ):
        cross.head(1, 3)
    with pytest.raises(InputError, match=r"layer 3 is not there: tiny-bart \(encoder attention\) has layers 1 to 2"):
        found.head(3, 1)


def test_norms_are_lengths_of_summed_vectors() -> None:
    """The vectors themselves, by the model's own projections, for one layer: heads that cancel cancel."""
    import torch

    model = tiny.bert()
    found = look(model, "a bad film")
    block = model.model.bert.encoder.layer[1].attention
    heard: list[Any] = []
    handle = block.self.value.register_forward_hook(lambda module, given, output: heard.append(output[0]))
    look(model, "a bad film")
    handle.remove()
    with torch.no_grad():
        values = heard[0].reshape(5, 2, 8).transpose(0, 1)
        vectors = (values @ block.output.dense.weight.T.reshape(2, 8, 16)).numpy()  # (heads, K, D)
    weights = found.weights[1][..., None] * vectors[:, None]  # (heads, Q, K, D)
    lengths = np.linalg.norm(weights, axis=-1)
    np.testing.assert_allclose(found.head(2, 1, norms=True).matrix, lengths[0], atol=1e-5)
    np.testing.assert_allclose(found.head(2, 2, norms=True).matrix, lengths[1], atol=1e-5)
    summed = found.mix(layer=2, how="sum", norms=True)
    np.testing.assert_allclose(summed.matrix, np.linalg.norm(weights.sum(0), axis=-1), atol=1e-5)
    against = found.mix({(2, 1): 1.0, (2, 2): -0.5}, how="sum", norms=True)
    np.testing.assert_allclose(against.matrix, np.linalg.norm(weights[0] - 0.5 * weights[1], axis=-1), atol=1e-5)
    assert (summed.measure, summed.what) == ("norm", "sum of all heads of layer 2")
    with pytest.raises(InputError, match="choose heads of one layer"):
        found.mix(norms=True)


def test_a_long_text_is_seen_window_by_window_and_said() -> None:
    model, text = tiny.bert(limit=16), "a bad film and a good plot but the acting is never very boring in it " * 2
    first = look(model, text)
    assert (first.window, len(first.windows) > 2) == (1, True)
    (note,) = first.head(1, 1).notes
    assert f"reads at once: this is window 1 of {len(first.windows)}, characters 0 to {first.windows[0].end}" in note
    last = look(model, text, window=len(first.windows))
    spans = [token.span for token in last.rows if token.span]
    assert texts(last.without_special().rows)[-2:] == ["in", "it"]
    assert last.windows[-1].start <= spans[0].start < spans[-1].end <= last.windows[-1].end
    assert "window 1 of" in repr(first)
    with pytest.raises(InputError, match=r"window 99 is not there: the text is read in \d, counted from 1"):
        look(model, text, window=99)
    with pytest.raises(InputError, match="window must be a whole number of at least 1"):
        look(model, text, window=0)


def test_what_shows_no_attention_is_told() -> None:
    said = "box shows no attention: look needs a transformer with its weights"
    with pytest.raises(UnsupportedError, match=said):
        look(exegesis.load(lambda texts: [[0.5, 0.5]] * len(texts), name="box"), "a film")
    with pytest.raises(UnsupportedError, match="gives no attention of each token to each"):
        look(TransformerModel(*odd("FNet")), TEXT)


def test_tokens_that_cannot_be_laid_on_the_text_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny.bert()

    def tokens(*given: Any) -> Any:
        raise Unaligned("the tokenizer gives no character positions")

    monkeypatch.setattr(model, "tokens", tokens)
    with pytest.raises(
        UnsupportedError, match="no character positions, so that attention cannot be laid on it; look_at"
    ):
        look(model, "a film")


def test_a_text_of_one_token_is_told() -> None:
    with pytest.raises(InputError, match="the text is one token, which can attend to itself alone"):
        look(tiny.gpt2(), "a")
    assert len(look(tiny.bert(), "a").rows) == 3
    with pytest.raises(InputError, match="the text is empty"):
        look(tiny.bert(), " ")


def test_norms_of_a_family_that_is_not_known_are_told() -> None:
    found = look(TransformerModel(*family("xlnet"), name="tiny-xlnet"), TEXT)
    assert found.mix().matrix.shape == (len(found.rows),) * 2
    with pytest.raises(UnsupportedError, match="tiny-xlnet has no norm-weighted attention: the projections of its"):
        found.head(1, 1, norms=True)


def test_views_run_nothing_again(monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny.bert()
    found = look(model, exegesis.Pair("a bad film", "the plot"))
    monkeypatch.setattr(model.passes, "run", lambda *_, **__: 1 / 0)
    found.without_special(renormalise=True).words().between("first", "second").mix(layer=2, norms=True).curves()
    found.rollout()
    found.heads()


def test_a_look_comes_back_from_its_file(tmp_path: Path) -> None:
    found = look(bart(), TEXT)
    found.of("cross").without_special().save(tmp_path / "look.npz")
    back = Look.load(tmp_path / "look.npz")
    assert (back.model, back.text, back.kind, back.parts, back.windows) == (
        found.model, found.text, "cross", found.parts, found.windows,
    )  # fmt: skip
    for kind in ("encoder", "decoder", "cross"):
        one, other = found.of(kind), back.of(kind)
        assert (one.rows, one.columns) == (other.rows, other.columns)
        np.testing.assert_array_equal(np.stack(one.weights), np.stack(other.weights))
        np.testing.assert_array_equal(one.stack.products, other.stack.products)
    assert back.head(2, 1) == found.of("cross").head(2, 1)


def test_files_that_hold_something_else(tmp_path: Path) -> None:
    wrong, array = tmp_path / "wrong.npz", BytesIO()
    np.save(array, np.ones(3))
    for write in (
        lambda: wrong.write_bytes(b"no zip"),
        lambda: np.savez(wrong, a=np.ones(3)),
        lambda: np.savez(wrong, facts=np.frombuffer(b"{}", np.uint8)),
        lambda: np.savez(wrong, facts=np.array([object()])),
        lambda: wrong.write_bytes(array.getvalue()),
    ):
        write()
        with pytest.raises(InputError, match=r"wrong.npz' is no look that was saved") as error:
            Look.load(wrong)
        assert "pickle" not in str(error.value)
    with pytest.raises(InputError, match=r"^there is no file '.*nowhere\.npz'\.$"):
        Look.load(tmp_path / "nowhere.npz")
    with pytest.raises(InputError, match="cannot write"):
        look(tiny.bert(), "a film").save(tmp_path / "nowhere" / "look.npz")
