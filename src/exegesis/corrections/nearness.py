"""Which training texts the model sees as it sees an error: the cosine of what its last layer holds of them."""

from collections.abc import Iterator

import numpy as np

from exegesis.adapters.capabilities import GivesWeights
from exegesis.core.types import Floats
from exegesis.corrections.lessons import CorrectionLesson
from exegesis.training.batching import plan

_TEXTS, _TOKENS = 32, 4096  # of one pass


def nearness(model: GivesWeights, texts: CorrectionLesson, errors: CorrectionLesson) -> Floats:
    """Of each of n texts its mean cosine with the errors, (n,), of last hidden states as means over the pieces."""
    own, wanted = (_directions(pooled(model, lesson)) for lesson in (texts, errors))
    found: Floats = (own @ wanted.T).mean(axis=1)
    return found


def pooled(model: GivesWeights, lesson: CorrectionLesson) -> Floats:
    """The last hidden states of each text, the mean over its own pieces: (n, D)."""
    found: dict[int, Floats] = {}
    for row, vector in _means(model, lesson):
        found[row] = vector
    return np.stack([found[row] for row in range(len(lesson))])


def _means(model: GivesWeights, lesson: CorrectionLesson) -> Iterator[tuple[int, Floats]]:
    import torch

    for rows in plan(lesson.lengths, _TEXTS, _TOKENS, None):
        start = 0
        for part in model.together([lesson.rows[row] for row in rows]):
            inputs = model.passes.inputs(part)
            with torch.inference_mode():
                states = model.passes.body(inputs)[0].float()  # (B, L, D)
            kept = inputs["attention_mask"][..., None].to(states)
            means = ((states[:, : kept.shape[1]] * kept).sum(1) / kept.sum(1)).double().cpu().numpy()
            yield from zip(rows[start : start + len(part)].tolist(), means, strict=True)
            start += len(part)


def _directions(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    found: Floats = vectors / np.where(lengths > 0, lengths, 1.0)
    return found
