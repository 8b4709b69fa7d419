from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from recipes.masked_words.masking import Pieces
from recipes.masked_words.measuring import SHARE, hidden_pieces, measure

from exegesis.training.tokens import TokenStore

CPU = torch.device("cpu")
PAD, UNK, CLS, SEP, MASK = range(5)
SIZE = 12
STARTS = torch.ones(SIZE, dtype=torch.bool)
STARTS[10:] = False  # pieces 10 and 11 go on with a word
PIECES = Pieces(MASK, STARTS)
TEXT = [CLS, 5, 6, 10, 11, UNK, 7, 8, SEP]  # words: 5, 6 10 11, 7, 8


def _store(texts: int = 400) -> TokenStore:
    return TokenStore([np.array(TEXT, dtype=np.int32)] * texts, PAD, CPU)


class _Model:
    """Always sees the whole text, whatever is masked: sure of the pieces it `knows`, else of piece 9."""

    def __init__(self, knows: set[int], sure: float = 30.0) -> None:
        guesses = [piece if piece in knows else 9 for piece in TEXT]
        self.logits = sure * torch.eye(SIZE)[guesses]

    def bert(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:
        hidden = torch.zeros(*input_ids.shape, SIZE)
        hidden[:, : len(TEXT)] = self.logits
        return SimpleNamespace(last_hidden_state=hidden)

    def cls(self, hidden: torch.Tensor) -> torch.Tensor:
        return hidden


def test_of_the_pieces_or_words_fifteen_in_a_hundred_are_hidden_and_never_specials() -> None:
    store = _store(4000)
    for whole in (False, True):
        hidden = hidden_pieces(store, PIECES, whole, 0).pieces.reshape(4000, -1).bool()
        assert not hidden[:, [0, 5, 8]].any()
        assert hidden[:, [1, 2, 6, 7]].double().mean() == pytest.approx(SHARE, abs=0.01)
        together = hidden[:, 2:5].sum(1).unique().tolist()
        assert together == ([0, 3] if whole else [0, 1, 2, 3])


def test_a_model_that_knows_every_piece_is_always_right() -> None:
    found = measure(_Model(set(range(SIZE))), _store(), PIECES, 7, whole_words=False, seed=0)
    assert (found.accuracy, found.top5, found.words_right, found.accuracy_one_piece) == (1, 1, 1, 1)
    assert found.perplexity == pytest.approx(1.0, abs=1e-6)


def test_a_model_without_any_idea_has_the_vocabularys_size_as_perplexity() -> None:
    found = measure(_Model(set(), sure=0.0), _store(), PIECES, 7, whole_words=False, seed=0)
    assert found.perplexity == pytest.approx(SIZE)


@pytest.mark.parametrize("whole_words", [False, True])
def test_the_figures_are_those_counted_by_hand(whole_words: bool) -> None:
    store = _store()
    knows = {5, 6, 10}  # never the last piece of the word 6 10 11
    found = measure(_Model(knows), store, PIECES, 7, whole_words=whole_words, seed=2)
    hidden = hidden_pieces(store, PIECES, whole_words, 2).pieces.reshape(len(store), -1).bool()
    counts = dict(zip(TEXT, hidden.sum(0).tolist(), strict=True))
    total = sum(counts.values())
    long_word = hidden[:, 2:5]
    words = int(hidden[:, [1, 6, 7]].sum() + long_word.any(1).sum())
    right = counts[5] + int((long_word.any(1) & ~long_word[:, 2]).sum())
    assert (found.pieces, found.words) == (total, words)
    assert found.accuracy == pytest.approx((counts[5] + counts[6] + counts[10]) / total)
    assert found.floor == pytest.approx(counts[7] / total)
    assert found.continuations == pytest.approx((counts[10] + counts[11]) / total)
    assert found.accuracy_one_piece == pytest.approx(counts[5] / (counts[5] + counts[7] + counts[8]))
    assert found.words_right == pytest.approx(right / words)
    assert right == (counts[5] if whole_words else right) > 0


def test_the_same_seed_hides_the_same_and_another_others() -> None:
    drawn = [hidden_pieces(_store(), PIECES, False, seed).pieces for seed in (0, 0, 1)]
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])
