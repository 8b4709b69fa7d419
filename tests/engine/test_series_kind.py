"""Time series through the same waist as texts: what is explained, what is asked again, what is refused."""

from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier

import exegesis
from exegesis import Explanation
from exegesis.adapters.series import series_model
from exegesis.core.errors import InputError, LoadError, ModelError, UnsupportedError
from exegesis.data.failed import Failed
from exegesis.data.place import Stretch

RNG = np.random.default_rng(0)
LINE = RNG.normal(size=24)
WEIGHTS = RNG.normal(size=24)


def late(series: list[Any]) -> Any:
    """(n, 2) probabilities: the higher the last third, the likelier "late"."""
    p = np.array([1 / (1 + np.exp(-4 * np.atleast_2d(one)[:, 16:].mean())) for one in series])
    return np.stack([1 - p, p], axis=1)


MODEL = exegesis.load(late, modality="series", labels=["early", "late"])


def explained(method: str = "occlusion", given: Any = LINE, model: Any = MODEL, **settings: Any) -> Explanation:
    found = exegesis.explain(model, given, method, **settings)
    assert isinstance(found, Explanation)
    return found


def test_what_an_explanation_of_a_series_is() -> None:
    found = explained(target="late", segments=6, id="7")
    assert (found.text, found.unit, found.of, len(found.units)) == ("", "stretch", "series", 6)
    assert found.units[1].at == Stretch(0, 4, 8)
    assert found.units[1].text == "steps 4–7"
    assert found.settings["cutting"] == "equal"
    assert found.settings["segments"] == 6
    assert found.baseline.description.startswith("an absent stretch is a straight line from the step before")
    assert found.cost.forward_passes == 7
    assert found.scores[:4].tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize("baseline", ["bridge", "level", "mean", "zero", "noise", "background"])
@pytest.mark.parametrize("method", ["kernel_shap", "partition_shap", "permutation_shap", "exact_shap", "occlusion"])
def test_a_weighted_sum_is_explained_by_its_terms(method: str, baseline: str) -> None:
    background = RNG.normal(size=(3, 24))
    model = exegesis.load(
        lambda many: [WEIGHTS @ one for one in many], "regression", modality="series", background=background
    )
    found = explained(method, model=model, baseline=baseline, segments=4)
    if baseline == "background":
        terms = (WEIGHTS * (LINE - background.mean(axis=0))).reshape(4, 6).sum(axis=1)
        np.testing.assert_allclose(found.scores, terms, atol=1e-9)
    exact = explained("exact_shap", model=model, baseline=baseline, segments=4)
    np.testing.assert_allclose(found.scores, exact.scores, atol=1e-9)


def test_a_planted_cause_is_found_by_every_method() -> None:
    for method in ("lime", "kernel_shap", "partition_shap", "permutation_shap", "occlusion"):
        few = {"samples": 300} if method == "lime" else {}
        bumped = np.where(np.arange(24) // 4 == 4, 2.0, 0.1 * LINE)
        found = explained(method, bumped, target="late", segments=6, baseline="mean", **few)
        assert found.top(1)[0][0].at == Stretch(0, 16, 20), method


def test_background_rows_are_asked_again_with_the_model_that_holds_them() -> None:
    model = exegesis.load(late, modality="series", background=RNG.normal(size=(3, 24)))
    found = explained("kernel_shap", model=model, segments=4)
    assert found.baseline.name == "background"
    repeated = exegesis.explain(model, **Explanation.from_json(found.to_json()).again())
    np.testing.assert_allclose(repeated.scores, found.scores)
    checked = exegesis.check(found, model, seeds=1)
    assert checked.checks is not None


@pytest.mark.parametrize("way", ["equal", "changes"])
def test_channels_are_cut_and_named_one_by_one(way: str) -> None:
    series = exegesis.Series.of(RNG.normal(size=(2, 24)), ["pulse", "breath"])
    found = explained(given=series, unit=way, segments=3)
    assert [unit.at.channel for unit in found.units] == [0, 0, 0, 1, 1, 1]  # type: ignore[union-attr]
    assert found.units[3].text.startswith("breath, steps 0–")


def test_the_tree_joins_neighbours_and_channels_last() -> None:
    found = explained("partition_shap", RNG.normal(size=(2, 24)), segments=2)
    named = {group.units: group.text for group in found.groups}
    assert named[(0, 1)] == "channel 1"
    four = explained("partition_shap", RNG.normal(size=(2, 24)), segments=4)
    assert {group.text for group in four.groups} >= {"channel 1, steps 0–11", "channel 2", "channel 1; channel 2"}


@pytest.mark.parametrize("unit", [[4, 9], lambda array: [3], exegesis.Changes(3)])
def test_cuts_of_ones_own_are_asked_again(unit: Any) -> None:
    found = Explanation.from_json(explained(unit=unit).to_json())
    repeated = exegesis.explain(MODEL, **found.again())
    assert repeated.units == found.units
    np.testing.assert_allclose(repeated.scores, found.scores)


@pytest.mark.parametrize("estimator", [KNeighborsClassifier(3), LogisticRegression(), Ridge()])
def test_estimators_of_scikit_learn_take_rows_of_steps(estimator: Any) -> None:
    rows = RNG.normal(size=(40, 24))
    labels = rows[:, :6].mean(axis=1) > 0
    estimator.fit(rows, labels.astype(float) if isinstance(estimator, Ridge) else np.where(labels, "up", "down"))
    model = exegesis.load(estimator, modality="series")
    found = explained(given=rows[0], model=model, segments=4)
    assert type(estimator).__name__ in model.name
    assert found.prediction.labels == (("value",) if isinstance(estimator, Ridge) else ("down", "up"))
    with pytest.raises(InputError, match=r"takes \(n, steps\), and the series has channels"):
        explained(given=RNG.normal(size=(2, 24)), model=model)
    with pytest.raises(ModelError, match="failed on series"):
        explained(given=rows[0, :20], model=model, segments=4)


def test_many_series_share_passes_and_errors_stay_in_their_place() -> None:
    found = list(exegesis.explain_many(MODEL, [LINE, [1.0], LINE + 1], "occlusion"))
    assert isinstance(found[1], Failed)
    assert "at least 2 steps" in str(found[1].error)
    assert len(list(exegesis.explain_many(MODEL, np.stack([LINE, LINE + 1]), "random"))) == 2
    with pytest.raises(InputError, match="takes a list of series; put the one series in a list"):
        exegesis.explain_many(MODEL, LINE)
    with pytest.raises(InputError, match="takes a list of series, not dict"):
        exegesis.explain_many(MODEL, {"a": LINE})


def test_answers_alone() -> None:
    (one,) = exegesis.predict(MODEL, LINE)
    assert [found.label for found in exegesis.predict(MODEL, [LINE, -LINE])] == [
        one.label,
        {"early": "late", "late": "early"}[one.label],
    ]
    np.testing.assert_allclose(MODEL.predict([LINE])[0], one.outputs)


def test_masked_series_are_held_a_batch_at_a_time() -> None:
    most: list[int] = []
    model = exegesis.load(lambda many: (most.append(len(many)), late(many))[1], modality="series")
    explained("lime", model=model, samples=200, batch_values=5 * 24)
    assert max(most) == 5


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"phrases": ["a b"]}, "phrases has no effect on a model of series; .*output, segments, batch_values"),
        ({"unit": [3], "segments": 4}, "segments has no effect on cuts of your own"),
        ({"unit": []}, "the series is one stretch"),
        ({"segments": 25}, "a series of 24 steps cannot be cut into 25"),
        ({"segments": 0}, "segments must be a whole number"),
        ({"baseline": "mask"}, "unknown baseline of a series 'mask'"),
        ({"method": "lime", "mode": "bag-of-words"}, "mode='bag-of-words' is for texts"),
        ({"method": "integrated_gradients"}, "These methods fit it: lime"),
        ({"target": "nowhere"}, "nowhere"),
    ],
)
def test_what_has_no_effect_is_refused_in_a_line(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        explained(**settings)


def test_a_background_is_for_kinds_that_take_values_from_it() -> None:
    with pytest.raises(LoadError, match="background has no effect on a model of texts"):
        exegesis.load(lambda texts: [[0.5, 0.5]] * len(texts), modality="text", background=[LINE])
    with pytest.raises(InputError, match="NaN or infinity"):
        exegesis.load(late, modality="series", background=[[1.0, np.nan]])
    with pytest.raises(InputError, match="give series of one length"):
        exegesis.load(late, modality="series", background=[1.0, 2.0])
    texts = exegesis.load(lambda texts: [[0.5, 0.5]] * len(texts))
    with pytest.raises(UnsupportedError, match="reads no series"):
        series_model(texts)
