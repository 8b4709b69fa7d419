"""Measures that run the method again: other seeds, moved embeddings, random weights, another class."""

import numpy as np
import pytest
import torch

from exegesis.core.errors import InputError
from exegesis.metrics.base import Metric, Undefined
from exegesis.metrics.correlation import pearson, spearman
from exegesis.metrics.neighbours import LocalLipschitz, MaxSensitivity
from exegesis.metrics.randomised import CascadingRandomisation, IndependentRandomisation, RandomLogit
from exegesis.metrics.seeds import SeedJaccard, SeedSignFlips, SeedSpearman
from tests.metrics.toys import case_of, drive

FOUR = np.array([4.0, -3.0, 2.0, 1.0])
RUNS = {7: FOUR, 8: [4.0, 3.0, 2.0, 1.0], 9: [1.0, -3.0, 2.0, 4.0]}


@pytest.mark.parametrize(
    ("metric", "value"),
    [
        # Top two units: 01, 01, 31. Pairs share 2 of 2, 1 of 3, 1 of 3.
        (SeedJaccard(seeds=3), (1 + 1 / 3 + 1 / 3) / 3),
        # One unit of four turns between the first two, and between the last two.
        (SeedSignFlips(seeds=3), (1 / 4 + 0 + 1 / 4) / 3),
        # Ranks 4132, 4321, 2134: 1 - 6 * sum of squares / 60 with sums 6, 8, 18.
        (SeedSpearman(seeds=3), (0.4 + 0.2 - 0.8) / 3),
    ],
)
def test_stability_by_hand(metric: Metric, value: float) -> None:
    asked = []

    def again(seed: int) -> object:
        asked.append(seed)
        return RUNS[seed]

    assert drive(metric, case_of(FOUR, explained_with=7), again=again).value == pytest.approx(value)
    assert asked == [8, 9]  # the explanation itself is the first run


def test_stability_needs_two_runs_and_units_to_choose_from() -> None:
    with pytest.raises(InputError, match="seeds must be at least 2"):
        drive(SeedSpearman(seeds=1), case_of(FOUR), again=lambda seed: FOUR)
    with pytest.raises(InputError, match="k must lie between 1 and the text's 4 units"):
        drive(SeedJaccard(k=5), case_of(FOUR), again=lambda seed: FOUR)


def test_spearman_averages_ties_and_says_when_there_is_none() -> None:
    """Ranks 1.5 1.5 3 4 against 1 2 3 4: 4.5 / sqrt(4.5 * 5)."""
    assert spearman(np.array([0.0, 0.0, 1.0, 2.0]), np.arange(4.0)) == pytest.approx(4.5 / np.sqrt(4.5 * 5))
    for one, other in ((np.ones(3), np.arange(3.0)), (np.arange(3.0), np.zeros(3))):
        with pytest.raises(Undefined, match="does not vary"):
            pearson(one, other)


def shaken(neighbour: int, radius: float) -> tuple[np.ndarray, float]:
    """Neighbour k moves the first score by k tenths, and the input by k^2 hundredths."""
    moved = FOUR + np.array([0.1 * neighbour, 0, 0, 0])
    return moved, 0.01 * neighbour**2


def test_sensitivity_by_hand() -> None:
    """|FOUR| = sqrt(30). The third of three moves furthest; the first fastest: .1 / .01."""
    assert drive(MaxSensitivity(samples=3), case_of(FOUR), shaken=shaken).value == pytest.approx(0.3 / np.sqrt(30))
    assert drive(LocalLipschitz(samples=3), case_of(FOUR), shaken=shaken).value == pytest.approx(10)


def test_max_sensitivity_is_captums() -> None:
    """The same moves of the input of the same gradient, with captum's arithmetic."""
    from captum.metrics import sensitivity_max

    x, moves = torch.tensor([[1.0, 2.0, 3.0, 4.0]]), 0.1 * torch.randn(6, 4, generator=torch.manual_seed(0))

    def gradient_of_cubes(inputs: tuple[torch.Tensor, ...] | torch.Tensor) -> tuple[torch.Tensor, ...]:
        point = inputs[0] if isinstance(inputs, tuple) else inputs
        return (3 * point**2,)

    theirs = sensitivity_max(gradient_of_cubes, x, lambda inputs: (inputs[0] + moves,), n_perturb_samples=6)

    def ours(neighbour: int, radius: float) -> tuple[np.ndarray, float]:
        move = moves[neighbour - 1] if neighbour else torch.zeros(4)
        return gradient_of_cubes(x + move)[0][0].numpy(), float(move.norm())

    found = drive(MaxSensitivity(samples=6), case_of(3 * x[0].numpy() ** 2), shaken=ours)
    assert found.value == pytest.approx(float(theirs[0]), rel=1e-5)


def test_sensitivity_refuses_what_cannot_be() -> None:
    with pytest.raises(Undefined, match="all scores are 0"):
        drive(MaxSensitivity(), case_of(FOUR), shaken=lambda neighbour, radius: (np.zeros(4), 1.0))
    with pytest.raises(InputError, match="radius above 0"):
        drive(MaxSensitivity(radius=0.0), case_of(FOUR), shaken=shaken)


def test_randomisation_by_hand() -> None:
    """The ranks 4132 against 4321, against 1423 (turned round), and against constant scores."""
    scores = {1: [4.0, 3.0, 2.0, 1.0], 2: [-4.0, 3.0, -2.0, -1.0], 3: [1.0] * 4}
    found = drive(
        CascadingRandomisation(), case_of(FOUR),
        blocks=("head", "layer 0", "embeddings"), randomised=lambda blocks: scores[len(blocks)],
    )  # fmt: skip
    assert found.details["by_block"] == {"head": pytest.approx(0.4), "layer 0": pytest.approx(-1), "embeddings": None}
    assert found.value == pytest.approx(-0.3)


def test_cascading_goes_down_and_independent_takes_one_at_a_time() -> None:
    asked: list[tuple[str, ...]] = []

    def randomised(blocks: tuple[str, ...]) -> np.ndarray:
        asked.append(blocks)
        return FOUR

    for metric in (CascadingRandomisation(), IndependentRandomisation()):
        assert drive(metric, case_of(FOUR), blocks=("a", "b"), randomised=randomised).value == 1
    assert asked == [("a",), ("a", "b"), ("a",), ("b",)]


def test_randomisation_without_an_order_is_undefined() -> None:
    with pytest.raises(Undefined, match="with random weights all scores are equal"):
        drive(CascadingRandomisation(), case_of(FOUR), blocks=("a",), randomised=lambda blocks: np.ones(4))


@pytest.mark.parametrize("target", [0, 1, 2])
def test_another_class_is_drawn(target: int) -> None:
    drawn = set()
    for seed in range(20):
        case = case_of(FOUR, n_outputs=3, target=target, seed=seed)
        found = drive(RandomLogit(), case, other=lambda index: -FOUR)
        assert found.value == pytest.approx(-1)
        drawn.add(found.details["other_class"])
    assert drawn == {0, 1, 2} - {target}


@pytest.mark.parametrize("n_outputs", [None, 1])
def test_without_another_class_it_is_undefined(n_outputs: int | None) -> None:
    with pytest.raises(Undefined, match="no other class"):
        drive(RandomLogit(), case_of(FOUR, n_outputs=n_outputs))
