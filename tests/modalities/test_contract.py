"""What every method makes of a kind of data that is neither text nor tokens, through the engine's real path."""

from io import StringIO
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from scipy.special import softmax
from sklearn.linear_model import Ridge

from exegesis.core.errors import InputError, LongWorkWarning, UnsupportedError
from exegesis.core.randomness import stream
from exegesis.core.types import Masks
from exegesis.data.explanation import Explanation
from exegesis.data.explanations import Explanations
from exegesis.data.place import Column
from exegesis.data.requests import Neighbours, Score
from exegesis.data.rows import Row
from exegesis.data.tree import UnitTree
from exegesis.engine.assemble import explanations
from exegesis.engine.engine import Engine
from exegesis.engine.estimate import estimated, rows_to_come, tell_if_long
from exegesis.engine.fitting import check_asked
from exegesis.engine.pool import Work, pooled
from exegesis.engine.problem import Problem
from exegesis.engine.rehearsal import rehearsed
from exegesis.explainers.base import Attribution, Explainer
from exegesis.explainers.settings import build
from exegesis.explainers.table import METHODS
from exegesis.views.terminal import show
from tests.modalities.cells import (
    BACKGROUND,
    BIAS,
    NUMBERS,
    SHARES,
    WEIGHTS,
    Additive,
    Baselined,
    OnlySwapping,
    Swapping,
    bound,
)

# Clusters of numbers that do not stand beside one another, as columns of a table that go together.
CLUSTERS = UnitTree(np.array([[0, 3], [1, 5], [6, 2], [8, 4], [9, 7]]))
MASKERS = {
    "one baseline": Baselined,
    "several draws": lambda: Baselined(background=BACKGROUND),
    "windows": lambda: Baselined(halves=True),
    "windows and draws": lambda: Baselined(halves=True, background=BACKGROUND),
    "a tree": lambda: Baselined(tree=CLUSTERS),
}
METHODS_OF_MASKS = [row.name for row in METHODS.values() if Score in row.load().asks]
# LIME's ridge penalty of 1 draws scores towards 0 by one part in so many samples.
SETTINGS: dict[str, dict[str, Any]] = {"lime": {"samples": 50_000, "kernel_width": 1000.0}}
TOLERANCE = {"lime": 1e-3}
FEW: dict[str, dict[str, Any]] = {"lime": {"samples": 40}, "partition_shap": {"samples": 10}}


def made(name: str, **settings: Any) -> Explainer:
    return build(METHODS[name].load(), SETTINGS.get(name, {}) | settings)


def driven(engine: Engine, problem: Problem, explainer: Explainer, seed: int = 0) -> Attribution:
    check_asked(problem, explainer)
    return engine.drive(problem, explainer.explain(problem.game, stream(seed, "cells")))


@pytest.mark.parametrize("kind", MASKERS)
@pytest.mark.parametrize("name", METHODS_OF_MASKS)
@pytest.mark.slow
def test_a_sum_is_explained_by_its_terms(name: str, kind: str) -> None:
    masker = MASKERS[kind]()
    found = driven(*bound(masker), made(name))
    near = TOLERANCE.get(name, 1e-9)
    np.testing.assert_allclose(found.scores, masker.weights, rtol=near, atol=near)


@pytest.mark.parametrize("name", METHODS_OF_MASKS)
def test_same_seed_same_scores_whatever_else_the_engine_has_done(name: str) -> None:
    one = driven(*bound(Baselined(background=BACKGROUND)), made(name, **FEW.get(name, {})), seed=3)
    engine, problem = bound(Baselined(background=BACKGROUND))
    driven(engine, problem, made("occlusion"))
    np.testing.assert_allclose(driven(engine, problem, made(name, **FEW.get(name, {})), seed=3).scores, one.scores)


# -- draws --------------------------------------------------------------------------------------------------------


def test_a_masks_value_is_the_weighted_mean_of_its_draws_in_the_targets_unit() -> None:
    """Of probabilities: not the probability at the mean of the logits, nor at the mean of the rows."""
    masker = Baselined(background=BACKGROUND)
    engine, problem = bound(masker, Additive("single-label"))
    assert problem.targets[0].output == "probability"
    masks = np.random.default_rng(0).random((20, len(NUMBERS))) < 0.5
    rows = np.where(masks[:, None], NUMBERS, BACKGROUND)  # (20, 3, n)
    expected = np.einsum("k,bkt->bt", SHARES, softmax(BIAS + rows @ WEIGHTS.T, axis=-1))
    np.testing.assert_allclose(engine.score(problem, masks), expected, atol=1e-12)


def test_passes_of_draws_are_counted_and_none_is_made_twice() -> None:
    engine, problem = bound(Baselined(background=BACKGROUND))
    exact = made("exact_shap")
    told, most = rehearsed(problem, exact).rows, rows_to_come(problem, exact)[0]
    driven(engine, problem, exact)
    masks = 2 ** len(NUMBERS)
    assert engine.cost().forward_passes == len(engine.model.ran) == 1 + 3 * (masks - 1)  # all kept is the input itself
    assert told == 1 + 3 * (masks - 1)
    assert most == 3 * masks
    driven(engine, problem, exact)
    assert engine.cost().forward_passes == 1 + 3 * (masks - 1)


def test_memory_stays_bounded_with_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exegesis.engine.engine._ROWS_AT_ONCE", 10)
    made_at_once: list[int] = []

    class Counting(Baselined):
        def rows(self, window: int, masks: Masks) -> list[Row]:
            made_at_once.append(len(super().rows(window, masks)))
            return super().rows(window, masks)

    masker = Counting(background=BACKGROUND)
    np.testing.assert_allclose(driven(*bound(masker), made("exact_shap")).scores, masker.weights, atol=1e-9)
    assert max(made_at_once) == 9


def test_too_few_rows_are_an_error_and_no_shifted_answer() -> None:
    engine, problem = bound(Baselined(background=BACKGROUND))
    problem.masks.draws = np.ones(2) / 2  # of three lines
    with pytest.raises(ValueError, match="3 rows for 1 masks of 2 draws"):
        engine.score(problem, np.zeros((1, len(NUMBERS)), dtype=np.bool_))


def test_several_inputs_share_batches() -> None:
    """Through the pool, as many texts are explained."""
    works = []
    for kind in MASKERS.values():
        engine, problem = bound(kind())
        works.append(Work(engine, engine.driving(problem, made("occlusion").explain(problem.game, stream(0, ""))), 6))
    for work, kind in zip(pooled(iter(works)), MASKERS.values(), strict=True):
        assert work.result is not None
        np.testing.assert_allclose(work.result.scores, kind().weights, atol=1e-9)


# -- neighbours ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("masker", [Swapping(), OnlySwapping()])
def test_lime_fits_to_the_neighbours_that_a_kind_of_data_draws_itself(masker: Swapping | OnlySwapping) -> None:
    found = driven(*bound(masker), made("lime", samples=4000))
    np.testing.assert_allclose(found.scores, masker.weights, rtol=0.01, atol=0.01)
    assert found.settings["paired"] is False


@pytest.mark.parametrize("name", [name for name in METHODS_OF_MASKS if name != "lime"])
def test_other_methods_ask_for_masks_where_there_are_neighbours_too(name: str) -> None:
    np.testing.assert_allclose(driven(*bound(Swapping()), made(name)).scores, Swapping().weights, atol=1e-9)


def test_neighbours_have_distances_and_a_kernel_width_of_their_own() -> None:
    engine, problem = bound(OnlySwapping())
    lime = made("lime", samples=300, kernel_width=None)
    found = driven(engine, problem, lime)
    near = Swapping().neighbours(300, stream(0, "cells"))
    values = BIAS + near.units * NUMBERS @ WEIGHTS.T
    ridge = Ridge(alpha=1).fit(near.units, values, sample_weight=np.exp(-0.5 * (near.distances / near.width) ** 2))
    np.testing.assert_allclose(found.scores, ridge.coef_, atol=1e-9)
    np.testing.assert_allclose([told["intercept"] for told in found.diagnostics], ridge.intercept_, atol=1e-9)
    local = [told["local_prediction"] for told in found.diagnostics]
    np.testing.assert_allclose(local, ridge.predict(np.ones((1, len(NUMBERS))))[0], atol=1e-9)
    assert found.settings["kernel_width"] == near.width
    assert found.base_values is None  # no neighbour is the baseline
    assert engine.cost().forward_passes == 300


def test_a_stopping_rule_over_neighbours_gives_what_so_many_samples_give_without_it() -> None:
    ruled = driven(*bound(OnlySwapping()), made("lime", until_top=2))
    assert ruled.diagnostics[0]["stopped_by"] == "certainty"
    count = ruled.diagnostics[0]["samples"]
    assert count < 2000
    np.testing.assert_allclose(driven(*bound(OnlySwapping()), made("lime", samples=count)).scores, ruled.scores)


def test_neighbours_to_come_are_told_beforehand() -> None:
    engine, problem = bound(OnlySwapping())
    lime = made("lime", samples=500)
    assert rehearsed(problem, lime).neighbours == 500
    assert 0 < estimated(engine, problem, lime).seconds < 60
    assert rows_to_come(problem, lime) == (500, 0)


def test_assisted_goes_with_masks_alone() -> None:
    with pytest.raises(UnsupportedError, match="assisted goes with masks"):
        driven(*bound(Swapping()), made("lime", assisted=True))
    with pytest.raises(UnsupportedError, match="paired goes with masks"):
        driven(*bound(Swapping()), made("lime", paired=True))


# -- what does not fit --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in METHODS_OF_MASKS if name != "lime"])
def test_methods_of_masks_are_refused_where_units_cannot_be_absent(name: str) -> None:
    with pytest.raises(UnsupportedError) as caught:
        driven(*bound(OnlySwapping()), made(name))
    assert str(caught.value) == (
        f"{name} asks for masks, which an input of this kind does not give. These methods fit it: lime."
    )


@pytest.mark.parametrize("name", ["integrated_gradients", "gradient", "attention_rollout", "parzen"])
def test_methods_of_positions_and_of_texts_are_refused_where_there_are_none(name: str) -> None:
    with pytest.raises(UnsupportedError, match=f"^{name} asks for .*, which an input of this kind does not") as caught:
        driven(*bound(Baselined()), made(name))
    assert str(caught.value).endswith(
        "These methods fit it: lime, kernel_shap, partition_shap, permutation_shap, exact_shap, "
        "shapley_interactions, occlusion."
    )


def test_what_is_asked_of_the_wrong_kind_past_that_check_is_one_line_too() -> None:
    engine, problem = bound(OnlySwapping())
    with pytest.raises(UnsupportedError, match="neighbours and no masks"):
        engine.score(problem, np.ones((1, len(NUMBERS)), dtype=np.bool_))
    engine, problem = bound(Baselined())
    with pytest.raises(UnsupportedError, match="draw no neighbours"):
        engine.answer(problem, Neighbours(10, stream(0, "")))


# -- to the end ---------------------------------------------------------------------------------------------------


def explained(name: str, **settings: Any) -> list[Explanation]:
    """Both targets explained, over several draws and a tree."""
    engine, problem = bound(Baselined(background=BACKGROUND, tree=CLUSTERS))
    explainer = made(name, **settings)
    found, nothing = driven(engine, problem, explainer), [None] * len(problem.targets)
    return explanations(engine, problem, name, found, SETTINGS.get(name, {}), nothing, 0, "row 7")


@pytest.mark.parametrize("name", METHODS_OF_MASKS)
@pytest.mark.slow
def test_an_explanation_without_a_text_is_read_back_and_shown(name: str) -> None:
    found = explained(name)
    first = found[0]
    assert [unit.place for unit in first.units] == [Column(place) for place in range(len(NUMBERS))]
    assert (first.text, first.parts, first.windows, first.part(2)) == ("", (), (), "")
    for one in found:
        assert Explanation.from_json(one.to_json()) == one
        assert one.units == Explanation.from_dict(one.to_dict()).units
        page = one.to_html()
        assert all(unit.text.replace("<", "&lt;").replace(">", "&gt;") in page for unit, _ in one.top(4))
        assert "characters" not in page
        assert one.verdict.text
        assert len(one.to_frame()) == len(NUMBERS)
        assert len(one.to_frame("item")) == 1
        assert len(one.plot().axes) == 1
        assert one.record()["value"] == pytest.approx(one.value)
    assert Explanations(found).to_html()
    assert "cell <5>" in Explanations([first])._repr_html_().replace("&lt;", "<").replace("&gt;", ">")


@pytest.mark.parametrize("verbose", [False, True])
def test_it_is_printed_alone_and_beside_others(verbose: bool) -> None:
    for found in (explained("partition_shap")[:1], explained("partition_shap"), explained("lime")):
        console = Console(file=StringIO(), width=100)
        show(found, console, verbose=verbose)
        said = console.file.getvalue()
        assert "cell <5>" in said
        assert "cell <0>" in said
        assert "-10.9" in said.replace("−", "-")


def test_the_groups_of_a_tree_are_named_by_their_units() -> None:
    first, _ = explained("partition_shap")
    assert {group.text for group in first.groups} >= {"cell <0>, cell <3>", "cell <1>, cell <5>"}
    assert all(group.spans == () for group in first.groups)
    assert "Strongest groups" in first.to_html()


def test_what_is_no_text_has_no_sentences() -> None:
    with pytest.raises(InputError, match="cannot be summed by sentence"):
        explained("occlusion")[0].by("sentence")


def test_long_work_names_ways_that_this_kind_of_data_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exegesis.engine.estimate._LONG_SECONDS", 0.0)
    for name, way in (("kernel_shap", "fewer samples"), ("occlusion", r"fewer \w+")):
        with pytest.warns(LongWorkWarning, match=rf"; {way} would be faster\.$"):
            tell_if_long(*bound(Baselined()), made(name))
