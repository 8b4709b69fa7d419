"""What a pass leaves on a model is put back: the same answer whatever came before."""

import numpy as np
import pytest
import torch

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.state import put_back
from tests import tiny
from tests.adapters.odd_families import odd, own_answer

SHORT = "the movie was good"
LONG = " ".join(["the movie was truly unbelievable, not slow and i loved the acting!"] * 4)
HEADS = ("ForSequenceClassification", "ForQuestionAnswering", "ForMaskedLM", "ForTokenClassification")


@pytest.mark.parametrize("family", ["BigBird", "Phi3", "Reformer"])
def test_the_same_answer_whatever_came_before(family: str) -> None:
    model = exegesis.load(odd(family))
    long = LONG if family != "Phi3" else "the movie was slow and i loved the plot"
    first = model.predict([long])
    short = model.predict([SHORT])
    for texts, expected in ([long], first), ([SHORT], short), ([long, SHORT], np.concatenate([first, short])):
        np.testing.assert_allclose(model.predict(texts), expected, rtol=1e-6)


def test_it_is_the_answer_of_a_fresh_model() -> None:
    model = exegesis.load(odd("BigBird"))
    model.predict([SHORT])
    np.testing.assert_allclose(model.predict([LONG])[0], own_answer(*odd("BigBird"), LONG), atol=1e-6)
    np.testing.assert_allclose(model.predict([LONG, SHORT])[1], own_answer(*odd("BigBird"), SHORT), atol=1e-6)


def test_the_same_explanation_twice() -> None:
    model = exegesis.load(odd("BigBird"))
    scores = [
        exegesis.explain(model, LONG, "occlusion", unit="sentence", target=0, baseline="delete").scores
        for _ in range(2)
    ]
    np.testing.assert_allclose(scores[0], scores[1], rtol=1e-6)


@pytest.mark.parametrize("head", HEADS)
def test_the_attention_of_every_head_stays(head: str) -> None:
    model = TransformerModel(*odd("BigBird", head))
    texts = [("a plot", SHORT)] if head == "ForQuestionAnswering" else [SHORT]
    model.passes.run(model.passes.inputs(model.encode(texts)))  # type: ignore[arg-type]
    body = model.model.base_model
    assert body.attention_type == body.encoder.attention_type == "block_sparse"
    kinds = {type(layer.attention.self).__name__ for layer in body.encoder.layer}
    assert kinds == {"BigBirdBlockSparseAttention"}


def test_gradients_leave_it_too() -> None:
    model = exegesis.load(odd("BigBird"))
    before = model.predict([LONG])
    first = exegesis.explain(model, SHORT, "gradient").scores
    np.testing.assert_allclose(model.predict([LONG]), before, rtol=1e-6)
    np.testing.assert_allclose(exegesis.explain(model, SHORT, "gradient").scores, first, rtol=1e-5)


# -- what is put back ---------------------------------------------------------------------------------------------


def test_attributes_modules_buffers_and_the_configuration_are_put_back() -> None:
    model = tiny.bert_classifier()
    model.note, model._note = "before", "before"
    layer, positions = model.bert.encoder.layer[0].attention, model.bert.embeddings.position_ids
    inner = layer.self
    model.register_buffer("numbers", torch.arange(3.0))
    with put_back(model) as changed:
        model.note, model._note = "after", "after"
        layer.self = torch.nn.Identity()
        model.bert.embeddings.position_ids = positions + 1
        model.numbers.mul_(2)
        model.config.chunk_size_feed_forward = 5
    assert (model.note, model._note) == ("before", "after")  # the library's own notes stay
    assert layer.self is inner
    assert model.bert.embeddings.position_ids is positions
    assert model.numbers.tolist() == [0, 1, 2]
    assert model.config.chunk_size_feed_forward == 0
    assert {name for name, _ in changed} == {"note", "self", "position_ids", "numbers", "chunk_size_feed_forward"}


def test_it_is_put_back_after_an_error() -> None:
    model = tiny.bert_classifier()
    model.note = "before"

    def fail() -> None:
        with put_back(model):
            model.note = "after"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert model.note == "before"


def test_what_is_set_to_an_equal_value_is_no_change() -> None:
    model = tiny.bert_classifier()
    with put_back(model) as changed:
        model.bert.embeddings.position_ids = model.bert.embeddings.position_ids.clone()
        model.config.chunk_size_feed_forward = 0
        model.added = 1
    assert changed == []
    assert model.added == 1


def test_a_note_of_the_length_is_put_back_and_does_not_count() -> None:
    model = tiny.bert_classifier()
    model.seq_len = 3
    with put_back(model, 7) as changed:
        model.seq_len = 7
    assert (changed, model.seq_len) == ([], 3)


def test_a_usual_pass_changes_nothing() -> None:
    model = tiny.bert()
    model.passes.run(model.passes.inputs(model.encode(["good"])))  # type: ignore[arg-type]
    assert not model.one_length


def test_the_global_generator_is_left_alone() -> None:
    model = exegesis.load(odd("Reformer"))
    model.predict([LONG])
    before = torch.get_rng_state()
    first = model.predict([LONG])
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(99)
    np.testing.assert_allclose(model.predict([LONG]), first, rtol=1e-6)
