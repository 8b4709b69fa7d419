"""Asking in rounds, and the stopping rule of the methods that sample."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.data.requests import Score, driven
from exegesis.explainers.kernel_shap import KernelShap
from exegesis.explainers.lime import Lime
from exegesis.explainers.permutation_shap import PermutationShap
from exegesis.explainers.rounds import Known, looks
from tests.examples import examples
from tests.explainers.driving import drive, game_of

KINDS = {
    "lime": lambda **given: Lime(**given),
    "lime, unpaired": lambda **given: Lime(paired=False, **given),
    "lime, paper": lambda **given: Lime(preset="paper", **given),
    "kernel_shap": lambda **given: KernelShap(**given),
    "kernel_shap, unpaired": lambda **given: KernelShap(paired=False, whole_sizes=False, **given),
    "permutation_shap": lambda **given: PermutationShap(**given),
}


def bent(n, seed=0, gap=1.5):
    """A game of n units with interactions whose weights fall from unit to unit."""
    rng = np.random.default_rng(seed)
    weights = float(gap) ** -np.arange(n) * rng.choice([-1, 1], n)
    left, right = rng.integers(0, n, (2, 3 * n))
    products = 0.05 * rng.choice([-1, 1], 3 * n)
    return lambda masks: masks @ weights + (masks[:, left] & masks[:, right]) @ products


def asked_by(explainer, n, f, seed=0):
    seen = []
    found = drive(explainer, game_of(n), lambda masks: seen.append(masks) or f(masks), seed)
    return found, seen


def test_looks_grow_by_half_and_end_at_the_cap():
    assert looks(250, 2000) == [250, 374, 560, 840, 1260, 1890, 2000]
    assert looks(251, 300) == [252, 300]
    assert looks(400, 300) == [300]


def test_no_mask_is_asked_for_in_two_rounds():
    known, seen = Known("bfloat16"), []

    def kept(request):
        assert isinstance(request, Score)
        assert request.precision == "bfloat16"
        seen.append(request.masks)
        return request.masks.sum(axis=1, keepdims=True).astype(float)

    def answered(masks):
        asked = len(seen)
        values = driven(known.ask(masks), kept)
        assert len(seen) <= asked + 1
        return values

    masks = np.array([[True, False], [True, True], [False, False]])
    assert answered(masks[:2])[:, 0].tolist() == [1, 2]
    assert answered(masks)[:, 0].tolist() == [1, 2, 0]
    assert answered(masks[[2, 0]])[:, 0].tolist() == [0, 1]
    assert [len(one) for one in seen] == [2, 1]


@pytest.mark.parametrize("kind", KINDS)
@examples(5)
@given(
    n=st.sampled_from([13, 16, 30]), top=st.integers(1, 4), seed=st.integers(0, 20), gap=st.sampled_from([1.02, 1.6])
)
def test_the_result_is_that_of_a_plain_run_with_the_samples_used(kind, n, top, seed, gap):
    ruled = drive(KINDS[kind](samples=1500, until_top=top), game_of(n), bent(n, seed, gap), seed)
    used = ruled.diagnostics[0]["samples"]
    assert used <= 1500
    plain = drive(KINDS[kind](samples=used), game_of(n), bent(n, seed, gap), seed)
    assert plain.diagnostics[0]["samples"] == used
    np.testing.assert_allclose(ruled.scores, plain.scores, atol=1e-12)  # sums of other batches round otherwise
    np.testing.assert_allclose(ruled.standard_errors, plain.standard_errors, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_it_stops_early_where_the_top_stands_out_and_at_the_cap_where_it_does_not(kind):
    clear = drive(KINDS[kind](samples=6000, until_top=2), game_of(20), bent(20, gap=2))
    assert clear.diagnostics[0]["stopped_by"] == "certainty"
    assert clear.diagnostics[0]["certain_top"] == clear.diagnostics[0]["certain_of"] == 2
    assert clear.diagnostics[0]["samples"] < 2000
    assert clear.warnings == ((),)
    equal = drive(KINDS[kind](samples=600, until_top=2), game_of(20), lambda masks: np.tanh(masks.sum(axis=1) - 10))
    told = equal.diagnostics[0]
    assert told["stopped_by"] == "samples"
    assert told["certain_top"] < 2
    assert "raise samples, or ask for fewer" in equal.warnings[0][-1]


@pytest.mark.parametrize("kind", KINDS)
def test_without_the_rule_all_is_asked_at_once_and_certainty_told_all_the_same(kind):
    found, seen = asked_by(KINDS[kind](samples=900), 15, bent(15))
    assert len(seen) == 1
    told = found.diagnostics[0]
    assert told["certain_of"] == 10
    assert 1 <= told["certain_top"] <= 10
    assert "stopped_by" not in told


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [13, 15, 40])
@pytest.mark.slow
def test_passes_hold_for_rounds_and_rounds_ask_for_few_masks_twice(kind, n):
    explainer = KINDS[kind](samples=3000, until_top=3)
    _, seen = asked_by(explainer, n, lambda masks: np.tanh(masks.sum(axis=1) / 5 - 2))
    asked = np.concatenate(seen)
    assert len(np.unique(asked, axis=0)) <= explainer.passes(game_of(n)).forward
    parts = [{mask.tobytes() for mask in part} for part in seen]
    assert len(set.union(*parts)) == sum(map(len, parts))  # no mask stands in two rounds


def test_all_targets_must_be_certain():
    def f(masks):
        return np.stack([bent(20, gap=2)(masks), np.tanh(masks.sum(axis=1) - 10.0)], axis=1)

    found = drive(Lime(samples=700, until_top=2), game_of(20, 2), f)
    assert [told["stopped_by"] for told in found.diagnostics] == ["certainty", "samples"]
    assert [told["samples"] for told in found.diagnostics] == [700, 700]


@pytest.mark.slow
def test_what_stops_by_certainty_is_seldom_wrong():
    """60 runs of a game whose second and third unit are close: the two it is certain of are the two of the limit."""
    weights = np.array([2.0, 0.57, 0.55, *np.full(12, 0.05)])

    def f(masks):
        return masks @ weights + 0.3 * masks[:, 3] * masks[:, 4] - 0.3 * masks[:, 5] * masks[:, 0] * masks[:, 6]

    limit = drive(Lime(samples=2**15), game_of(15), f, seed=999).scores[0]
    right = set(np.argsort(-np.abs(limit))[:2])
    runs = [drive(Lime(samples=2500, until_top=2, confidence=0.8), game_of(15), f, seed) for seed in range(60)]
    stopped = [run for run in runs if run.diagnostics[0]["stopped_by"] == "certainty"]
    wrong = sum(set(np.argsort(-np.abs(run.scores[0]))[:2]) != right for run in stopped)
    assert len(stopped) > 10
    assert wrong <= 12


def test_rounds_of_leverage_sampling_are_refused():
    for wish in ({"until_top": 3}, {"assisted": True}):
        with pytest.raises(InputError, match="sampling='kernel'"):
            KernelShap(sampling="leverage", **wish)


@pytest.mark.parametrize("kind", list(KINDS))
def test_more_than_can_be_told_apart_is_told(kind: str) -> None:
    found = drive(KINDS[kind](samples=2000, until_top=9), game_of(4), bent(4, gap=2))
    assert any("Of 4 scores at most the 3 highest can be told from the others" in line for line in found.warnings[0])
    fits = drive(KINDS[kind](samples=2000, until_top=3), game_of(4), bent(4, gap=2))
    assert not any("can be told" in line for line in fits.warnings[0])
