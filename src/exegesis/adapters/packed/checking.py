"""The packed path set against the model itself, on a few rows of random tokens."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from exegesis.adapters.packed.parts import Encoder
from exegesis.adapters.passes import Passes
from exegesis.core.probabilities import softmax
from exegesis.core.types import Floats, Outputs
from exegesis.data.rows import TokenRow

LENGTHS = (2, 5, 11, 40)
TOLERANCE = 1e-5  # in probabilities, or of a value that a regression gives


def disagreement(
    passes: Passes,
    encoder: Encoder,
    packed: Callable[[Sequence[TokenRow]], Any],
    probabilities: Callable[[Outputs], Outputs],
) -> str | None:
    """How far what `packed` gives for rows is from the model, where that is too far; None where it is not.

    `probabilities`: a classifier's outputs (B, C) as its answers are read.
    """
    import torch

    rows = random_rows(encoder)

    def read(output: Any, index: int, length: int) -> Floats:
        return _probabilities(passes.table, output, index, length, probabilities)

    with torch.inference_mode(), torch.autocast(passes.device.type, enabled=False):
        expected = [read(passes.run(passes.inputs([row])), 0, len(row)) for row in rows]
        try:
            output = packed(rows)
            found = [read(output, index, len(row)) for index, row in enumerate(rows)]
            apart = max(map(_distance, found, expected))
        except (AttributeError, IndexError, RuntimeError, TypeError, ValueError) as error:
            return f"the fast path does not fit this model ({type(error).__name__}), so the plain one was taken"
    if apart <= TOLERANCE:
        return None
    return f"the fast path is {apart:.1e} away from the model's own answers, so the plain one was taken"


def random_rows(encoder: Encoder) -> list[TokenRow]:
    """Rows of several lengths, padding tokens and both token types among them."""
    rng = np.random.default_rng(0)
    kinds = 1 if encoder.types is None else encoder.types.num_embeddings
    made = []
    for length in sorted({min(length, encoder.room) for length in LENGTHS}):
        ids = rng.integers(0, encoder.words.num_embeddings, length)
        types = tuple(int(kind) for kind in rng.integers(0, min(kinds, 2), length)) if kinds > 1 else None
        made.append(TokenRow(tuple(map(int, ids)), types))
    return made


def _probabilities(
    table: str, output: Any, index: int, length: int, probabilities: Callable[[Outputs], Outputs]
) -> Floats:
    """What the head says of one row, as probabilities; of a regression its values."""
    if table == "classes":
        return np.asarray(probabilities(_floats(output.logits[index])[None])[0], dtype=np.float64)
    sides = (output.start_logits, output.end_logits) if table == "sides" else (output.logits,)
    found: Floats = softmax(np.stack([_floats(side[index, :length]) for side in sides]))
    return found


def _floats(logits: Any) -> Floats:
    array: Floats = logits.double().cpu().numpy()
    return array


def _distance(found: Floats, expected: Floats) -> float:
    if not np.isfinite(expected).all():  # a model that is broken is told of elsewhere
        return 0.0
    return float(np.abs(found - expected).max())
