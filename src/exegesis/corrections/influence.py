"""How much training on one text moves the loss of another: TracIn (Pruthi et al. 2020, equation 2, at checkpoints).

Influence of z on z' = sum over checkpoints of lr * grad loss(z) . grad loss(z'). Above 0 a step on z lowers the loss of
z'; below 0 it raises it. The gradients are those of the last linear layer (as the paper takes them), or of all weights.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from exegesis.adapters.capabilities import GivesWeights
from exegesis.adapters.hooks import hooked
from exegesis.core.errors import UnsupportedError
from exegesis.core.types import Floats
from exegesis.corrections.checkpoints import RunCheckpoint, at_checkpoint
from exegesis.corrections.lessons import CorrectionLesson
from exegesis.data.rows import TokenRow
from exegesis.training.batching import plan

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Parameter

_TEXTS, _TOKENS = 32, 4096  # of one pass

Progress: TypeAlias = Callable[[int, int], None]


def influences(
    model: GivesWeights,
    texts: CorrectionLesson,
    errors: CorrectionLesson,
    checkpoints: Sequence[RunCheckpoint] = (),
    every_weight: bool = False,
    progress: Progress | None = None,
) -> Floats:
    """Of each of n texts its mean influence on the errors, (n,); without checkpoints at the model itself, with lr 1."""
    found = np.zeros(len(texts))
    total = max(1, len(checkpoints)) * len(texts)
    for index, checkpoint in enumerate(checkpoints or (None,)):
        present = model.copied(model.name) if checkpoint is None else at_checkpoint(model, checkpoint)
        present.model.requires_grad_(True)
        for done, (row, product) in enumerate(_products(present, texts, errors, every_weight), index * len(texts) + 1):
            found[row] += product * (1.0 if checkpoint is None else checkpoint.lr)
            if progress is not None and (done % _TEXTS == 0 or done == total):
                progress(done, total)
    return found


def _products(
    model: GivesWeights, texts: CorrectionLesson, errors: CorrectionLesson, every_weight: bool
) -> Iterator[tuple[int, float]]:
    """Each row of the texts, and the inner product of its gradient and the mean one of the errors."""
    weights = list(model.model.parameters()) if every_weight else last_layer(model, errors.rows[0])
    whole: list[Any] = [0.0] * len(weights)
    for _, gradients in _gradients(model, errors, weights):
        whole = [sum_ + gradient / len(errors) for sum_, gradient in zip(whole, gradients, strict=True)]
    for row, gradients in _gradients(model, texts, weights):
        yield row, sum(float((one * other).sum()) for one, other in zip(gradients, whole, strict=True))


def _gradients(
    model: GivesWeights, lesson: CorrectionLesson, weights: "Sequence[Parameter]"
) -> "Iterator[tuple[int, list[Tensor]]]":
    """Of each row the gradients of its own loss; nothing is left on the weights themselves."""
    import torch
    from torch.nn.functional import cross_entropy

    for rows in plan(lesson.lengths, _TEXTS, _TOKENS, None):
        for part in model.together([lesson.rows[row] for row in rows]) if len(rows) else ():
            inputs = model.passes.inputs(part)
            own, rows = rows[: len(part)], rows[len(part) :]
            labels = torch.from_numpy(lesson.labels[own]).to(inputs["input_ids"].device)
            with torch.enable_grad():
                losses = cross_entropy(model.passes.run(inputs).logits.float(), labels, reduction="none")
                for place, row in enumerate(own.tolist()):
                    more = place + 1 < len(part)
                    found = torch.autograd.grad(
                        losses[place], weights, retain_graph=more, allow_unused=True, materialize_grads=True
                    )
                    yield row, list(found)


def last_layer(model: GivesWeights, row: TokenRow) -> "list[Parameter]":
    """The weights of the linear layer that gives the answer: the last that runs in a pass, one output a label.

    Raises `UnsupportedError` where there is none.
    """
    import torch

    layers: list[Any] = []
    with ExitStack() as stack, torch.no_grad():
        for part in model.model.modules():
            if isinstance(part, torch.nn.Linear) and part.out_features == len(model.labels):
                stack.enter_context(hooked(part, lambda layer, _given, _output: layers.append(layer)))
        model.passes.run(model.passes.inputs([row]))
    if not layers:
        raise UnsupportedError(f"{model.name} has no linear layer that gives its answer; ask for every weight.")
    return list(layers[-1].parameters())
