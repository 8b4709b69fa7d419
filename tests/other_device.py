"""A device beside the processor, made for tests: tensors on it refuse to meet those of the processor, as on a GPU.

It computes on the processor, so answers can be compared. torch knows it as "meta", the one device of every build that
nothing can be computed on by mistake.
"""

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map

DEVICE = torch.device("meta")
_aten = torch.ops.aten
# What brings numbers from the device to the processor, or to Python.
_LEAVES = {_aten._local_scalar_dense.default, _aten.equal.default, _aten.item.default}
# What takes tensors of both: copies, and places to look at.
_MEETINGS = {
    _aten._to_copy.default,
    _aten.copy_.default,
    _aten.index.Tensor,
    _aten.index_put.default,
    _aten.index_put_.default,
}


class Elsewhere(Tensor):
    """A tensor on the device."""

    here: Tensor

    @staticmethod
    def __new__(cls, here: Tensor) -> "Elsewhere":
        made: Elsewhere = torch.Tensor._make_wrapper_subclass(  # type: ignore[attr-defined]
            cls,
            here.size(),
            strides=here.stride(),
            storage_offset=here.storage_offset(),
            dtype=here.dtype,
            device=DEVICE,
        )
        made.here = here
        return made

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return _dispatched(func, args, kwargs or {})

    def __getitem__(self, key: Any) -> Tensor:
        """Lists of places would be put on the device past all modes."""
        keys = key if isinstance(key, tuple) else (key,)
        moved = tuple(torch.tensor(one).to(DEVICE) if isinstance(one, list) else one for one in keys)
        return super().__getitem__(moved)

    def tolist(self) -> Any:
        """Numbers of Python."""
        return self.here.tolist()

    def __repr__(self, **_: Any) -> str:  # type: ignore[override]
        return f"Elsewhere({self.here!r})"


class _Device(TorchDispatchMode):
    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return _dispatched(func, args, kwargs or {})


def _dispatched(func: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    tensors: list[Tensor] = []
    tree_map(lambda x: tensors.append(x) if isinstance(x, Tensor) else None, (args, kwargs))
    there = any(isinstance(one, Elsewhere) for one in tensors)
    if there and func not in _MEETINGS:
        for one in tensors:
            if not isinstance(one, Elsewhere) and one.dim() > 0:
                raise RuntimeError(f"{func}: expected all tensors to be on the same device, found {DEVICE} and cpu")
    target = kwargs.get("device")
    goes_there = torch.device(target) == DEVICE if target is not None else there
    if target is not None:
        kwargs = {**kwargs, "device": torch.device("cpu")}
    found = func(*tree_map(_bare, args), **tree_map(_bare, kwargs))
    if func in _LEAVES or not goes_there:
        return found
    if func is _aten.copy_.default:
        return args[0]
    wrapped = tree_map(lambda x: Elsewhere(x) if isinstance(x, Tensor) and not isinstance(x, Elsewhere) else x, found)
    # What was changed in place is the same tensor afterwards.
    in_place = func._schema.name.endswith("_") and isinstance(args[0], Elsewhere)
    return args[0] if in_place else wrapped


def _bare(value: Any) -> Any:
    return value.here if isinstance(value, Elsewhere) else value


@contextmanager
def other_device() -> Iterator[Callable[[Any], Any]]:
    """While inside, the device is there; what is given puts a module's weights on it.

    torch knows no inference mode of tensors that are made so, and no autocast of this device: without them. And it
    makes tensors of Python's numbers past all modes.
    """
    usual = torch.inference_mode, torch.autocast, torch.tensor
    torch.inference_mode = lambda mode=True: torch.no_grad() if mode else nullcontext()  # type: ignore[assignment, misc]
    torch.autocast = lambda *_, **__: nullcontext()  # type: ignore[assignment, misc]
    torch.tensor = lambda data, *, device=None, **kwargs: usual[2](data, **kwargs).to(device)
    try:
        with _Device():
            yield _moved
    finally:
        torch.inference_mode, torch.autocast, torch.tensor = usual  # type: ignore[misc]


def _moved(given: nn.Module) -> nn.Module:
    module = copy.deepcopy(given)  # others may have the same one
    for part in module.modules():
        for name, weight in part._parameters.items():
            if weight is not None:
                part._parameters[name] = nn.Parameter(Elsewhere(weight.detach()), requires_grad=weight.requires_grad)
        for name, buffer in part._buffers.items():
            if buffer is not None:
                part._buffers[name] = Elsewhere(buffer)
    return module
