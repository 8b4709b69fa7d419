"""Gradients of families whose words enter by several tables or are filled up inside, against torch's own."""

from typing import Any

import numpy as np
import pytest
import torch
import transformers

import exegesis
from exegesis import Question, Tag
from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.lookups import Spot, spot_of
from exegesis.core.errors import UnsupportedError
from exegesis.data.rows import TokenRow
from tests.adapters import families
from tests.adapters.padded_families import ANSWERS, CASES, SEQUENCE, TEXT, TOKENS, built
from tests.lanes import slow_but

METHODS = {
    "integrated_gradients": {"steps": 4},
    "gradient": {},
    "smooth_grad": {"samples": 3},
    "gradient_shap": {"samples": 3},
}


def asked(head: str) -> tuple[Any, dict[str, Any]]:
    if head == ANSWERS:
        return Question("was the movie good?", TEXT), {"target": "span"}
    return TEXT, {"target": Tag("movie") if head == TOKENS else 1}


def first_numbers(output: Any, _inputs: Any = None) -> torch.Tensor:
    numbers: torch.Tensor = output.start_logits if hasattr(output, "start_logits") else output.logits
    return numbers.flatten(1)[:, :2]


def row_of(model: TransformerModel, text: str = TEXT) -> TokenRow:
    (row,) = model.encode([("was it?", text) if model.head == "question-answering" else text])
    assert isinstance(row, TokenRow)
    return row


@pytest.mark.parametrize(("name", "head"), slow_but(CASES, "T5", "Reformer"))
@pytest.mark.slow
def test_every_gradient_method_explains_every_head(name: str, head: str) -> None:
    text, options = asked(head)
    model = exegesis.load(built(name, head))
    for method, few in METHODS.items():
        found = exegesis.explain(model, text, method, **few, **options)
        assert np.abs(found.scores).max() > 1e-3, method


@pytest.mark.parametrize(("name", "head"), slow_but(CASES, "T5", "Reformer"))
def test_gradients_are_those_of_the_table_rows(name: str, head: str) -> None:
    """A token that the row has once moves the answer as its row of the (tied) table does, decoder included."""
    inner, tokenizer = built(name, head)
    model = TransformerModel(inner, tokenizer)
    row = row_of(model)
    captured = model.capture([row], None)
    assert captured.shape == (1, len(row), 32)
    reply = model.gradients(row, captured, None, first_numbers)
    inner.zero_grad(set_to_none=True)
    expected = first_numbers(inner(**model.passes.inputs([row])))
    np.testing.assert_allclose(reply.values[0], expected[0].detach(), rtol=1e-5, atol=1e-5)
    if name == "Reformer":  # its own way back needs training mode
        return
    expected[0, 1].backward()
    table = inner.get_input_embeddings().weight
    scale = (
        32**0.5 if name in ("ScaledBart", "BigBirdPegasus") else 1.0
    )  # what a number of the table counts in the vector
    once = [place for place, token in enumerate(row.ids) if row.ids.count(token) == 1 and token > 4]
    assert len(once) > 3
    for place in once:
        np.testing.assert_allclose(
            reply.gradients[0, 1, place] * scale, table.grad[row.ids[place]], rtol=1e-3, atol=1e-5
        )
    inner.zero_grad(set_to_none=True)


@pytest.mark.parametrize(("name", "head"), [("Reformer", SEQUENCE), ("Longformer", ANSWERS), ("T5", SEQUENCE)])
def test_gradients_are_the_slopes_of_the_values(name: str, head: str) -> None:
    model = TransformerModel(*built(name, head))
    row = row_of(model)
    start = model.capture([row], None)[0].astype(np.float64)
    step = np.random.default_rng(0).normal(size=start.shape)
    points = np.stack([start - 1e-4 * step, start, start + 1e-4 * step]).astype(np.float32)
    reply = model.gradients(row, points, None, first_numbers)
    slope = (reply.values[2] - reply.values[0]) / 2e-4
    np.testing.assert_allclose((reply.gradients[1] * step).sum(axis=(1, 2)), slope, rtol=0.05, atol=0.1)
    assert np.abs(slope).max() > 0.01


def test_scores_of_an_encoder_decoder_sum_to_the_change_of_all_words() -> None:
    """The decoder's words go with the encoder's: nothing is left of the text at the other end of the path."""
    model = TransformerModel(*built("Bart"))
    found = exegesis.explain(model, TEXT, "integrated_gradients", target=0, output="logit", tolerance=1e-3)
    row = row_of(model)
    special = set(model.tokenizer.all_special_ids)
    empty = TokenRow(tuple(i if i in special else model.pad_id for i in row.ids))
    inner, inputs = model.model, model.passes.inputs([empty])
    inputs["attention_mask"] = torch.ones_like(inputs["attention_mask"])
    ids = torch.tensor([row.ids])
    with torch.no_grad():
        shifted = torch.cat([torch.tensor([[2]]), inputs["input_ids"][:, :-1]], dim=1)
        hidden = inner.model(**inputs, decoder_input_ids=shifted).last_hidden_state
        expected = inner.classification_head(hidden[:, ids[0].tolist().index(2)])[0, 0]
    assert found.baseline.value == pytest.approx(float(expected), abs=1e-4)
    assert found.scores.sum() == pytest.approx(found.value - found.baseline.value, abs=5e-3)


def test_tables_that_are_not_tied_stand_beside_one_another() -> None:
    module = {"hidden_size": 16, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    module |= {
        "num_key_value_heads": 1,
        "head_dim": 8,
        "vocab_size": 400,
        "query_pre_attn_scalar": 8,
        "pad_token_id": 1,
    }
    config = transformers.T5GemmaConfig(encoder=module, decoder=module, num_labels=2, pad_token_id=1, vocab_size=400)
    config.decoder.bos_token_id = config.bos_token_id = 0
    torch.manual_seed(0)
    model = TransformerModel(
        transformers.T5GemmaForSequenceClassification(config).eval(), families.family("roberta")[1]
    )
    row = row_of(model, "the movie was slow")
    captured = model.capture([row], None)
    assert captured.shape == (1, len(row), 32)
    values = model.gradients(row, captured, None, first_or_all).values
    np.testing.assert_allclose(values, model.forward([row]), atol=1e-5)
    assert np.abs(model.gradients(row, captured, None, first_or_all).gradients).max(axis=(0, 1, 2)).all()


def first_or_all(output: Any, _inputs: Any) -> torch.Tensor:
    logits: torch.Tensor = output.logits
    return logits


@pytest.mark.slow
@pytest.mark.parametrize("layer", ["longformer.embeddings", "longformer.encoder.layer.0"])
def test_a_layer_that_is_filled_up_inside_is_explained(layer: str) -> None:
    text, options = asked(ANSWERS)
    found = exegesis.explain(built("Longformer", ANSWERS), text, "integrated_gradients", layer=layer, **options)
    assert abs(found.diagnostics["convergence_delta"]) < 0.02 * max(abs(found.value - found.baseline.value), 0.01)


@pytest.mark.slow
def test_no_message_names_a_method_that_fails_here() -> None:
    for name, head in (("Longformer", SEQUENCE), ("Reformer", SEQUENCE), ("Bart", SEQUENCE), ("LED", ANSWERS)):
        text, options = asked(head)
        with pytest.raises(UnsupportedError, match="These methods fit it: ") as told:
            exegesis.explain(built(name, head), text, "attention_rollout", **options)
        named = str(told.value).partition("fit it: ")[2].rstrip(".").split(", ")
        assert {"occlusion", "integrated_gradients"} <= set(named)
        assert "attention_rollout" not in named
        few = {**METHODS, "partition_shap": {"samples": 8}, "occlusion": {}}
        costly = {"lime", "kernel_shap", "permutation_shap", "exact_shap", "shapley_interactions"}  # of many passes
        for method in set(named) - costly:
            exegesis.explain(built(name, head), text, method, **few[method], **options)


def test_no_message_names_a_method_that_refuses_so_many_units() -> None:
    with pytest.raises(UnsupportedError, match="These methods fit it: lime") as told:
        exegesis.explain(built("Longformer"), f"{TEXT} {TEXT}", "attention_rollout")
    assert "exact_shap" not in str(told.value)


def test_a_model_that_looks_nothing_up_names_the_methods_that_fit() -> None:
    inner, tokenizer = families.bert()
    table = inner.bert.embeddings.word_embeddings

    class Direct(torch.nn.Module):
        weight = table.weight

        def forward(self, ids: torch.Tensor) -> torch.Tensor:
            return table.weight[ids.flip(1)].flip(1)  # asked for something else than the row

    inner.bert.embeddings.word_embeddings = torch.nn.Sequential()
    inner.bert.embeddings.forward = lambda input_ids=None, **_: table.weight[input_ids]
    inner.bert.get_input_embeddings = lambda: table
    with pytest.raises(UnsupportedError, match="does not look its word pieces up") as told:
        exegesis.explain((inner, tokenizer), "the movie was slow", "integrated_gradients")
    assert "None" not in str(told.value)
    assert "occlusion" in str(told.value)
    assert "gradient" not in str(told.value).partition("fit it")[2]


@pytest.mark.parametrize(
    ("asked_for", "spot"),
    [
        ([[5, 6, 7]], Spot(False, 0, 3)),
        ([[5, 6, 7, 1]], Spot(False, 0, 3)),
        ([[2, 5, 6]], Spot(False, 1, 2)),
        ([[5], [6], [7]], Spot(True, 0, 3)),
        ([[0, 1, 2]], None),
        ([[5, 6]], None),
    ],
)
def test_where_the_row_stands_in_what_a_table_is_asked_for(asked_for: list[list[int]], spot: Spot | None) -> None:
    assert spot_of(torch.tensor(asked_for), torch.tensor([[5, 6, 7]])) == spot
