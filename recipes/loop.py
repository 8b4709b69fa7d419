"""The training loop every stage shares: planned batches, one loss function, AdamW, averaged weights."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from copy import deepcopy

import numpy as np
import torch
from torch import nn

from exegesis.training.batching import Rows
from exegesis.training.loop_settings import Loop
from exegesis.training.optimization import Average, parameter_groups, warmup_then_linear
from exegesis.training.progress import say

Planner = Callable[[np.random.Generator], list[Rows]]
LossOf = Callable[[nn.Module, Rows], torch.Tensor]

_NEWS = 50  # steps between lines of progress


def train(
    model: nn.Module, loop: Loop, planner: Planner, loss_of: LossOf, report: Callable[[], str], seed: int
) -> None:
    """Train `model` in place for `loop.epochs`; it is left with its averaged weights, in eval mode.

    `planner` gives the batches (row numbers) of one epoch, `loss_of` the loss of one batch under
    the model it is given (a bfloat16 copy on the CPU), and `report` a line about
    the model (with averaged weights), asked for after each epoch.
    """
    epochs = [planner(np.random.default_rng([seed, epoch])) for epoch in range(loop.epochs)]
    steps = sum(map(len, epochs))
    device = next(model.parameters()).device
    optimizer = torch.optim.AdamW(parameter_groups(model, loop), betas=(0.9, 0.98), eps=1e-6, fused=True)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: warmup_then_linear(step, steps, loop.warmup))
    average = Average(model, loop.ema)
    working = _working_copy(model, loop.precision)
    for number, batches in enumerate(epochs[: loop.stop_after or None], 1):
        model.train()
        working.train()
        total = torch.zeros((), device=device)
        for step, rows in enumerate(batches, 1):
            with mixed_precision(device):
                loss = loss_of(working, rows)
            _step(model, working, loss, optimizer, loop.clip)
            schedule.step()
            average.update()
            total += loss.detach()
            if step % _NEWS == 0:
                say(f"epoch {number}/{loop.epochs}, step {step}/{len(batches)}: mean loss {total.item() / step:.4f}")
        model.eval()
        with average.applied():
            say(f"epoch {number}/{loop.epochs}: loss {total.item() / len(batches):.4f}, {report()}")
    average.settle()
    model.eval()


def _working_copy(model: nn.Module, precision: str) -> nn.Module:
    """The model that runs: on the CPU a bfloat16 copy where asked for, of which `model` keeps the float32 weights."""
    on_cpu = next(model.parameters()).device.type == "cpu"
    return deepcopy(model).to(torch.bfloat16) if on_cpu and precision == "bfloat16" else model


def _step(
    model: nn.Module, working: nn.Module, loss: torch.Tensor, optimizer: torch.optim.Optimizer, clip: float
) -> None:
    loss.backward()  # type: ignore[no-untyped-call]
    pairs = [pair for pair in zip(model.parameters(), working.parameters(), strict=True) if pair[0].requires_grad]
    if working is not model:
        for kept, used in pairs:
            kept.grad = None if used.grad is None else used.grad.float()
    nn.utils.clip_grad_norm_(model.parameters(), clip, foreach=True)
    optimizer.step()
    if working is not model:
        with torch.no_grad():
            torch._foreach_copy_([used for _, used in pairs], [kept for kept, _ in pairs])
    optimizer.zero_grad(set_to_none=True)
    working.zero_grad(set_to_none=True)


def mixed_precision(device: torch.device) -> AbstractContextManager[object]:
    """bfloat16 autocast on a GPU, nothing elsewhere."""
    return torch.autocast("cuda", torch.bfloat16) if device.type == "cuda" else nullcontext()
