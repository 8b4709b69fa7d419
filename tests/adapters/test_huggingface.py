from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import normalizers

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, ModelError
from exegesis.core.types import Span
from exegesis.data.inputs import plain
from exegesis.data.records import Window
from exegesis.data.rows import TokenRow
from tests import tiny

TEXTS = [
    "good",
    "a bad film",
    tiny.REVIEW,
    "the plot, the plot, the plot. " * 4,
    "日本",
    "!",
    "wonderfully boring 👍🏽",
]


def own_answer(model: TransformerModel, text: str) -> np.ndarray:
    """What transformers itself makes of one text, without any of our code."""
    ids = model.tokenizer(text, return_tensors="pt")
    with torch.no_grad():
        return np.asarray(model.model(**ids).logits.softmax(-1)[0])


# -- predictions --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", [tiny.bert, tiny.gpt2, lambda: tiny.gpt2(pad=9)], ids=["bert", "gpt2", "gpt2-pad"])
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("batch_tokens", [1, 50, 10_000])
@pytest.mark.slow
def test_predictions_are_the_models_own_however_batched(
    family: Callable[[], TransformerModel], side: str, batch_tokens: int
) -> None:
    model = family()
    texts = [text for text in TEXTS if len(model.windows(plain(text))) == 1]
    assert len(texts) > 3
    expected = [own_answer(model, text) for text in texts]
    model.tokenizer.padding_side = side
    np.testing.assert_allclose(model.predict(texts, batch_tokens), expected, atol=1e-5)


def test_roberta_counts_positions_as_it_does_itself() -> None:
    tokenizer = tiny.bytelevel(pad_token="<|endoftext|>")
    model = TransformerModel(tiny.roberta_classifier(), tokenizer)
    texts = ["good", "a bad film", "the plot is dull"]
    np.testing.assert_allclose(model.predict(texts), [own_answer(model, text) for text in texts], atol=1e-5)
    assert model.limit == 48  # its table holds two positions more, which padding takes


@pytest.mark.slow
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=8), st.integers(1, 400))
def test_neighbours_in_a_batch_do_not_matter(texts: list[str], batch_tokens: int) -> None:
    expected = np.concatenate([MODEL.predict([text]) for text in texts])
    np.testing.assert_allclose(MODEL.predict(texts, batch_tokens), expected, atol=1e-5)


MODEL = tiny.bert()


def test_without_a_padding_token_rows_go_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny.gpt2()
    shapes: list[tuple[int, ...]] = []
    inner = model.model.forward
    monkeypatch.setattr(
        model.model, "forward", lambda *a, **k: (shapes.append(tuple(k["input_ids"].shape)), inner(*a, **k))[1]
    )
    model.predict(["good", "bad film", "a"])
    assert [shape[0] for shape in shapes] == [1, 1, 1]


def test_an_empty_text_is_read_as_the_token_that_begins_one() -> None:
    model = tiny.gpt2()
    (row,) = model.encode([""])
    assert row == TokenRow((model.tokenizer.bos_token_id,))
    assert np.isfinite(model.forward([row])).all()
    (row,) = tiny.bert().encode([""])
    assert len(row) == 2  # [CLS] [SEP]


def test_a_text_that_leaves_no_token_is_read_so_too() -> None:
    model = tiny.gpt2()
    model.tokenizer.backend_tokenizer.normalizer = normalizers.Replace("\ufffd", "")
    found = model.tokens(plain("\ufffd"), Window(0, 1, 1.0))
    assert (found.row, found.special) == (model.encode([""])[0], (True,))


def test_an_empty_text_that_nothing_can_stand_for_is_told() -> None:
    model = tiny.gpt2()
    model.tokenizer.bos_token = model.tokenizer.eos_token = None
    with pytest.raises(InputError, match="cannot read an empty text"):
        model.encode([""])


def test_token_types_that_the_model_does_not_have_do_no_harm() -> None:
    config = tiny.bert_classifier().config
    from transformers import DistilBertConfig, DistilBertForSequenceClassification

    sizes = {"dim": 16, "n_layers": 1, "n_heads": 2, "hidden_dim": 16, "max_position_embeddings": 48}
    inner = DistilBertForSequenceClassification(DistilBertConfig(vocab_size=config.vocab_size, **sizes))
    assert np.isfinite(TransformerModel(inner, tiny.wordpiece()).predict(["good"])).all()


def test_nan_is_told_and_not_passed_on() -> None:
    model = tiny.bert()
    with torch.no_grad():
        model.model.classifier.bias.fill_(float("nan"))
    with pytest.raises(ModelError, match="tiny-bert returned NaN or infinity"):
        model.predict(["good"])


# -- precision ----------------------------------------------------------------------------------------------------


def test_bfloat16_is_near_and_not_the_same() -> None:
    model = tiny.bert()
    rows = model.encode([tiny.REVIEW, "good"])
    exact, rough = model.forward(rows), model.forward(rows, "bfloat16")
    assert rough.dtype == np.float64
    assert 0 < np.abs(exact - rough).max() < 0.1
    np.testing.assert_array_equal(model.forward(rows), exact)  # and nothing stays rough


@pytest.mark.parametrize("precision", ["float16", "bf16", ""])
def test_an_unknown_precision_is_refused(precision: str) -> None:
    model = tiny.bert()
    with pytest.raises(InputError, match=r"unknown precision .* Choose from: float32, bfloat16"):
        model.forward(model.encode(["good"]), precision)


def test_a_model_in_half_precision_answers_in_double() -> None:
    model = TransformerModel(tiny.bert_classifier().to(torch.bfloat16), tiny.wordpiece())
    outputs = model.predict([tiny.REVIEW])
    assert outputs.dtype == np.float64
    np.testing.assert_allclose(outputs, tiny.bert().predict([tiny.REVIEW]), atol=0.05)


# -- tokens -------------------------------------------------------------------------------------------------------


def spelled(model: TransformerModel, text: str) -> list[tuple[str, str, bool]]:
    (window,) = model.windows(plain(text))
    found = model.tokens(plain(text), window)
    names = model.tokenizer.convert_ids_to_tokens(found.row.ids)
    return [(name, text[a:b], s) for name, (a, b), s in zip(names, found.spans, found.special, strict=True)]


def test_tokens_know_their_characters() -> None:
    assert spelled(tiny.bert(), "A Wonderfully, bad") == [
        ("[CLS]", "", True),
        ("a", "A", False),
        ("wonderful", "Wonderful", False),
        ("##ly", "ly", False),
        (",", ",", False),
        ("bad", "bad", False),
        ("[SEP]", "", True),
    ]


def test_special_tokens_in_the_users_text_are_the_users_words() -> None:
    found = spelled(tiny.bert(), "good [SEP] [MASK]")
    assert found[1:-1] == [("good", "good", False), ("[SEP]", "[SEP]", False), ("[MASK]", "[MASK]", False)]


def test_offsets_are_into_the_whole_text() -> None:
    model = tiny.bert()
    text = "the film is good, " * 20
    for window in model.windows(plain(text)):
        found = model.tokens(plain(text), window)
        for place, name, special in zip(
            found.spans, model.tokenizer.convert_ids_to_tokens(found.row.ids), found.special, strict=True
        ):
            assert special or text[place.start : place.end] == name


def test_bytes_of_one_emoji_share_its_place() -> None:
    model = tiny.gpt2()
    text = "a👍"
    (window,) = model.windows(plain(text))
    assert set(model.tokens(plain(text), window).spans[1:]) == {Span(1, 2)}
    assert len(model.tokens(plain(text), window).spans) == 5


# -- what the model is asked and how it is left -------------------------------------------------------------------


def test_limits() -> None:
    assert tiny.bert(limit=32).limit == 32
    loose = TransformerModel(tiny.bert_classifier(limit=40), tiny.wordpiece(limit=int(1e30)))
    assert loose.limit == 40
    assert TransformerModel(tiny.bert_classifier(limit=48), tiny.wordpiece(limit=20)).limit == 20


def test_labels_of_a_configuration_with_holes() -> None:
    inner = tiny.bert_classifier()
    inner.config.id2label = {1: "positive", 5: "odd"}
    assert TransformerModel(inner, tiny.wordpiece()).labels == ("LABEL_0", "positive")


def test_the_gram_matrix_is_that_of_the_word_embeddings() -> None:
    model = tiny.bert()
    table: Any = model.model.get_input_embeddings().weight.detach().double().numpy()
    row = TokenRow((2, 9, 3))
    np.testing.assert_allclose(model.embedding_gram(row), table.T @ table, rtol=1e-12)


def test_asking_leaves_the_tokenizer_able_to_pad_and_cut() -> None:
    model = tiny.bert()
    model.predict(TEXTS)
    padded = model.tokenizer(TEXTS, padding=True, truncation=True, max_length=6)["input_ids"]
    assert {len(ids) for ids in padded} == {6}
    before = model.predict(TEXTS)
    np.testing.assert_array_equal(model.predict(TEXTS), before)
