"""How well a masked language model names hidden pieces of running text, and hidden words."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from exegesis.training.batching import plan
from exegesis.training.tokens import TokenBatch, TokenStore
from recipes.masked_words.masking import Pieces, askable, first_pieces
from recipes.masked_words.training import logits_at

SHARE = 0.15  # of the pieces, or of the words, is hidden
_TOP = 5


@dataclass(frozen=True)
class Measured:
    """Figures at the hidden pieces of one set of texts, every one of them shown as [MASK]; shares are in 0 to 1."""

    pieces: int  # hidden
    words: int  # hidden in part or whole
    accuracy: float  # the model's first guess is the hidden piece
    top5: float  # one of its first five is
    perplexity: float  # exp of the mean of -log p(hidden piece)
    floor: float  # accuracy of always guessing the most frequent piece of the training text
    continuations: float  # share of the hidden pieces that go on with a word (##) rather than start one
    accuracy_one_piece: float  # accuracy at the pieces that are a whole word by themselves; NaN if none are hidden
    words_right: float  # share of the words of which every hidden piece is guessed


def hidden_pieces(store: TokenStore, pieces: Pieces, whole_words: bool, seed: int) -> TokenStore:
    """Which pieces of the store are hidden (0 or 1), drawn over the whole store: the batches make no difference.

    Each piece that may be asked for is hidden with probability `SHARE`, or with `whole_words` each word is.
    """
    dice: NDArray[np.float64] = np.random.default_rng([seed, int(whole_words)]).random(len(store.pieces))
    ids = store.pieces.cpu()
    if whole_words:
        starts = pieces.starts.cpu()[ids].numpy()  # every block starts with [CLS], so no word crosses blocks
        dice = dice[np.maximum.accumulate(np.where(starts, np.arange(len(ids)), 0))]
    hidden = askable(ids, pieces).numpy() & (dice < SHARE)
    rows = np.split(hidden.astype(np.int32), np.cumsum(store.lengths)[:-1])
    return TokenStore(rows, 0, store.device)


@torch.no_grad()
def measure(
    model: Any, store: TokenStore, pieces: Pieces, most_frequent: int, *, whole_words: bool, seed: int
) -> Measured:
    """Hide pieces, or words, of the stored texts and ask the model for them, in its own precision."""
    hidden = hidden_pieces(store, pieces, whole_words, seed)
    found: list[torch.Tensor] = []
    words: list[torch.Tensor] = []
    for rows in plan(store.lengths, 64, 8192, None):
        batch, asked = store.batch(rows), hidden.batch(rows).ids.bool()
        if asked.any():
            facts = _facts(model, batch, asked, pieces)
            words.append(_words_right(facts[:, 0] == 1, batch.ids, asked, pieces))
            found.append(torch.cat([facts, (batch.ids[asked] == most_frequent)[:, None]], 1))
    return _summary(torch.cat(found), torch.cat(words))


def _facts(model: Any, batch: TokenBatch, asked: torch.Tensor, pieces: Pieces) -> torch.Tensor:
    """Of each asked piece (N, 5) float64: right, among the first five, -log p, continuation, a word by itself."""
    truth = batch.ids[asked]
    logits = logits_at(model, batch.ids.masked_fill(asked, pieces.mask_id), batch.mask, asked)
    best = logits.topk(_TOP).indices
    loss = torch.nn.functional.cross_entropy(logits, truth, reduction="none")
    starts = pieces.starts[batch.ids]
    alone = starts & starts.roll(-1, 1)  # the piece after it starts another word; the last is [SEP] or padding
    columns = [best[:, 0] == truth, (best == truth[:, None]).any(1), loss, ~starts[asked], alone[asked]]
    return torch.stack([column.double() for column in columns], 1)


def _words_right(right: torch.Tensor, ids: torch.Tensor, asked: torch.Tensor, pieces: Pieces) -> torch.Tensor:
    """Of each word with asked pieces (W,) whether all of these are `right` (N,)."""
    rows = torch.arange(len(ids), device=ids.device)[:, None]
    words = (rows * ids.shape[1] + first_pieces(ids, pieces))[asked]  # (N,), the same for pieces of one word
    wrong = torch.zeros(ids.numel(), device=ids.device).index_add_(0, words, (~right).float())
    is_asked = torch.zeros(ids.numel(), dtype=torch.bool, device=ids.device).index_fill_(0, words, True)
    return wrong[is_asked] == 0


def _summary(facts: torch.Tensor, words: torch.Tensor) -> Measured:
    """The means of the facts (N, 6) and of the words (W,)."""
    right, top, loss, continuation, _, floor = facts.mean(0).tolist()
    return Measured(
        pieces=len(facts),
        words=len(words),
        accuracy=right,
        top5=top,
        perplexity=float(np.exp(loss)),
        floor=floor,
        continuations=continuation,
        accuracy_one_piece=float(facts[facts[:, 4] == 1, 0].mean()),
        words_right=float(words.double().mean()),
    )
