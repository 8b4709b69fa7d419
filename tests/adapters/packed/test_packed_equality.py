"""The packed path gives the model's own answers: every family, every head, whatever the rows are."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from exegesis.adapters.packed import onednn
from exegesis.data.rows import TokenRow
from tests.adapters.packed.packed_models import (
    FAMILIES,
    HEADS,
    KIN,
    choosing,
    fresh,
    packed,
    plain,
    rows_of,
    shared,
    table_of,
)
from tests.examples import examples
from tests.lanes import slow_but

LENGTHS = {
    "one": [9],
    "two tokens": [2, 2],
    "alike": [7, 7, 7, 7],
    "mixed": [3, 17, 2, 40, 3, 33, 17, 1],
}


@pytest.mark.parametrize("lengths", LENGTHS.values(), ids=LENGTHS.keys())
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("family", slow_but([*FAMILIES, *KIN], "bert", "roberta"))
def test_the_answers_are_the_models_own(family: str, head: str, lengths: list[int]) -> None:
    model = shared(family, head)
    rows = rows_of(model, lengths, typed=family in ("bert", "electra", "albert"))
    read = table_of(model)
    expected = plain(model, rows, read=read)
    assert np.ptp(expected) > 0.1
    # Sums round by the size of their terms, so a logit near 0 is no nearer than the largest.
    near = 1e-5 * max(1.0, float(np.abs(expected).max()))
    np.testing.assert_allclose(packed(model, rows, read=read), expected, atol=near, rtol=1e-5)


@pytest.mark.skipif(not onednn.works(torch.float32), reason="this torch has no oneDNN")
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.slow
def test_so_they_are_by_onednn(family: str, head: str) -> None:
    with choosing(True):
        model = fresh(family, head)
        rows = rows_of(model, LENGTHS["mixed"], typed=family == "bert")
        read = table_of(model)
        found = packed(model, rows, read=read)
        assert isinstance(model.packed.arithmetic("float32"), onednn.OneDnn)
    np.testing.assert_allclose(found, plain(model, rows, read=read), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("family", FAMILIES)
def test_rows_without_types_are_rows_of_the_first_type(family: str) -> None:
    model = shared(family)
    bare = rows_of(model, [5, 9])
    typed = [TokenRow(row.ids, (0,) * len(row)) for row in bare]
    np.testing.assert_array_equal(packed(model, bare), packed(model, typed))


@pytest.mark.parametrize("family", FAMILIES)
def test_empty_and_full_masks(family: str) -> None:
    """All words kept, and all of them gone: replaced piece by piece by the mask or the padding token, or deleted."""
    model = shared(family)
    (row,) = model.encode(["the movie was truly unbelievable, not slow!"])
    assert isinstance(row, TokenRow)
    inner = len(row) - 2
    rows = [row, TokenRow((row.ids[0], row.ids[-1]), None if row.types is None else (0, 0))]
    for token in (model.mask_id, model.pad_id):
        assert token is not None
        rows.append(TokenRow((row.ids[0], *[token] * inner, row.ids[-1]), row.types))
    np.testing.assert_allclose(packed(model, rows), plain(model, rows), atol=1e-5)


@examples(25)
@given(st.data())
@pytest.mark.parametrize("family", slow_but(["bert", "roberta", "mpnet"], "bert"))
def test_any_masks_in_any_company(family: str, data: st.DataObject) -> None:
    model = shared(family)
    (row,) = model.encode(["the movie was truly unbelievable, not slow!"])
    assert isinstance(row, TokenRow)
    inner = row.ids[1:-1]
    deleting = data.draw(st.booleans())
    masks = data.draw(st.lists(st.lists(st.booleans(), min_size=len(inner), max_size=len(inner)), min_size=1))
    filler = () if deleting else (data.draw(st.sampled_from([model.mask_id, model.pad_id])),)
    rows = []
    for mask in masks:
        ids = [token for kept, own in zip(mask, inner, strict=True) for token in ((own,) if kept else filler)]
        rows.append(TokenRow((row.ids[0], *ids, row.ids[-1])))
    together = packed(model, rows)
    np.testing.assert_allclose(together, plain(model, rows), atol=1e-5)
    alone = packed(model, rows[:1])
    np.testing.assert_allclose(together[:1], alone, atol=1e-5)


@pytest.mark.parametrize("form", ["gelu", "gelu_new", "gelu_python", "gelu_pytorch_tanh", "gelu_fast", "relu"])
@pytest.mark.parametrize("fused", [False, True])
@pytest.mark.slow
def test_activations_are_computed_in_the_models_own_form(form: str, fused: bool) -> None:
    if fused and not onednn.works(torch.float32):
        pytest.skip("this torch has no oneDNN")
    with choosing(fused):
        model = fresh("bert", hidden_act=form)
        rows = rows_of(model, [4, 11])
        found = packed(model, rows)
    np.testing.assert_allclose(found, plain(model, rows), atol=1e-5)


def test_layers_may_share_weights_by_groups() -> None:
    model = fresh("albert", num_hidden_layers=4, num_hidden_groups=2, inner_group_num=2)
    rows = rows_of(model, [4, 11], typed=True)
    np.testing.assert_allclose(packed(model, rows), plain(model, rows), atol=1e-5)


@pytest.mark.parametrize("labels", [1, 4])
def test_regressions_and_many_labels(labels: int) -> None:
    kind = "regression" if labels == 1 else "multi_label_classification"
    model = fresh("distilbert", num_labels=labels, problem_type=kind)
    rows = rows_of(model, [4, 11])
    np.testing.assert_allclose(packed(model, rows), plain(model, rows), atol=1e-5)


def test_embeddings_as_wide_as_the_layers_need_no_projection() -> None:
    model = fresh("electra", embedding_size=32)
    rows = rows_of(model, [4, 11], typed=True)
    np.testing.assert_allclose(packed(model, rows), plain(model, rows), atol=1e-5)
