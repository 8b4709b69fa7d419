"""Train the model to guess masked pieces of running text."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import nn

from exegesis.training.batching import Rows, plan
from exegesis.training.progress import say
from exegesis.training.tokens import TokenBatch, TokenStore, load_tokenizer, piece_number
from recipes.loop import Planner, mixed_precision, train
from recipes.masked_words.blocks import Blocks, in_blocks, word_starts
from recipes.masked_words.corpus import Document
from recipes.masked_words.masking import Pieces, asked_pieces, corrupted
from recipes.masked_words.model import start_bias
from recipes.masked_words.settings import MaskedWords

_REPORTED = 800  # held-out blocks looked at after each epoch, spread evenly


def fine_tune(
    model: Any,
    folder: Path,
    documents: Sequence[Document],
    held: Sequence[Document],
    settings: MaskedWords,
    device: torch.device,
    seed: int,
    fresh: bool = True,
) -> None:
    """Train the model in place, with the tokenizer of `folder`; reports on the held-out documents.

    `fresh`: its head is new, and its bias starts from how often the pieces stand in the documents.
    """
    tokenizer = load_tokenizer(folder, 10**9)
    pieces = known_pieces(tokenizer, device)
    blocks = in_blocks(documents, tokenizer, settings.max_length, device)
    held_store = in_blocks(held, tokenizer, settings.max_length, device).store
    if fresh:
        start_bias(model, uses(blocks.store, len(pieces.starts), pieces))
    say(f"blocks: {len(blocks.store)} of {blocks.pieces} pieces, held out {len(held_store)}")

    def loss_of(working: nn.Module, rows: Rows) -> torch.Tensor:
        return _loss(working, blocks.store.batch(rows), pieces, settings)

    def report() -> str:
        return _held_out(model, held_store, pieces, settings, device)

    train(model, settings, planner_of(blocks, settings, seed), loss_of, report, seed)


def known_pieces(tokenizer: Tokenizer, device: torch.device) -> Pieces:
    """What masking needs of a tokenizer."""
    return Pieces(piece_number(tokenizer, "[MASK]"), torch.from_numpy(word_starts(tokenizer)).to(device))


def uses(store: TokenStore, size: int, pieces: Pieces) -> NDArray[np.int64]:
    """How often each piece (V,) stands in the blocks; 0 for those that are never asked for."""
    counts = np.bincount(store.pieces.cpu().numpy(), minlength=size)
    counts[: pieces.specials] = 0
    return counts.astype(np.int64)


def planner_of(blocks: Blocks, settings: MaskedWords, seed: int) -> Planner:
    """Plans each epoch over `settings.share` of the blocks; the next goes on where it ended, so all are shown."""
    again = np.where(blocks.encyclopedic, settings.encyclopedic, 1)
    order = np.random.default_rng([seed, 3]).permutation(np.repeat(np.arange(len(again)), again))
    size = max(1, round(settings.share * len(order)))
    planned = 0

    def planner(random: np.random.Generator) -> list[Rows]:
        nonlocal planned
        shown = order[(planned + np.arange(size)) % len(order)]
        planned += size
        batches = plan(blocks.store.lengths[shown], settings.batch_texts, settings.batch_tokens, random)
        return [shown[batch] for batch in batches]

    return planner


def _loss(model: Any, batch: TokenBatch, pieces: Pieces, settings: MaskedWords) -> torch.Tensor:
    """The mean cross-entropy at the asked pieces; the head runs only there."""
    shown, asked = corrupted(batch, pieces, settings.masked, settings.whole_words)
    return F.cross_entropy(logits_at(model, shown, batch.mask, asked), batch.ids[asked])


def logits_at(model: Any, shown: torch.Tensor, mask: torch.Tensor, asked: torch.Tensor) -> torch.Tensor:
    """The logits (N, V) float32 at the N asked places of the ids (B, L) shown."""
    hidden = model.bert(input_ids=shown, attention_mask=mask.long()).last_hidden_state
    logits: torch.Tensor = model.cls(hidden[asked]).float()
    return logits


@torch.no_grad()
def _held_out(model: Any, store: TokenStore, pieces: Pieces, settings: MaskedWords, device: torch.device) -> str:
    """The share of masked pieces of some held-out blocks that the model names; the same ones at each call."""
    chosen = np.unique(np.linspace(0, len(store) - 1, _REPORTED).round().astype(np.int64))
    right: list[bool] = []
    with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
        torch.manual_seed(0)
        for rows in plan(store.lengths[chosen], 64, 16384, None):
            batch = store.batch(chosen[rows])
            single = torch.zeros(len(rows), dtype=torch.bool, device=device)
            asked = asked_pieces(batch.ids, pieces, settings.masked, single)
            with mixed_precision(device):
                logits = logits_at(model, batch.ids.masked_fill(asked, pieces.mask_id), batch.mask, asked)
            right += (logits.argmax(-1) == batch.ids[asked]).tolist()
    return f"held out: accuracy {np.mean(right or [False]):.4f} at {len(right)} masked pieces"
