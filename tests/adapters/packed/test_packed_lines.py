"""Where few lines of the head's table are read, only these are made, and they are the same."""

from typing import Any

import numpy as np
import pytest
import torch

from exegesis.adapters.packed import path
from exegesis.adapters.reads import LINES, LineRead
from tests.adapters.packed.packed_models import FAMILIES, fresh, packed, plain, rows_of, shared


def at(*places: int) -> LineRead:
    """The logits at these places of every row, counted from its end where negative."""

    def lines(inputs: Any) -> torch.Tensor:
        sizes = inputs["attention_mask"].sum(dim=1)
        return torch.stack([sizes * 0 + place if place >= 0 else sizes + place for place in places], dim=1)

    def read(result: Any, inputs: Any) -> torch.Tensor:
        table = result.logits
        if LINES not in inputs:
            table = table[torch.arange(len(table))[:, None], lines(inputs)]
        assert table.shape[1] == len(places)
        return table.flatten(1)

    return LineRead(lines, read)


@pytest.mark.parametrize("head", ["masked-lm", "token-classification"])
@pytest.mark.parametrize("family", FAMILIES)
def test_lines_are_those_of_the_whole_table(family: str, head: str) -> None:
    model = shared(family, head)
    rows = rows_of(model, [3, 17, 4, 17, 30])
    for read in (at(1), at(2, 0, -1)):
        found = packed(model, rows, read=read)
        np.testing.assert_allclose(found, plain(model, rows, read=read), atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("family", ["bert", "mpnet"])
def test_gradients_of_lines(family: str) -> None:
    model = shared(family, "token-classification")
    (row,) = rows_of(model, [9])
    points = model.capture([row], None)
    found = model.gradients(row, points, None, at(2, -1))
    expected = model.gradients(row, points, None, lambda result, inputs: result.logits[:, [2, 8]].flatten(1))
    np.testing.assert_allclose(found.gradients, expected.gradients, atol=1e-5, rtol=1e-4)


def test_only_what_is_read_goes_through_the_head(monkeypatch: pytest.MonkeyPatch) -> None:
    shapes: list[tuple[int, ...]] = []
    inner = path.with_head
    monkeypatch.setattr(
        path, "with_head", lambda model, e, hidden: (shapes.append(tuple(hidden.shape)), inner(model, e, hidden))[1]
    )
    for head, read, width in (("masked-lm", at(1, 2), 2), ("classification", None, 1)):
        model = fresh("bert", head)
        rows = rows_of(model, [5, 9])
        packed(model, rows, read=read)
        shapes.clear()
        packed(model, rows, read=read)
        assert shapes == [(2, width, 32)]
