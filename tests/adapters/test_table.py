"""Contract: every row of the table of sources, driven alike."""

import numpy as np
import pytest

from exegesis.adapters.base import Model
from exegesis.adapters.table import SOURCES, Options, load
from exegesis.core.errors import LoadError
from tests import tiny


def halves(texts: list[str]) -> np.ndarray:
    return np.full((len(texts), 2), 0.5)


def test_rows_are_told_apart() -> None:
    assert len({row.summary for row in SOURCES}) == len(SOURCES)


@pytest.mark.parametrize("row", SOURCES, ids=lambda row: row.summary)
def test_nothing_and_numbers_are_no_source(row: object) -> None:
    for source in (None, 5, b"bytes"):
        assert not row.accepts(source)  # type: ignore[attr-defined]


def test_the_first_row_that_accepts_wins() -> None:
    model = tiny.bert()
    assert callable(halves)
    assert load(model, Options()) is model
    assert isinstance(load(halves, Options()), Model)


def test_the_refusal_lists_every_row() -> None:
    with pytest.raises(LoadError) as caught:
        load(5, Options())
    assert all(row.summary in str(caught.value) for row in SOURCES)
