"""Neighbours of a row: as the lime package draws and sees them, and made of rows that there are."""

from typing import Any

import numpy as np
import pytest
from lime.lime_tabular import LimeTabularExplainer
from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

from exegesis.core.errors import InputError
from exegesis.core.randomness import stream
from exegesis.core.types import Floats
from exegesis.data.requests import Game, NeighbourReply
from exegesis.explainers.lime import Lime
from exegesis.modalities.table.samplers import SAMPLERS, NumberedRows, sampler
from tests.explainers.driving import attributed

SAMPLES = 500
NUMBERS, COLOURS = 3, 4  # numeric columns, and categories of the last column


def table(rows: int = 400, seed: int = 0) -> Floats:
    """Three numbers, the second with the first, the third of few values; and a category."""
    rng = np.random.default_rng(seed)
    first = rng.normal(size=rows)
    second = 2 * first + 0.1 * rng.normal(size=rows) + 5
    third = rng.poisson(1.5, size=rows)
    return np.column_stack([first, second, third, rng.integers(COLOURS, size=rows)]).astype(np.float64)


TABLE = table()
BACKGROUND = NumberedRows(TABLE, (0, 0, 0, COLOURS))
ROW = TABLE[7]


def model(is_regression: bool) -> Any:
    forest = (RandomForestRegressor if is_regression else RandomForestClassifier)(10, random_state=0)
    target = TABLE[:, 0] + TABLE[:, 2] * (TABLE[:, 3] == ROW[3])
    return forest.fit(TABLE, target if is_regression else target > 0.7)


def peer(seed: int, bins: str, around: bool, is_regression: bool) -> LimeTabularExplainer:
    return LimeTabularExplainer(
        TABLE,
        mode="regression" if is_regression else "classification",
        categorical_features=[NUMBERS],
        discretize_continuous=bins != "none",
        discretizer=bins,
        sample_around_instance=around,
        random_state=seed,
        training_labels=TABLE[:, 0] > 0,
    )


@pytest.mark.parametrize("is_regression", [False, True])
@pytest.mark.parametrize(
    ("name", "bins"), [("library", "quartile"), ("library", "decile"), ("library", "none"), ("around", "none")]
)
def test_equal_to_the_package_on_its_own_draws(name: str, bins: str, is_regression: bool) -> None:
    forest = model(is_regression)
    predict = forest.predict if is_regression else forest.predict_proba
    theirs = peer(1, bins, name == "around", is_regression)
    _, drawn = peer(1, bins, name == "around", is_regression)._LimeTabularExplainer__data_inverse(ROW, SAMPLES)
    labels = (1,)
    told = theirs.explain_instance(ROW, predict, labels=labels, num_features=4, num_samples=SAMPLES)

    near = sampler(name, BACKGROUND, bins).looked_at(drawn)
    assert near.width == pytest.approx(0.75 * 2)
    values = predict(drawn)[:, None] if is_regression else predict(drawn)[:, 1:]
    reply = NeighbourReply(near.seen, near.distances, values, near.width)
    game = Game(tuple("abcd"), neighbours=True)
    ours = attributed(Lime(samples=SAMPLES), game, lambda request: reply)
    np.testing.assert_allclose(ours.scores[0], [dict(told.local_exp[1])[place] for place in range(4)], atol=1e-9)
    assert ours.diagnostics[0]["intercept"] == pytest.approx(told.intercept[1], abs=1e-9)
    assert ours.diagnostics[0]["weighted_r2"] == pytest.approx(told.score, abs=1e-9)
    assert ours.diagnostics[0]["local_prediction"] == pytest.approx(float(told.local_pred[0]), abs=1e-9)


def test_weights_are_nearly_flat_where_columns_are_cut_into_bins() -> None:
    """exp(-changed / (1.125 n)): .41 where all columns changed."""
    near = sampler("library", BACKGROUND).draw(ROW, SAMPLES, stream(0, "row"))
    weights = np.exp(-0.5 * (near.distances / near.width) ** 2)
    changed = 4 - near.seen.sum(axis=1)
    np.testing.assert_allclose(weights, np.exp(-changed / (1.125 * 4)))
    assert weights.min() == pytest.approx(np.exp(-1 / 1.125))


@pytest.mark.parametrize("bins", ["quartile", "decile", "none"])
@pytest.mark.parametrize("around", [False, True])
def test_draws_follow_the_laws_of_the_packages(bins: str, around: bool) -> None:
    """Means and deviations of the values drawn, and how often each value of a category comes."""
    if around and bins != "none":
        pytest.skip("the package leaves `sample_around_instance` without effect on bins")
    name = "around" if around else "library"
    _, theirs = peer(0, bins, around, False)._LimeTabularExplainer__data_inverse(ROW, 40_000)
    ours = sampler(name, BACKGROUND, bins).draw(ROW, 40_000, stream(0, "row")).values
    np.testing.assert_allclose(ours.mean(axis=0), theirs.mean(axis=0), atol=0.03)
    np.testing.assert_allclose(ours.std(axis=0), theirs.std(axis=0), atol=0.03)
    shares = [np.bincount(drawn[:, 3].astype(int), minlength=COLOURS) / len(drawn) for drawn in (ours, theirs)]
    np.testing.assert_allclose(*shares, atol=0.01)


@pytest.mark.parametrize("name", SAMPLERS)
def test_more_neighbours_begin_with_the_same(name: str) -> None:
    near = sampler(name, BACKGROUND)
    few, many = (near.draw(ROW, count, stream(3, "row")).values for count in (50, 80))
    np.testing.assert_array_equal(few[0], ROW)
    np.testing.assert_array_equal(few, many[:50])
    assert len(near.draw(ROW, 1, stream(3, "row")).values) == 1


def test_a_bin_of_one_value_and_a_constant_keep_their_value() -> None:
    """The package gives 0 there, which here no row has."""
    rows = np.column_stack([np.repeat([7.0, 9.0], [80, 20]), np.full(100, 4.0)])
    drawn = sampler("library", NumberedRows(rows, (0, 0))).draw(rows[0], 300, stream(0, "row")).values
    assert set(drawn[:, 1]) == {4.0}
    assert np.isin(drawn[drawn[:, 0] <= 7, 0], 7.0).all()
    assert drawn[:, 0].max() <= 9


def test_missing_values_are_drawn_as_often_as_they_are_missing_and_seen_as_such() -> None:
    rows = TABLE.copy()
    rows[:100, 0] = np.nan
    near = sampler("library", NumberedRows(rows, (0, 0, 0, COLOURS)))
    drawn = near.draw(rows[0], 4000, stream(0, "row"))
    missing = np.isnan(drawn.values[:, 0])
    assert missing.mean() == pytest.approx(0.25, abs=0.03)
    np.testing.assert_array_equal(drawn.seen[:, 0], missing)
    undiscretised = sampler("library", NumberedRows(rows, (0, 0, 0, COLOURS)), "none")
    np.testing.assert_allclose(undiscretised.draw(rows[0], 500, stream(0, "r")).seen[0], [1, *_scaled(rows, 0)])
    assert not np.isnan(undiscretised.draw(rows[200], 500, stream(0, "r")).values).any()
    forest = sampler("conditional", NumberedRows(rows, (0, 0, 0, COLOURS)))
    assert np.isfinite(forest.draw(rows[0], 200, stream(0, "r")).distances).all()


def _scaled(rows: Floats, row: int) -> list[float]:
    numbers = (rows[row, 1:3] - rows[:, 1:3].mean(axis=0)) / rows[:, 1:3].std(axis=0)
    return [*numbers, 1]


def test_a_category_that_the_background_lacks_is_drawn_by_none() -> None:
    row = np.array([*ROW[:3], -1.0])
    for name in SAMPLERS:
        drawn = sampler(name, BACKGROUND).draw(row, 200, stream(0, "row"))
        changed = drawn.values[1:, 3] != -1
        assert changed.all() or name in ("from_rows", "conditional")
        np.testing.assert_array_equal(drawn.seen[1:, 3], ~changed)


@pytest.mark.parametrize("name", ["from_rows", "conditional"])
def test_values_come_together_from_one_real_row(name: str) -> None:
    drawn = sampler(name, BACKGROUND).draw(ROW, 300, stream(0, "row")).values
    changed = drawn != ROW
    for values, where in zip(drawn[1:], changed[1:], strict=True):
        assert (TABLE[:, where] == values[where]).all(axis=1).any()
    assert set(changed.sum(axis=1)) == {0, 1, 2, 3, 4}


def test_conditional_rows_keep_what_goes_together() -> None:
    """The second column is twice the first and 5: a row that changes one of them is far off where rows are any."""

    def off(name: str) -> float:
        drawn = sampler(name, BACKGROUND).draw(ROW, 2000, stream(0, "row")).values[1:]
        return float(np.abs(drawn[:, 1] - 2 * drawn[:, 0] - 5).mean())

    assert off("conditional") < 0.4 * off("from_rows")
    assert off("from_rows") < off("library")


def test_bins_by_entropy_cut_where_classes_change() -> None:
    background = NumberedRows(TABLE, (0, 0, 0, COLOURS), classes=(TABLE[:, 0] > 0.3).astype(int))
    first = sampler("library", background, "entropy").laws[0]
    highest, lowest = TABLE[TABLE[:, 0] <= 0.3, 0].max(), TABLE[TABLE[:, 0] > 0.3, 0].min()
    assert first.cuts == pytest.approx([(highest + lowest) / 2])  # type: ignore[attr-defined]


def test_entropy_is_the_packages() -> None:
    theirs = peer(0, "entropy", False, False).discretizer
    background = NumberedRows(TABLE, (0, 0, 0, COLOURS), classes=(TABLE[:, 0] > 0).astype(int))
    ours = sampler("library", background, "entropy")
    for place in range(NUMBERS):
        np.testing.assert_allclose(ours.laws[place].cuts, theirs.maxs[place][:-1])  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "bins", "said"),
    [
        ("libary", "auto", "Did you mean 'library'"),
        ("library", "quartiles", "Did you mean 'quartile'"),
        ("around", "decile", "has no effect"),
        ("library", "entropy", "needs a model of classes"),
    ],
)
def test_what_does_not_go_together_is_refused(name: str, bins: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        sampler(name, BACKGROUND, bins)


@pytest.mark.parametrize("bins", ["quartile", "decile", "none"])
def test_whole_numbers_stay_whole_and_in_their_bin(bins: str) -> None:
    rows = np.random.default_rng(0).poisson(9, size=(300, 1)).astype(np.float64)
    whole, law = NumberedRows(rows, (0,), whole=(True,)), NumberedRows(rows, (0,)).laws(bins)[0]
    uniform = np.random.default_rng(1).random((2, 5000))
    drawn, between = (found.draw(*uniform, rows[0, 0]) for found in (whole.laws(bins)[0], law))
    assert (drawn == np.rint(drawn)).all()
    assert np.abs(drawn - between).max() < 1
    if bins != "none":
        np.testing.assert_array_equal(law.place(drawn), law.place(between))  # type: ignore[attr-defined]
