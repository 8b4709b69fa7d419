from collections import Counter

import numpy as np
import torch
from recipes.masked_words.blocks import Blocks
from recipes.masked_words.settings import MaskedWords
from recipes.masked_words.training import planner_of

from exegesis.training.tokens import TokenStore

ENCYCLOPEDIC = np.arange(40) < 10


def _epochs(settings: MaskedWords, count: int) -> list[Counter[int]]:
    rows = [np.full(4 + n % 7, 5, dtype=np.int32) for n in range(40)]
    blocks = Blocks(TokenStore(rows, 0, torch.device("cpu")), ENCYCLOPEDIC)
    planner = planner_of(blocks, settings, 0)
    planned = [planner(np.random.default_rng(epoch)) for epoch in range(count)]
    return [Counter(int(number) for batch in batches for number in batch) for batches in planned]


def test_an_epoch_shows_every_block_and_encyclopedic_ones_more_often() -> None:
    for shown in _epochs(MaskedWords(encyclopedic=3), 2):
        assert [shown[n] for n in range(40)] == [3 if encyclopedic else 1 for encyclopedic in ENCYCLOPEDIC]


def test_shorter_epochs_go_on_where_the_one_before_ended() -> None:
    first, second = _epochs(MaskedWords(encyclopedic=1, share=0.5), 2)
    assert first.total() == second.total() == 20
    assert sorted(first + second) == list(range(40))


def test_batches_stay_within_their_size() -> None:
    rows = [np.full(9, 5, dtype=np.int32)] * 40
    blocks = Blocks(TokenStore(rows, 0, torch.device("cpu")), ENCYCLOPEDIC)
    batches = planner_of(blocks, MaskedWords(batch_texts=4), 0)(np.random.default_rng(0))
    assert max(map(len, batches)) == 4
