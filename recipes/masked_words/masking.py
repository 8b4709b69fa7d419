"""Which pieces are asked for, and what is shown in their place (Devlin et al. 2019; whole words: their later release).

A word is a piece together with the continuations (##) after it. Special pieces and [UNK] are never asked for.
"""

from typing import NamedTuple

import torch

from exegesis.training.tokens import TokenBatch
from exegesis.training.vocabulary import SPECIAL


class Pieces(NamedTuple):
    """What masking knows of the vocabulary: the number of [MASK]; `starts` (V,) bool, the pieces that start words."""

    mask_id: int
    starts: torch.Tensor

    @property
    def specials(self) -> int:
        """The special pieces come first in a cut vocabulary, so those below this number are never asked for."""
        return len(SPECIAL)


def askable(ids: torch.Tensor, pieces: Pieces) -> torch.Tensor:
    """Where (B, L) a piece may be asked for: everywhere but at special pieces, padding and [UNK]."""
    return ids >= pieces.specials


def first_pieces(ids: torch.Tensor, pieces: Pieces) -> torch.Tensor:
    """For each piece the column (B, L) of the first piece of its word."""
    columns = torch.arange(ids.shape[1], device=ids.device).expand_as(ids)
    starts = pieces.starts[ids]
    starts[:, 0] = True
    return torch.where(starts, columns, 0).cummax(1).values


def asked_pieces(ids: torch.Tensor, pieces: Pieces, share: float, whole: torch.Tensor) -> torch.Tensor:
    """Where (B, L) a piece is asked for: each with probability `share`; in the rows `whole` (B,) bool, each word."""
    dice = torch.rand(ids.shape, device=ids.device)
    by_word = dice.gather(1, first_pieces(ids, pieces))
    return askable(ids, pieces) & (torch.where(whole[:, None], by_word, dice) < share)


def corrupted(batch: TokenBatch, pieces: Pieces, share: float, whole_words: float) -> tuple[torch.Tensor, torch.Tensor]:
    """BERT's corruption: ids (B, L) to show, and where (B, L) the original piece is asked for.

    Of the asked pieces 80% are shown as [MASK], 10% as any other piece, 10% as they are. In a share `whole_words` of
    the rows words are asked for as a whole. Unlike the adaptation's, this never asks for [UNK] nor shows special
    pieces at random.
    """
    ids = batch.ids
    whole = torch.rand(len(ids), device=ids.device) < whole_words
    asked = asked_pieces(ids, pieces, share, whole)
    dice = torch.rand(ids.shape, device=ids.device)
    random = torch.randint_like(ids, pieces.specials, len(pieces.starts))
    shown = ids.masked_fill(asked & (dice < 0.8), pieces.mask_id)
    return torch.where(asked & (dice >= 0.9), random, shown), asked
