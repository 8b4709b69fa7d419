import numpy as np
import pytest

from exegesis.distillation.pretraining.masking import Masking, smoothed

V = 50
SPECIAL = (0, 1, 2, 3, 4)


def _masking(weights: np.ndarray | None = None, **changes: float) -> Masking:  # type: ignore[type-arg]
    flat = np.ones(V)
    flat[list(SPECIAL)] = 0.0
    ordinary = np.arange(5, V)
    return Masking(flat if weights is None else weights, ordinary, mask=4, **changes)  # type: ignore[arg-type]


def _ids(size: int, seed: int = 0) -> np.ndarray:  # type: ignore[type-arg]
    ids = np.random.default_rng(seed).integers(5, V, size)
    ids[0], ids[-1] = 2, 3
    return ids


def test_weights_are_counts_to_a_power() -> None:
    counts = np.array([9, 9, 9, 9, 9, 1, 10, 100, 0])
    weights = smoothed(counts, SPECIAL, 0.7)
    assert weights[:5].tolist() == [0.0] * 5
    assert weights[5] == weights[8] == 1.0  # never seen counts as once
    assert weights[6] == pytest.approx(10**-0.7)
    assert weights[6] / weights[7] == pytest.approx(10**0.7)


def test_shares_over_many_draws() -> None:
    masking, ids = _masking(), _ids(40)
    asked = masks = kept = 0
    for example in range(2000):
        shown, where = masking.draw(ids, 0, example)
        asked += int(where.sum())
        masks += int((shown[where] == 4).sum())
        kept += int((shown[where] == ids[where]).sum())
        assert (shown[~where] == ids[~where]).all()
        assert not where[[0, -1]].any()
    assert asked / (2000 * 40) == pytest.approx(0.15, abs=1e-3)
    assert masks / asked == pytest.approx(0.8, abs=0.015)
    assert kept / asked == pytest.approx(0.1 + 0.1 / 45, abs=0.015)


def test_random_pieces_are_never_special() -> None:
    masking = _masking(as_mask=0.0, as_random=1.0)
    for example in range(200):
        shown, where = masking.draw(_ids(30), 0, example)
        assert not np.isin(shown[where], SPECIAL).any()


def test_pieces_are_asked_for_by_their_weight() -> None:
    """One of two pieces, once: with weights 10^-0.7 and 1 the rare one is chosen with 1 / (1 + 10^-0.7)."""
    counts = np.ones(V, dtype=np.int64)
    counts[6] = 10
    masking = _masking(smoothed(counts, SPECIAL, 0.7), share=0.01)
    ids = np.array([2, 6, 7, 3])
    rare = np.mean([masking.draw(ids, 0, example)[1][2] for example in range(6000)])
    assert rare == pytest.approx(1 / (1 + 10**-0.7), abs=0.02)


def test_a_draw_is_of_seed_epoch_and_example_alone() -> None:
    ids = _ids(200)
    first = _masking(seed=1).draw(ids, 2, 7)
    again = _masking(seed=1).draw(ids, 2, 7)
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    for other in (_masking(seed=2).draw(ids, 2, 7), _masking(seed=1).draw(ids, 3, 7), _masking(seed=1).draw(ids, 2, 8)):
        assert (other[1] != first[1]).any()


def test_a_text_of_special_pieces_has_nothing_to_ask() -> None:
    shown, where = _masking().draw(np.array([2, 1, 1, 3]), 0, 0)
    assert not where.any()
    assert shown.tolist() == [2, 1, 1, 3]
