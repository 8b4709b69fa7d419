"""Rows as one long line of tokens without padding: ids, types and positions (T,), and the groups of equal length."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from exegesis.data.rows import TokenRow

if TYPE_CHECKING:
    from torch import Tensor


_EVEN = 64  # tokens


@dataclass(frozen=True)
class PackedGroup:
    """Neighbouring rows of one length."""

    rows: int
    length: int


@dataclass(frozen=True)
class PackedBatch:
    """Rows one after another, longest first. `order[i]` is the place of the i-th of them among the rows given.

    Behind the last row there may be idle tokens, which no row sees: see `batch_of`.
    """

    ids: "Tensor"  # (T,)
    types: "Tensor"  # (T,)
    positions: "Tensor"  # (T,)
    starts: "Tensor"  # (B,)  where each row begins
    order: "Tensor | None"  # (B,); None: as they were given
    groups: tuple[PackedGroup, ...]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(group.rows for group in self.groups)

    def line_by_line(self, hidden: "Tensor", lines: int) -> "Tensor":
        """What was computed at `lines` places of each row, (B lines, D), in the order the rows were given."""
        table = hidden.view(self.rows, lines, -1)
        if self.order is None:
            return table
        import torch

        return torch.empty_like(table).index_copy_(0, self.order, table)

    def padded(self, hidden: "Tensor") -> "Tensor":
        """What was computed at every token, (T, D), as (B, L, D) in the order the rows were given; 0 for padding."""
        longest = self.groups[0].length
        if len(self.groups) == 1:
            return self.line_by_line(hidden, longest)
        table, start, row = hidden.new_zeros(self.rows, longest, hidden.shape[1]), 0, 0
        for group in self.groups:
            stop = start + group.rows * group.length
            table[row : row + group.rows, : group.length] = hidden[start:stop].view(group.rows, group.length, -1)
            start, row = stop, row + group.rows
        return self.line_by_line(table, longest)


def batch_of(rows: Sequence[TokenRow], padding: int | None, device: Any, even: bool = False) -> PackedBatch:
    """The rows in one batch. `padding` is the id from which positions are counted (see `parts.Encoder`).

    `even` adds idle tokens up to a multiple of 64: with few sizes of batches, memory that one gave back fits the next,
    and kernels that are made for a size are made seldom.
    """
    order = sorted(range(len(rows)), key=lambda index: (-len(rows[index]), index))
    sizes = [len(rows[index]) for index in order]
    groups = tuple(PackedGroup(sizes.count(size), size) for size in dict.fromkeys(sizes))
    ids = _numbers(rows[index].data for index in order)
    types = _numbers(rows[index].type_data or bytes(len(rows[index].data)) for index in order)
    starts = np.cumsum([0, *sizes[:-1]])
    idle = np.zeros(-len(ids) % _EVEN if even and len(groups) > 1 else 0, dtype=np.int64)
    moved = order != list(range(len(rows)))
    return PackedBatch(
        ids=placed(np.concatenate([ids, idle]), device),
        types=placed(np.concatenate([types, idle]), device),
        positions=placed(np.concatenate([_positions(ids, groups, padding), idle]), device),
        starts=placed(starts, device),
        order=placed(np.array(order), device) if moved else None,
        groups=groups,
    )


def placed(array: NDArray[Any], device: Any) -> "Tensor":
    """The array on the device; to a CUDA device through pinned memory, so that nobody waits for it."""
    import torch

    tensor = torch.from_numpy(np.ascontiguousarray(array))
    if device.type == "cuda":
        return tensor.pin_memory().to(device, non_blocking=True)
    return tensor.to(device)


def _numbers(parts: Iterable[bytes]) -> NDArray[np.int64]:
    """What rows hold, one after another; joined as bytes, since an array for each row takes longer than its numbers."""
    return np.frombuffer(b"".join(parts), dtype=np.int32).astype(np.int64)


def _positions(ids: NDArray[np.int64], groups: Sequence[PackedGroup], padding: int | None) -> NDArray[np.int64]:
    parts, start = [], 0
    for group in groups:
        stop = start + group.rows * group.length
        table = ids[start:stop].reshape(group.rows, group.length)
        if padding is None:
            parts.append(np.broadcast_to(np.arange(group.length), table.shape))
        else:
            real = table != padding
            parts.append(np.cumsum(real, axis=1) * real + padding)
        start = stop
    return np.concatenate([part.reshape(-1) for part in parts])
