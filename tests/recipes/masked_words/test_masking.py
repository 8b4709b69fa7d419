import pytest
import torch
from recipes.masked_words.masking import Pieces, asked_pieces, corrupted, first_pieces

from exegesis.training.tokens import TokenBatch

PAD, UNK, CLS, SEP, MASK = range(5)
SIZE = 40
STARTS = torch.ones(SIZE, dtype=torch.bool)
STARTS[30:] = False  # pieces 30 to 39 go on with a word
PIECES = Pieces(MASK, STARTS)


def _batch(rows: int = 2000, width: int = 32) -> TokenBatch:
    random = torch.Generator().manual_seed(3)
    ids = torch.randint(5, SIZE, (rows, width), generator=random)
    ids[torch.rand(ids.shape, generator=random) < 0.1] = UNK
    ids[:, 0], ids[:, -3], ids[:, -2:] = CLS, SEP, PAD
    return TokenBatch(ids, ids != PAD)


@pytest.fixture(autouse=True)
def seeded() -> None:
    torch.manual_seed(1)


def _share(of: torch.Tensor) -> float:
    return float(of.double().mean())


@pytest.mark.parametrize("whole_words", [0.0, 0.5, 1.0])
def test_a_share_of_the_pieces_is_asked_for_and_never_specials(whole_words: float) -> None:
    batch = _batch()
    shown, asked = corrupted(batch, PIECES, 0.15, whole_words)
    inner = batch.ids >= 5
    assert _share(asked[inner]) == pytest.approx(0.15, abs=0.006)
    assert not asked[~inner].any()
    assert torch.equal(shown[~asked], batch.ids[~asked])


def test_of_the_asked_pieces_eight_in_ten_are_masked_one_replaced_and_one_left() -> None:
    batch = _batch()
    shown, asked = corrupted(batch, PIECES, 0.15, 0.3)
    new, old = shown[asked], batch.ids[asked]
    assert _share(new == MASK) == pytest.approx(0.8, abs=0.02)
    # a piece drawn at random is the old one in 1 of 35 cases
    assert _share(new == old) == pytest.approx(0.1 + 0.1 / 35, abs=0.015)
    replaced = new[(new != MASK) & (new != old)]
    assert sorted(set(replaced.tolist())) == list(range(5, SIZE))


def test_each_draw_is_another() -> None:
    batch = _batch(50)
    assert not torch.equal(corrupted(batch, PIECES, 0.15, 0.3)[1], corrupted(batch, PIECES, 0.15, 0.3)[1])


def test_words_stay_together_only_where_whole_words_are_asked_for() -> None:
    ids = torch.tensor([CLS, 7, 30, 31, UNK, 8, 9, 32, SEP, PAD]).expand(4000, -1)
    whole = torch.arange(4000) < 2000
    asked = asked_pieces(ids, PIECES, 0.3, whole)
    assert _share(asked[whole][:, [1, 5, 6]]) == pytest.approx(0.3, abs=0.03)
    for word in ([1, 2, 3], [6, 7]):
        counts = asked[:, word].sum(1)
        assert set(counts[whole].tolist()) == {0, len(word)}
        assert set(counts[~whole].tolist()) == set(range(len(word) + 1))
    assert not torch.equal(asked[whole][:, 5], asked[whole][:, 6])  # neighbouring words are drawn apart


def test_first_pieces_of_words() -> None:
    ids = torch.tensor([[CLS, 7, 30, 31, UNK, 8, 32, SEP], [33, 34, 7, 7, 30, SEP, PAD, PAD]])
    assert first_pieces(ids, PIECES).tolist() == [[0, 1, 1, 1, 4, 5, 5, 7], [0, 0, 2, 3, 3, 5, 6, 7]]
