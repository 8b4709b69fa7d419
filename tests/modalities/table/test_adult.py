"""Neighbours of rows of Adult, where a schooling has its number of years and a husband is married."""

import pytest
from benchmarks.table_data import adult
from benchmarks.table_fooled import possible

from tests.datasets import FOLDER, needs_data

pytestmark = needs_data


@pytest.mark.slow
def test_samplers_of_real_rows_stay_with_possible_rows() -> None:
    people = adult(FOLDER).train[:4000]
    library, from_rows, conditional = (possible(people, name) for name in ("library", "from_rows", "conditional"))
    assert library < 0.15 < from_rows < conditional
    assert conditional > 0.6
