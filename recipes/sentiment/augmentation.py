"""Perturbed copies, so that a model is also trained on what explainers will show it: texts with words missing."""

import numpy as np
import torch

from exegesis.training.tokens import TokenBatch


def without_words(text: str, random: np.random.Generator, mask: str = "[MASK]") -> str:
    """The text with a random share (5 to 60%) of its words dropped, or (every second text) masked; one word stays."""
    words = text.split()
    keep = random.random(len(words)) >= random.uniform(0.05, 0.6)
    if not keep.any():
        keep[random.integers(len(words))] = True
    if random.random() < 0.5:
        return " ".join(word if kept else mask for word, kept in zip(words, keep, strict=True))
    return " ".join(word for word, kept in zip(words, keep, strict=True) if kept)


def masked_pieces(batch: TokenBatch, share: float, rate: float, mask_id: int) -> TokenBatch:
    """The batch with `rate` of the inner pieces of `share` of the texts replaced by the mask; (B, L) as before."""
    chosen = torch.rand(batch.ids.shape[0], 1, device=batch.ids.device) < share
    hit = torch.rand(batch.ids.shape, device=batch.ids.device) < rate
    inner = batch.mask & batch.mask.roll(-1, 1)  # not the last piece, [SEP]
    inner[:, 0] = False
    inner[:, -1] = False
    return TokenBatch(batch.ids.masked_fill(chosen & hit & inner, mask_id), batch.mask)
