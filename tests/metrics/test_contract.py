"""What every row of the table keeps: a pair that it must tell apart, constant scores, its own words, the docs."""

from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from exegesis.metrics.base import HIGHER, LOWER, Case, Undefined
from exegesis.metrics.settings import build
from exegesis.metrics.table import METRICS
from tests.metrics.toys import WEIGHTS, case_of, drive

DOCS = Path(__file__).parents[2] / "docs" / "measures.md"
N = len(WEIGHTS)
MARKED = np.array([1, 0, 0, 0, 0, 1, 0, 0], dtype=bool)  # the two heaviest units
CHANCE = np.random.default_rng(4).uniform(-1, 1, N)  # scores that know nothing of f
SPREAD = np.full(N, 1.0) + np.arange(N) / 100
ONE = np.eye(N)[0]


def noise(seed: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-1, 1, N)


class Side(NamedTuple):
    """An explanation and how the method that made it answers when run again."""

    scores: np.ndarray
    case: dict[str, Any] = {}  # noqa: RUF012 (never changed)
    replies: dict[str, Any] = {}  # noqa: RUF012


# The weights of the additive f are its one right explanation: SHAP, occlusion and LIME all give them.
FAITHFUL = Side(WEIGHTS), Side(CHANCE)
MARKS = Side(WEIGHTS, {"rationale": MARKED}), Side(CHANCE, {"rationale": MARKED})
OTHERS = Side(WEIGHTS, {"other": 2 * WEIGHTS}), Side(CHANCE, {"other": WEIGHTS})
SEEDS = Side(WEIGHTS, {}, {"again": lambda seed: WEIGHTS}), Side(noise(0), {}, {"again": noise})
MOVED = (
    Side(WEIGHTS, {}, {"shaken": lambda index, radius: (WEIGHTS + 0.01 * radius * noise(index), radius or 1.0)}),
    Side(CHANCE, {}, {"shaken": lambda index, radius: (noise(index), radius or 1.0)}),
)
BLOCKS = ("head", "layer 0", "embeddings")
RANDOMISED = (
    Side(WEIGHTS, {}, {"blocks": BLOCKS, "randomised": lambda blocks: noise(len(blocks))}),
    Side(WEIGHTS, {}, {"blocks": BLOCKS, "randomised": lambda blocks: WEIGHTS}),
)
CLASSES = (
    Side(WEIGHTS, {"n_outputs": 3}, {"other": lambda index: -WEIGHTS}),
    Side(WEIGHTS, {"n_outputs": 3}, {"other": lambda index: WEIGHTS}),
)
SIMPLE = Side(ONE + 0.01 * SPREAD), Side(SPREAD)

PAIRS: dict[str, tuple[Side, Side]] = {
    **dict.fromkeys(("comprehensiveness", "comprehensiveness_full", "sufficiency", "sufficiency_full"), FAITHFUL),
    **dict.fromkeys(("deletion_area", "deletion_gain", "insertion_area", "insertion_gain"), FAITHFUL),
    **dict.fromkeys(("pixel_deletion_area", "pixel_deletion_gain", "pixel_insertion_area"), FAITHFUL),
    "pixel_insertion_gain": FAITHFUL,
    **dict.fromkeys(("tau_loo", "infidelity", "infidelity_scaled", "faithfulness_correlation"), FAITHFUL),
    **dict.fromkeys(("sensitivity_n", "weighted_r2", "completeness_gap"), FAITHFUL),
    **dict.fromkeys(("max_sensitivity", "local_lipschitz"), MOVED),
    **dict.fromkeys(("seed_jaccard", "seed_spearman", "seed_sign_flips"), SEEDS),
    **dict.fromkeys(("cascading_randomisation", "independent_randomisation"), RANDOMISED),
    "random_logit": CLASSES,
    **dict.fromkeys(("entropy", "gini"), SIMPLE),
    **dict.fromkeys(("token_f1", "token_iou", "token_auprc"), MARKS),
    **dict.fromkeys(("feature_agreement", "rank_agreement", "sign_agreement", "signed_rank_agreement"), OTHERS),
}
# What is needed of every side at once, for scores that cannot be judged whatever is answered.
ALL = {"rationale": MARKED, "other": WEIGHTS, "n_outputs": 2}


def value(name: str, side: Side) -> float:
    case = case_of(side.scores, item="toy", **side.case)
    return drive(build(name, {}), case, **side.replies).value


def test_every_row_declares_a_pair() -> None:
    assert set(PAIRS) == set(METRICS)


@pytest.mark.parametrize("name", METRICS)
def test_a_good_explanation_beats_a_bad_one(name: str) -> None:
    good, bad = (value(name, side) for side in PAIRS[name])
    assert (good > bad) if build(name, {}).direction == HIGHER else (good < bad)


@pytest.mark.parametrize("name", METRICS)
@pytest.mark.parametrize("scores", [np.zeros(N), np.full(N, 0.3), np.ones(1)], ids=["zero", "equal", "one unit"])
def test_constant_scores_are_undefined(name: str, scores: np.ndarray) -> None:
    """All but the gap of the sum, which does not ask whether the parts differ: it is refused for zeros alone."""
    scores = scores * 0 if name == "completeness_gap" else scores
    known = {**ALL, "rationale": MARKED[: len(scores)], "other": WEIGHTS[: len(scores)]}
    with pytest.raises(Undefined, match=r"equal|all scores are 0"):
        drive(build(name, {}), case_of(scores, **known), lambda masks: masks @ np.ones(masks.shape[1]))


@pytest.mark.parametrize("name", METRICS)
def test_a_row_says_what_its_class_says(name: str) -> None:
    row, made = METRICS[name], build(name, {})
    assert made.direction in (HIGHER, LOWER)
    assert made.unit
    assert row.summary.endswith((".", "?"))
    assert set(row.settings) <= {field.name for field in fields(made)}
    assert made.name == name or row.settings  # a second row of one class differs by its settings


def test_the_page_lists_the_table() -> None:
    rows = [line.split("|")[1].strip() for line in DOCS.read_text(encoding="utf-8").splitlines() if "| `" in line]
    assert rows == [f"`{name}`" for name in METRICS]


def test_draws_are_those_of_seed_and_item() -> None:
    case = Case(WEIGHTS, 0.0, item="a", seed=3)
    assert (case.stream("x").random(4) == Case(CHANCE, 1.0, item="a", seed=3).stream("x").random(4)).all()
    for other in (Case(WEIGHTS, 0.0, item="b", seed=3), Case(WEIGHTS, 0.0, item="a", seed=4)):
        assert (case.stream("x").random(4) != other.stream("x").random(4)).all()
