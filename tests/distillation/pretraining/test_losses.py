import math

import pytest
import torch
import torch.nn.functional as F
from recipes.losses import softened_kl

from exegesis.distillation.pretraining.losses import cosine_sum, kl_sum, mlm_sum


def test_kl_of_two_pieces_by_hand() -> None:
    """Teacher 0.8 / 0.2 and student 0.5 / 0.5 at T = 2: log-odds 2 ln 4 become ln 4; times T^2."""
    teacher = torch.tensor([[2 * math.log(4.0), 0.0]])
    by_hand = 4 * (0.8 * math.log(0.8 / 0.5) + 0.2 * math.log(0.2 / 0.5))
    assert float(kl_sum(torch.zeros(1, 2), teacher, 2.0)) == pytest.approx(by_hand, rel=1e-6)


def test_kl_divided_by_positions_is_torchs_batchmean() -> None:
    student, teacher = torch.randn(7, 11), torch.randn(7, 11)
    batchmean = F.kl_div((student / 2).log_softmax(-1), (teacher / 2).softmax(-1), reduction="batchmean") * 4
    assert float(kl_sum(student, teacher, 2.0)) / 7 == pytest.approx(float(batchmean), rel=1e-5)
    assert float(kl_sum(student, teacher, 2.0)) / 7 == pytest.approx(float(softened_kl(student, teacher, 2.0)))


def test_mlm_by_hand() -> None:
    logits = torch.tensor([[math.log(3.0), 0.0], [0.0, 0.0]])  # 3/4 and 1/2
    assert float(mlm_sum(logits, torch.tensor([0, 1]))) == pytest.approx(-math.log(0.75) - math.log(0.5), rel=1e-6)


def test_cosine_is_torchs_embedding_loss() -> None:
    student, teacher = torch.randn(5, 8), torch.randn(5, 8)
    torchs = F.cosine_embedding_loss(student, teacher, torch.ones(5), reduction="sum")
    assert float(cosine_sum(student, teacher)) == pytest.approx(float(torchs), rel=1e-5)
    assert float(cosine_sum(torch.tensor([[1.0, 0.0]]), torch.tensor([[0.0, 2.0]]))) == pytest.approx(1.0)


def test_nothing_masked_is_no_loss() -> None:
    assert float(mlm_sum(torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64))) == 0.0
