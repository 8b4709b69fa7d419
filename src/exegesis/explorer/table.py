"""The head table: what each head does on a text, in a few numbers."""

import numpy as np
from numpy.typing import NDArray

from exegesis.explorer.records import HeadRow, LookStack

_COLUMNS = ("entropy", "distance", "previous", "same", "following", "special")
_SHOWN = 24  # heads in a representation


class HeadRows(tuple[HeadRow, ...]):
    """Rows of heads, layer by layer, that print as a table."""

    __slots__ = ()

    def __repr__(self) -> str:
        known = [name for name in _COLUMNS if any(getattr(row, name) is not None for row in self)]
        lines = ["head  " + "".join(f"{name:>10}" for name in known)]
        lines += [
            f"{f'{row.layer}.{row.head}':6}" + "".join(f"{getattr(row, name):10.3f}" for name in known)
            for row in self[:_SHOWN]
        ]
        return "\n".join([*lines, f"{len(self) - _SHOWN} more heads"] if len(self) > _SHOWN else lines)


def head_rows(stack: LookStack) -> HeadRows:
    """A row for each head, layer by layer, over the rows that are no special tokens (all of them where none is)."""
    plain = [place for place, token in enumerate(stack.rows) if not token.special] or list(range(len(stack.rows)))
    special = np.array([token.special for token in stack.columns])
    layers, heads = stack.shape
    return HeadRows(
        _row(stack, layer, head, np.array(plain), special) for layer in range(layers) for head in range(heads)
    )


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
