"""The packed path set against the model itself, on a few rows of random tokens."""

from typing import TYPE_CHECKING, Any

import numpy as np

from exegesis.adapters.packed.parts import Encoder
from exegesis.data.rows import TokenRow

if TYPE_CHECKING:
    from torch import Tensor

    from exegesis.adapters.huggingface import TransformerModel
    from exegesis.adapters.packed.path import PackedPath

LENGTHS = (2, 5, 11, 40)
TOLERANCE = 1e-5  # in probabilities, or of a value that a regression gives


def disagreement(path: "PackedPath", encoder: Encoder) -> str | None:
    """How far the packed path is from the model, where that is too far; None where it is not."""
    import torch

    owner = path.owner
    rows = random_rows(encoder, owner.limit)
    with torch.inference_mode(), torch.autocast(owner.model.device.type, enabled=False):
        expected = [_probabilities(owner, owner.run(owner.inputs([row])), 0, len(row)) for row in rows]
        try:
            output, _ = path.output(encoder, path.arithmetic("float32"), rows, None)
            found = [_probabilities(owner, output, index, len(row)) for index, row in enumerate(rows)]
            apart = max(map(_distance, found, expected))
        except (AttributeError, IndexError, RuntimeError, TypeError, ValueError) as error:
            return f"the fast path does not fit this model ({type(error).__name__}), so the plain one was taken"
    if apart <= TOLERANCE:
        return None
    return f"the fast path is {apart:.1e} away from the model's own answers, so the plain one was taken"


def random_rows(encoder: Encoder, limit: int) -> list[TokenRow]:
    """Rows of several lengths, padding tokens and both token types among them."""
    rng = np.random.default_rng(0)
    kinds = 1 if encoder.types is None else encoder.types.num_embeddings
    made = []
    for length in sorted({min(length, limit) for length in LENGTHS}):
        ids = rng.integers(0, encoder.words.num_embeddings, length)
        types = tuple(int(kind) for kind in rng.integers(0, min(kinds, 2), length)) if kinds > 1 else None
        made.append(TokenRow(tuple(map(int, ids)), types))
    return made


def _probabilities(owner: "TransformerModel", output: Any, index: int, length: int) -> "Tensor":
    """What the head says of one row, as probabilities; of a regression its values."""
    import torch

    if owner.table == "sides":
        both = torch.stack([output.start_logits[index, :length], output.end_logits[index, :length]])
        return both.float().softmax(-1)
    if owner.table == "positions":
        return output.logits[index, :length].float().softmax(-1)  # type: ignore[no-any-return]
    logits: Tensor = output.logits[index].float()
    if owner.kind == "regression":
        return logits
    return logits.softmax(-1) if owner.kind == "single-label" else logits.sigmoid()


def _distance(found: "Tensor", expected: "Tensor") -> float:
    if not bool(expected.isfinite().all()):  # a model that is broken is told of elsewhere
        return 0.0
    return float((found - expected).abs().max())
