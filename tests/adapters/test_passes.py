"""Passes need a torch model, its name, its head and how rows are padded: no adapter, and no tokenizer."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
import torch

from exegesis.adapters import attention, lookups
from exegesis.adapters.heads import head_of
from exegesis.adapters.passes import Passes
from exegesis.adapters.sites import Sites
from exegesis.core.errors import InputError, ModelError
from exegesis.core.types import Integers
from exegesis.data.rows import TokenRow
from tests.adapters.families import family

ROW = TokenRow((5, 6, 7, 8))


def padded(rows: Sequence[TokenRow], left: bool | None) -> Mapping[str, Integers]:
    """Rows of one length need no padding."""
    ids = np.stack([row.array for row in rows]).astype(np.int64)
    return {"input_ids": ids, "attention_mask": np.ones_like(ids)}


@pytest.fixture
def passes() -> Passes:
    model = family("bert")[0]
    return Passes(model, "tiny", head_of(model), padded)


def test_a_pass_is_the_models_own(passes: Passes) -> None:
    with torch.inference_mode():
        found = passes.run(passes.inputs([ROW])).logits
        expected = passes.model(input_ids=torch.tensor([ROW.ids])).logits
    torch.testing.assert_close(found, expected)


def test_a_model_that_was_trained_meanwhile_is_run_in_evaluation_mode(passes: Passes) -> None:
    passes.model.train()
    passes.run(passes.inputs([ROW]))
    assert not passes.model.training


def test_what_looks_inside_needs_no_more_than_passes(passes: Passes) -> None:
    count = passes.model.config.num_hidden_layers
    assert attention.attentions(passes, ROW).shape[0] == count
    vectors = lookups.vectors(passes, [ROW])
    torch.testing.assert_close(vectors[0], passes.model.get_input_embeddings()(torch.tensor(ROW.ids)))
    assert Sites(passes).captured([ROW], "bert.encoder.layer.0").shape[:2] == (1, len(ROW))


def test_a_failure_inside_says_which_batch(passes: Passes) -> None:
    beyond = TokenRow((10**6,) * 3)
    with pytest.raises(ModelError, match="tiny failed on a batch of 2 x 3 tokens"):
        passes.run(passes.inputs([beyond, beyond]))


@pytest.mark.parametrize(("precision", "made"), [("float32", torch.float32), ("bfloat16", torch.bfloat16)])
def test_products_are_made_in_the_precision(passes: Passes, precision: str, made: Any) -> None:
    with passes.autocast(precision):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype == made


def test_an_unknown_precision_is_refused(passes: Passes) -> None:
    with pytest.raises(InputError, match=r"unknown precision .* Choose from: float32, bfloat16"):
        passes.autocast("float16")


def test_passes_that_change_the_model_by_their_length_are_seen(passes: Passes, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = type(passes.model).forward

    def noting(self: Any, **inputs: Any) -> Any:
        self.config.attention_kind = "short" if inputs["input_ids"].shape[1] < 4 else "long"
        return usual(self, **inputs)

    passes.model.config.attention_kind = "unknown"
    try:
        monkeypatch.setattr(type(passes.model), "forward", noting)
        for ids in ((5, 6, 7, 8), (8, 7, 6, 5)):
            passes.run(passes.inputs([TokenRow(ids)]))
        assert not passes.one_length
        passes.run(passes.inputs([TokenRow((5, 6))]))
        assert passes.one_length
        assert passes.model.config.attention_kind == "unknown"
    finally:
        del passes.model.config.attention_kind
