"""All texts of a set as one flat tensor of pieces on the device, from which batches are gathered without copying."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer

from exegesis.core.errors import InputError

_SLICE = 20_000  # texts encoded at a time: keeps the encodings' memory small
_STEP = 8  # batches are padded to multiples of this many pieces


class TokenBatch(NamedTuple):
    """Padded pieces of some texts: ids (B, L) int64, mask (B, L) bool (True = a piece, not padding)."""

    ids: torch.Tensor
    mask: torch.Tensor


class TokenStore:
    """The pieces of `n` texts: `pieces` (total,) int32, `starts` (n,) int64, `lengths` (n,) int64 (and in NumPy)."""

    def __init__(self, rows: Sequence[NDArray[np.int32]], pad_id: int, device: torch.device) -> None:
        self.lengths: NDArray[np.int64] = np.array([len(row) for row in rows], dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(self.lengths)[:-1]])
        self.pieces = torch.from_numpy(np.concatenate(rows)).to(device)
        self.starts = torch.from_numpy(starts).to(device)
        self.device_lengths = torch.from_numpy(self.lengths).to(device)
        self.pad_id = pad_id

    def __len__(self) -> int:
        return len(self.lengths)

    @property
    def device(self) -> torch.device:
        """Where the pieces lie."""
        return self.pieces.device

    def batch(self, rows: NDArray[np.int64]) -> TokenBatch:
        """The texts of `rows` (B,), padded to the longest of them."""
        width = -(-int(self.lengths[rows].max()) // _STEP) * _STEP
        chosen = torch.from_numpy(rows).to(self.device, non_blocking=True)
        columns = torch.arange(width, device=self.device)
        mask = columns[None] < self.device_lengths[chosen][:, None]  # (B, L)
        places = (self.starts[chosen][:, None] + columns).clamp_(max=len(self.pieces) - 1)
        return TokenBatch(self.pieces[places].long().masked_fill_(~mask, self.pad_id), mask)


def load_tokenizer(folder: Path, max_length: int) -> Tokenizer:
    """The folder's own tokenizer.json, cutting texts at `max_length` pieces, without padding."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length)
    return tokenizer


def piece_number(tokenizer: Tokenizer, piece: str) -> int:
    """The number of a piece that the tokenizer must have."""
    number: int | None = tokenizer.token_to_id(piece)
    if number is None:
        raise InputError(f"the tokenizer has no piece {piece}; only BERT's tokenizers can be used here.")
    return number


def encode(texts: Sequence[str], tokenizer: Tokenizer, device: torch.device) -> TokenStore:
    """A `TokenStore` of the texts, special pieces included."""
    rows: list[NDArray[np.int32]] = []
    for start in range(0, len(texts), _SLICE):
        encodings = tokenizer.encode_batch_fast(list(texts[start : start + _SLICE]))
        rows.extend(np.array(encoding.ids, dtype=np.int32) for encoding in encodings)
    return TokenStore(rows, piece_number(tokenizer, "[PAD]"), device)
