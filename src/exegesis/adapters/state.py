"""What a pass sets on a model is put back after it, so that no answer depends on what was asked before.

BigBird turns its sparse attention off for good at the first short text; rotary embeddings keep the frequencies of the
longest text so far.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from torch import Tensor

_MISSING = object()
_Table = dict[str, Any]
Changes: TypeAlias = list[tuple[str, object]]  # (name, what it became)
# Larger buffers hold tables (causal masks, positions) that no pass writes into.
_SMALL = 65_536  # numbers


@contextmanager
def put_back(model: Any, length: int = -1) -> Iterator[Changes]:
    """Modules, buffers and public attributes that the block changes are put back; the list then holds what they became.

    `length`: of the block's batch; a number that merely notes it (Funnel's `seq_len`) is put back and not listed.
    Names that begin with an underscore are the libraries' own notes (that hooks are installed, tables that are the
    same however often they are made) and stay as they are; so do attributes that the block adds.
    """
    before, numbers = _held(model)
    changed: Changes = []
    try:
        yield changed
    finally:
        for table, held in before:
            if not _same(table, held):
                changed += _restored(table, held, length)
        for name, buffer, kept in numbers:
            if buffer._version != kept[0] and not _equal(buffer, kept[1]):
                changed.append((name, _told(buffer)))
                buffer.copy_(kept[1])


def _held(model: Any) -> "tuple[list[tuple[_Table, _Table]], list[tuple[str, Tensor, tuple[int, Tensor]]]]":
    """The tables in which modules and the configuration keep what they hold, copied, and the small buffers."""
    tables, numbers = [vars(model.config)], []
    for part in model.modules():
        tables.append(part.__dict__)
        if part._modules:
            tables.append(part._modules)
        if part._buffers:
            tables.append(part._buffers)
            numbers += [
                (name, buffer, (buffer._version, buffer.clone()))
                for name, buffer in part._buffers.items()
                if buffer is not None and buffer.numel() <= _SMALL and not buffer.is_inference()
            ]
    return [(table, dict(table)) for table in tables], numbers


def _same(now: Any, held: Any) -> bool:
    """Whether these are equal, by identity first; what cannot be compared as a whole counts as different."""
    try:
        return bool(now == held)
    except Exception:  # tensors of another shape, arrays, objects of the model's own
        return False


def _restored(table: _Table, held: _Table, length: int) -> Changes:
    changed: Changes = []
    for name, value in held.items():
        now = table.get(name, _MISSING)
        if now is value or name.startswith("_") or _equal(now, value):
            continue
        table[name] = value
        if not (type(now) is int and now == length):
            changed.append((name, _told(now)))
    return changed


def _told(value: Any) -> object:
    """What a value is compared with that of another pass by: a tensor's numbers, the class of a model's own object."""
    import torch

    if isinstance(value, torch.Tensor):
        return value.flatten()[:_SMALL].tolist()
    return repr(value) if isinstance(value, str | int | float | bool | tuple | list | None) else type(value).__name__


def _equal(now: Any, value: Any) -> bool:
    import torch

    if isinstance(now, torch.Tensor) and isinstance(value, torch.Tensor):
        return now.shape == value.shape and now.dtype == value.dtype and bool(torch.equal(now, value))
    return _same(now, value)
