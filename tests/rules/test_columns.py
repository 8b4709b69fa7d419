"""Anchors of rows of a table: tests of cells, and background rows made to pass them."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

import exegesis
from exegesis.core.errors import InputError
from exegesis.data.table_background import TableBackground
from exegesis.data.table_row import TableRow
from exegesis.rules import anchor
from exegesis.rules.columns import RuleRows

RNG = np.random.default_rng(0)
N = 400
COLOURS = np.array(["red", "green", "blue"])
KIND = RNG.integers(2, size=N)
FRAME = pd.DataFrame(
    {
        "age": RNG.integers(18, 80, size=N),
        "colour": COLOURS[RNG.integers(3, size=N)],
        "height": np.where(RNG.random(N) < 0.1, np.nan, RNG.normal(170, 10, size=N)),
        "always": 1,
        "kind_a": 1 - KIND,
        "kind_b": KIND,
    }
)
OTHERS = ["height", "always", "kind_a", "kind_b"]
ROW = {"age": 70, "colour": "red", "height": 150.0, "always": 1, "kind_a": 0, "kind_b": 1}


def old_and_red(frame: Any) -> Any:
    yes = ((frame["age"] > 40) & (frame["colour"] == "red")).to_numpy().astype(float)
    return np.stack([1 - yes, yes], axis=1)


def model(function: Any = old_and_red) -> Any:
    return exegesis.load(function, background=FRAME, modality="table", labels=["no", "yes"])


def rows(row: dict[str, Any] = ROW) -> RuleRows:
    background = TableBackground.of(FRAME)
    return RuleRows(background, background.form.row_codes(TableRow.of(row)))


def test_tests_are_what_the_row_passes_and_not_all_rows_do() -> None:
    said = [test.text for test in rows().tests]
    low, middle, high = (f"{np.percentile(FRAME['age'], q):g}" for q in (25, 50, 75))
    assert said[:4] == [f"age > {low}", f"age > {middle}", f"age > {high}", "colour = red"]
    assert len([text for text in said if text.startswith("height ≤ ")]) == 3
    assert not any("always" in text for text in said)
    assert sum(text.startswith("kind") for text in said) in (1, 2)
    missing = [test.text for test in rows({**ROW, "height": None}).tests]
    assert "height is missing" in missing


def test_drawn_rows_pass_the_rule_and_are_background_rows_elsewhere() -> None:
    source, rng = rows(), np.random.default_rng(1)
    said = [test.text for test in source.tests]
    rule = (said.index("colour = red"), 2)
    made = source.drawn(tuple(sorted(rule)), 200, rng)
    frame = source.background.form.frame(made)
    assert set(frame["colour"]) == {"red"}
    assert frame["age"].min() > np.percentile(FRAME["age"], 75)
    known, others = (set(map(tuple, one[OTHERS].fillna(-1).to_numpy().tolist())) for one in (FRAME, frame))
    assert others <= known
    share = ((FRAME["colour"] == "red") & (FRAME["age"] > np.percentile(FRAME["age"], 75))).mean()
    assert source.coverage(tuple(sorted(rule))) == pytest.approx(share)


def test_a_value_that_no_row_has_is_the_rows_own() -> None:
    source = rows({**ROW, "colour": "violet"})
    index = [test.text for test in source.tests].index("colour = violet")
    made = source.drawn((index,), 5, np.random.default_rng(0))
    assert set(source.background.form.frame(made)["colour"]) == {"violet"}
    assert source.coverage((index,)) == 0


def test_the_planted_rule_is_found() -> None:
    found = anchor(model(), ROW, draws=6000)
    middle = f"age > {np.percentile(FRAME['age'], 50):g}"
    assert set(found.conditions) == {middle, "colour = red"}
    assert (found.prediction.label, found.holds, found.precision) == ("yes", True, 1.0)
    assert 0.1 < found.coverage < 0.3
    assert found.text == ""
    assert [unit.text for unit in found.units][: len(found.rule)]


@pytest.mark.parametrize("settings", [{"baseline": "mean"}, {"background_rows": 10}])
def test_what_has_no_effect_on_rows_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="has no effect on the anchor of a row"):
        anchor(model(), ROW, **settings)
