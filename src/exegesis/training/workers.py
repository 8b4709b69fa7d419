"""The processes that train together: this one alone, or those that torchrun or `accelerate launch` started.

Gradients are added up in one go for each effective batch, not averaged: the losses are already divided by the counts
of the whole effective batch. A process may have any number of micro-batches, none too.
"""

import os
from collections.abc import Iterable
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from exegesis.core.errors import UnsupportedError
from exegesis.training.devices import choose
from exegesis.training.objective import Share

_BUCKET = 1 << 25  # numbers added up at a time: 128 MB of float32


class Workers(Protocol):
    """What the trainer asks of the processes."""

    device: torch.device

    @property
    def share(self) -> Share:
        """Which process this is, of how many."""

    @property
    def main(self) -> bool:
        """Whether this is the process that writes."""

    @property
    def local_main(self) -> bool:
        """Whether this is the process that writes what each machine needs."""

    def total(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """The sum of every process's numbers."""

    def add_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Replace each parameter's gradient by the sum over the processes."""

    def every(self, value: Any) -> list[Any]:
        """What each process has to say, in the order of their ranks."""

    def close(self) -> None:
        """Take leave of the other processes."""


class Alone:
    """One process."""

    share = Share(0, 1)
    main = True
    local_main = True

    def __init__(self, device: torch.device) -> None:
        self.device = device

    def total(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """The numbers themselves."""
        return numbers

    def add_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """Nothing to add."""

    def every(self, value: Any) -> list[Any]:
        """The one value."""
        return [value]

    def close(self) -> None:
        """Nothing to leave."""


class Together:
    """Several processes, over Accelerate's process group (NCCL on GPUs, Gloo on processors)."""

    def __init__(self, device: str) -> None:
        try:
            from accelerate import PartialState
        except ImportError:
            raise UnsupportedError(
                "training in several processes needs Accelerate; run: pip install 'exegesis[distill]'."
            ) from None
        self.state: Any = PartialState(cpu=device == "cpu")
        kind = str(self.state.distributed_type.value)
        if kind not in ("MULTI_GPU", "MULTI_CPU"):
            raise UnsupportedError(f"only plain data parallel is supported, not {kind}; launch with torchrun.")
        self.device: torch.device = self.state.device

    @property
    def share(self) -> Share:
        """Rank and world size."""
        return Share(int(self.state.process_index), int(self.state.num_processes))

    @property
    def main(self) -> bool:
        """The process of rank 0."""
        return bool(self.state.is_main_process)

    @property
    def local_main(self) -> bool:
        """The first process of each machine."""
        return bool(self.state.is_local_main_process)

    def total(self, numbers: NDArray[np.float64]) -> NDArray[np.float64]:
        """By one all-reduce in float64."""
        tensor = torch.from_numpy(np.array(numbers)).to(self.device)
        torch.distributed.all_reduce(tensor)
        found: NDArray[np.float64] = tensor.cpu().numpy()
        return found

    @torch.no_grad()
    def add_gradients(self, parameters: Iterable[nn.Parameter]) -> None:
        """All-reduce in buckets; a process without a micro-batch adds zeros."""
        bucket: list[nn.Parameter] = []
        size = 0
        for parameter in parameters:
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            bucket.append(parameter)
            size += parameter.numel()
            if size > _BUCKET:
                _add(bucket)
                bucket, size = [], 0
        _add(bucket)

    def every(self, value: Any) -> list[Any]:
        """Gathered as objects; only plain values of our own are sent."""
        found: list[Any] = [None] * self.share.size
        torch.distributed.all_gather_object(found, value)
        return found

    def close(self) -> None:
        """End the process group."""
        self.state.destroy_process_group()
        type(self.state)._reset_state()


def workers(device: str = "auto") -> Workers:
    """`Together` when this process was started with others, else `Alone` on the device of that name."""
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        return Together(device)
    return Alone(choose(device))


def _add(bucket: list[nn.Parameter]) -> None:
    gradients = [parameter.grad for parameter in bucket if parameter.grad is not None]
    if not gradients:
        return
    flat = torch.cat([gradient.reshape(-1) for gradient in gradients])
    torch.distributed.all_reduce(flat)
    start = 0
    for gradient in gradients:
        gradient.copy_(flat[start : start + gradient.numel()].view_as(gradient))
        start += gradient.numel()
