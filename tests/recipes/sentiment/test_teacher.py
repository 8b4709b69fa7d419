import numpy as np
import pytest
import torch
from recipes.sentiment.adaptation import corrupted
from recipes.sentiment.augmentation import masked_pieces
from recipes.sentiment.fine_tuning import forms_of_an_epoch

from exegesis.training.tokens import TokenBatch


def test_masks_spare_the_first_and_last_piece() -> None:
    mask = torch.tensor([[True] * 6, [True] * 4 + [False] * 2])
    batch = masked_pieces(TokenBatch(torch.full((2, 6), 7), mask), share=1.1, rate=1.1, mask_id=4)
    assert batch.ids.tolist() == [[7, 4, 4, 4, 4, 7], [7, 4, 4, 7, 7, 7]]


def test_corruption_asks_for_about_fifteen_percent() -> None:
    torch.manual_seed(0)
    batch = TokenBatch(torch.full((200, 102), 7), torch.ones(200, 102, dtype=torch.bool))
    shown, asked = corrupted(batch, 4, 1000)
    assert asked.float().mean().item() == pytest.approx(0.15 * 100 / 102, abs=0.01)
    assert (shown[asked] == 4).float().mean().item() == pytest.approx(0.8, abs=0.03)
    assert (shown[asked] == 7).float().mean().item() == pytest.approx(0.1, abs=0.03)
    assert (shown[~asked] == 7).all()


def test_an_epoch_has_one_form_of_each_review_and_all_of_each_sentence() -> None:
    forms, is_review = np.array([1, 3, 2, 2]), np.array([True, True, True, False])
    drawn = {tuple(forms_of_an_epoch(forms, is_review, np.random.default_rng(seed))) for seed in range(60)}
    assert drawn == {(0, second, third, 6, 7) for second in (1, 2, 3) for third in (4, 5)}
