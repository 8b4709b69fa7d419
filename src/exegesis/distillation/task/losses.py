"""What a student learns from on a task: the teachers' softened answers and the labels."""

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from scipy.special import logsumexp

from exegesis.distillation.losses import hard_labels, softened_kl
from exegesis.distillation.task.distributions import FAR
from exegesis.distillation.task.settings import TaskSettings


def averaged(tables: Sequence[NDArray[np.float32]], temperature: float) -> NDArray[np.float32]:
    """One teacher of several: logits whose softmax at `temperature` is the mean of theirs; tables (m, C).

    Hinton et al. 2015, section 3: the arithmetic mean of the softened distributions.
    """
    if len(tables) == 1:
        return tables[0]
    stack = np.stack(tables).astype(np.float64) / temperature  # (teachers, m, C)
    logs = stack - logsumexp(stack, axis=-1, keepdims=True)
    mean = logsumexp(logs, axis=0) - np.log(len(tables))
    return np.asarray(np.maximum(temperature * mean, FAR), dtype=np.float32)


def classes_loss(
    logits: torch.Tensor, labels: torch.Tensor, teacher: torch.Tensor | None, settings: TaskSettings
) -> torch.Tensor:
    """kl * softened KL + hard * cross-entropy over M distributions; logits, teacher (M, C), labels (M,), -1 for none.

    Of questions the M are starts and ends, so each part is the mean of the two: step "D" is kl = hard = 0.5 at T = 2.
    """
    loss = logits.new_zeros(())
    if settings.kl > 0 and teacher is not None:
        loss = loss + settings.kl * softened_kl(logits, teacher, settings.temperature)
    if settings.hard > 0:
        loss = loss + settings.hard * hard_labels(logits, labels)
    return loss


def values_loss(
    values: torch.Tensor, labels: torch.Tensor, teacher: torch.Tensor | None, settings: TaskSettings
) -> torch.Tensor:
    """The same for regression, by squared errors; values, teacher (M, 1), labels (M,), NaN for none."""
    loss = values.new_zeros(())
    if settings.kl > 0 and teacher is not None:
        loss = loss + settings.kl * F.mse_loss(values, teacher)
    if settings.hard > 0:
        known = ~labels.isnan()
        loss = loss + settings.hard * ((values[:, 0] - labels)[known] ** 2).sum() / len(labels)
    return loss
