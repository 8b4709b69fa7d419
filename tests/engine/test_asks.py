"""Rows of many texts in one batch, each read in its own way, and what of the model's table is made for them."""

from typing import Any

import numpy as np
import pytest
import torch

from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.packed import path
from exegesis.adapters.reads import LINES, LineRead, Read
from exegesis.data.rows import TokenRow
from exegesis.engine.asks import Ask, run_asks
from tests.adapters.packed.packed_models import fresh, rows_of, shared

BUDGET = 1000  # tokens: all rows here share one batch


def summed(*places: int) -> LineRead:
    """The logits at these places of every row, counted from its end where negative, summed over the places: (B, K)."""

    def lines(inputs: Any) -> torch.Tensor:
        sizes = inputs["attention_mask"].sum(dim=1)
        return torch.stack([sizes * 0 + place if place >= 0 else sizes + place for place in places], dim=1)

    def read(result: Any, inputs: Any) -> torch.Tensor:
        table = result.logits
        if LINES in inputs:
            assert torch.equal(inputs[LINES], lines(inputs))
        else:
            table = table[torch.arange(len(table))[:, None], lines(inputs)]
        assert table.shape[1] == len(places)
        return table.sum(dim=1)

    return LineRead(lines, read)


def whole(result: Any, inputs: Any) -> torch.Tensor:
    """The same of the first two places, by a read that does not say where it looks."""
    assert LINES not in inputs
    return result.logits[:, :2].sum(dim=1)


def asks(model: TransformerModel, *reads: Read) -> list[Ask]:
    """For each read a few rows, of lengths that the others have too."""
    made = []
    for seed, read in enumerate(reads):
        rows: list[TokenRow] = rows_of(model, [9, 4, 9, 6 + seed], seed)
        made.append(Ask(rows, [row.data for row in rows], read, "float32"))
    return made


def check_as_alone(model: TransformerModel, *reads: Read) -> None:
    """Together every ask is given what it is given alone."""
    given = asks(model, *reads)
    found = run_asks(model, given, BUDGET)
    for ask, outputs in zip(given, found, strict=True):
        (alone,) = run_asks(model, [ask], BUDGET)
        np.testing.assert_allclose(outputs, alone, rtol=0, atol=1e-6 * np.abs(alone).max())


@pytest.mark.parametrize("head", ["masked-lm", "token-classification"])
def test_lines_of_many_reads_are_those_of_each(head: str) -> None:
    check_as_alone(shared("bert", head), summed(1), summed(2, 0, -1), summed(-2, 3))


def test_so_are_those_of_a_model_that_makes_its_whole_table(monkeypatch: pytest.MonkeyPatch) -> None:
    model = fresh("bert", "token-classification")
    monkeypatch.setattr(model.packed, "numbers", lambda *_: None)
    for one_length in (False, True):  # rows of several lengths at once, or length by length
        model.passes.one_length = one_length
        check_as_alone(model, summed(1), summed(2, 0, -1))


def test_a_read_of_the_whole_table_may_be_among_them() -> None:
    check_as_alone(shared("bert", "token-classification"), summed(1), whole)


def test_only_lines_that_are_read_go_through_the_head(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[torch.Tensor] = []
    inner = path.with_head
    monkeypatch.setattr(path, "with_head", lambda model, e, hidden: (made.append(hidden), inner(model, e, hidden))[1])
    model = shared("bert", "masked-lm")
    widths = []
    for reads in ((summed(1), summed(2)), (summed(1), summed(2, 0, -1)), (summed(1), whole)):
        given = asks(model, *reads)
        run_asks(model, given, BUDGET)  # the first pass may also be a check of the model
        made.clear()
        run_asks(model, given, BUDGET)
        widths += [hidden.shape[:2] for hidden in made]
    assert widths == [(8, 1), (8, 3), (8, 9)]  # (rows, lines)
