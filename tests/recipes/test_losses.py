import math

import pytest
import torch
import torch.nn.functional as F
from recipes.losses import hard_labels, softened_kl, two_pass_kl


def test_softened_kl_by_hand() -> None:
    # At T = 2 the teacher's softened odds are e^(2/2), the student's even.
    teacher, student = torch.tensor([[2.0, 0.0]]), torch.tensor([[0.0, 0.0]])
    p = math.e / (math.e + 1)
    expected = 4 * (p * math.log(p / 0.5) + (1 - p) * math.log((1 - p) / 0.5))
    assert softened_kl(student, teacher, 2.0).item() == pytest.approx(expected, rel=1e-5)


def test_softened_kl_is_torchs() -> None:
    student, teacher = torch.randn(5, 3), torch.randn(5, 3)
    expected = F.kl_div(F.log_softmax(student / 2, -1), F.softmax(teacher / 2, -1), reduction="batchmean") * 4
    assert torch.allclose(softened_kl(student, teacher, 2.0), expected, atol=1e-6)


def test_hard_labels_leave_out_texts_without_one() -> None:
    logits = torch.tensor([[0.0, 0.0], [9.0, -9.0]])
    assert hard_labels(logits, torch.tensor([1, -1])).item() == pytest.approx(math.log(2) / 2)
    assert hard_labels(logits, torch.tensor([-1, -1])).item() == 0.0


def test_two_pass_kl_is_symmetric_and_zero_for_equals() -> None:
    first, second = torch.randn(4, 2), torch.randn(4, 2)
    assert torch.allclose(two_pass_kl(first, second), two_pass_kl(second, first))
    assert two_pass_kl(first, first).item() == pytest.approx(0.0, abs=1e-6)
