"""The head table: what each head does on a text, in a few numbers."""

import numpy as np
from numpy.typing import NDArray

from exegesis.explorer.records import HeadRow, LookStack


def head_rows(stack: LookStack) -> tuple[HeadRow, ...]:
    """A row for each head, layer by layer, over the rows that are no special tokens (all of them where none is)."""
    plain = [place for place, token in enumerate(stack.rows) if not token.special] or list(range(len(stack.rows)))
    special = np.array([token.special for token in stack.columns])
    layers, heads = stack.shape
    return tuple(_row(stack, layer, head, np.array(plain), special) for layer in range(layers) for head in range(heads))


def _row(stack: LookStack, layer: int, head: int, plain: NDArray[np.int64], special: NDArray[np.bool_]) -> HeadRow:
    weights = stack.weights[layer][head].astype(np.float64)[plain]
    logs = np.log(weights, out=np.zeros_like(weights), where=weights > 0)
    entropy = float(-(weights * logs).sum(axis=1).mean())
    to_special = float(weights[:, special].sum(axis=1).mean())
    if stack.kind == "cross":
        return HeadRow(layer + 1, head + 1, entropy, None, None, None, None, to_special)
    offsets = np.arange(weights.shape[1]) - plain[:, None]
    before, same, after = (float((weights * (offsets == offset)).sum(axis=1).mean()) for offset in (-1, 0, 1))
    distance = float((weights * np.abs(offsets)).sum(axis=1).mean())
    return HeadRow(layer + 1, head + 1, entropy, distance, before, same, after, to_special)
