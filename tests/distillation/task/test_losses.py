import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from exegesis.core.errors import InputError
from exegesis.distillation.task.losses import averaged, cosine_sum, hard_sum, kl_sum, squares_sum, wrong_sum
from exegesis.distillation.task.settings import LABELS_ONLY, RECIPES, TaskSettings, settings_for

NONE = torch.tensor([-1])


def classes_loss(logits: torch.Tensor, labels: torch.Tensor, its: torch.Tensor, settings: TaskSettings) -> torch.Tensor:
    """As the trainer adds them up: each sum divided by the number of distributions."""
    soft, hard = kl_sum(logits, its, settings.temperature), hard_sum(logits, labels)
    return (settings.kl * soft + settings.hard * hard) / len(labels)


def test_the_loss_is_the_weighted_sum_by_hand() -> None:
    settings = TaskSettings(kl=0.25, hard=2.0, temperature=1.0)
    loss = classes_loss(torch.zeros(1, 2), torch.tensor([0]), torch.tensor([[math.log(3.0), 0.0]]), settings)
    kl = 0.75 * math.log(0.75 / 0.5) + 0.25 * math.log(0.25 / 0.5)
    assert loss.item() == pytest.approx(0.25 * kl + 2.0 * math.log(2.0), rel=1e-5)


def test_step_d_is_half_the_mean_of_start_and_end_and_half_the_tasks_loss() -> None:
    torch.manual_seed(0)
    starts, ends, their_starts, their_ends = torch.randn(4, 3, 7)  # three rows of seven pieces
    at, to = torch.tensor([0, 3, 6]), torch.tensor([1, 5, 6])

    def soft(mine: torch.Tensor, its: torch.Tensor) -> torch.Tensor:
        return F.kl_div(F.log_softmax(mine / 2, -1), F.softmax(its / 2, -1), reduction="batchmean") * 4

    task = 0.5 * (F.cross_entropy(starts, at) + F.cross_entropy(ends, to))
    expected = 0.5 * 0.5 * (soft(starts, their_starts) + soft(ends, their_ends)) + 0.5 * task
    mine, its = (torch.stack(pair, 1).flatten(0, 1) for pair in ((starts, ends), (their_starts, their_ends)))
    labels = torch.stack((at, to), 1).flatten()
    assert torch.allclose(classes_loss(mine, labels, its, settings_for("d", {})), expected, atol=1e-6)


def test_step_d_has_the_published_numbers() -> None:
    settings = settings_for("d", {})
    assert (settings.kl, settings.hard, settings.temperature) == (0.5, 0.5, 2.0)
    assert (settings.lr, settings.epochs) == (5e-5, 3)


def test_places_beyond_a_row_change_nothing_and_give_no_nan() -> None:
    far = -1e30
    mine = torch.tensor([[1.0, 2.0, far], [0.0, 1.0, 3.0]], requires_grad=True)
    its = torch.tensor([[0.5, 0.0, far], [1.0, 0.0, 0.0]])
    labels = torch.tensor([1, 2])
    settings = TaskSettings()
    loss = classes_loss(mine, labels, its, settings)
    loss.backward()
    alone = classes_loss(mine[:1, :2], labels[:1], its[:1, :2], settings)
    other = classes_loss(mine[1:], labels[1:], its[1:], settings)
    assert loss.item() == pytest.approx((alone.item() + other.item()) / 2, rel=1e-6)
    assert mine.grad is not None
    assert mine.grad.isfinite().all()
    assert mine.grad[0, 2] == 0.0


def test_a_row_without_a_label_learns_from_the_teacher_alone() -> None:
    logits, its = torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 2.0]])
    unlabelled = classes_loss(logits, NONE, its, TaskSettings())
    assert unlabelled.item() == pytest.approx(classes_loss(logits, NONE, its, TaskSettings(hard=0.0)).item())


def test_several_teachers_are_the_mean_of_their_softened_answers() -> None:
    tables = [np.array([[2.0, 0.0, -1.0]], np.float32), np.array([[-3.0, 1.0, 0.0]], np.float32)]
    for temperature in (1.0, 2.0, 5.0):
        soft = [F.softmax(torch.from_numpy(table) / temperature, -1) for table in tables]
        one = torch.from_numpy(averaged(tables, temperature))
        assert torch.allclose(F.softmax(one / temperature, -1), (soft[0] + soft[1]) / 2, atol=1e-6)


def test_one_teacher_is_left_as_it_is() -> None:
    table = np.array([[2.0, 0.0]], np.float32)
    assert averaged([table], 2.0) is table


def test_numbers_are_learned_by_squared_errors() -> None:
    values = torch.tensor([1.0, 3.0])
    assert squares_sum(values, torch.tensor([2.0, float("nan")])).item() == 1.0
    assert squares_sum(values, torch.tensor([0.0, 1.0])).item() == 5.0


def test_what_is_wrong_is_counted_where_there_is_a_label() -> None:
    logits = torch.tensor([[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]])
    assert wrong_sum(logits, torch.tensor([0, 0, -1])).item() == 1.0


def test_cosines() -> None:
    mine, its = torch.tensor([[1.0, 0.0], [1.0, 1.0]]), torch.tensor([[0.0, 2.0], [3.0, 3.0]])
    assert cosine_sum(mine, its).item() == pytest.approx(1.0, abs=1e-6)


def test_recipes_and_settings_given() -> None:
    assert settings_for("alone", {"lr": "1e-3"}).lr == 1e-3
    assert settings_for(None, {}).kl == LABELS_ONLY["kl"] == 0.0
    assert set(RECIPES) == {"alone", "after", "d"}


@pytest.mark.parametrize(
    ("recipe", "given", "said"),
    [
        ("dd", {}, "Did you mean"),
        (None, {"epoch": 3}, "Did you mean 'epochs'"),
        (None, {"lr": "fast"}, "must be a float"),
        (None, {"lr": "nan"}, "above 0"),
        (None, {"temperature": 0}, "above 0"),
        (None, {"hard": 0}, "nothing to learn"),
        ("d", {"kl": -1}, "0 or more"),
        ("d", {"dropout": 1}, "below 1"),
        ("d", {"precision": "half"}, "precision"),
    ],
)
def test_slips_in_settings_are_told(recipe: str | None, given: dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        settings_for(recipe, given)
