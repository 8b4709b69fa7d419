import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from exegesis.distillation.pretraining.batching import effective_batches, micro_batches
from exegesis.training.objective import Share


@given(st.integers(1, 300), st.integers(1, 40), st.integers(0, 5))
def test_an_epoch_shows_every_example_once(number: int, batch: int, epoch: int) -> None:
    lengths = np.random.default_rng(0).integers(3, 60, number).astype(np.int32)
    batches = effective_batches(lengths, batch, 0, epoch)
    assert len(batches) == -(-number // batch)
    assert sorted(np.concatenate(batches).tolist()) == list(range(number))
    assert all(len(rows) <= batch for rows in batches)


def test_batches_are_of_like_lengths_and_anew_each_epoch() -> None:
    lengths = np.random.default_rng(0).integers(3, 500, 2000).astype(np.int32)
    batches = effective_batches(lengths, 40, 0, 0)
    assert np.mean([lengths[rows].max() - lengths[rows].min() for rows in batches]) < 30
    again, other = effective_batches(lengths, 40, 0, 0), effective_batches(lengths, 40, 0, 1)
    assert all((a == b).all() for a, b in zip(batches, again, strict=True))
    assert any((a != b).any() for a, b in zip(batches, other, strict=True))
    assert np.corrcoef(np.arange(50), [lengths[rows].mean() for rows in batches])[0, 1] < 0.5


@given(st.integers(1, 60), st.integers(1, 300), st.integers(1, 5))
def test_processes_share_a_batch_between_them(number: int, tokens: int, size: int) -> None:
    lengths = np.random.default_rng(1).integers(3, 60, 100).astype(np.int32)
    rows = np.random.default_rng(2).permutation(100)[:number]
    shares = [micro_batches(rows, lengths, tokens, Share(rank, size)) for rank in range(size)]
    assert sorted(int(row) for share in shares for micro in share for row in micro) == sorted(rows.tolist())
    for micro in (micro for share in shares for micro in share):
        assert len(micro) == 1 or lengths[micro].max() * len(micro) <= tokens
