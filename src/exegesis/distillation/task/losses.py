"""What a student learns from on a task: the teachers' softened answers and the labels. Sums, for the trainer."""

from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from scipy.special import logsumexp

from exegesis.distillation.task.distributions import FAR


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


def kl_sum(student: torch.Tensor, teacher: torch.Tensor, temperature: float) -> torch.Tensor:
    """KL(teacher || student) of the distributions softened by `temperature`, times its square; logits (M, C)."""
    log_student = F.log_softmax(student.float() / temperature, dim=-1)
    log_teacher = F.log_softmax(teacher.float() / temperature, dim=-1)
    return F.kl_div(log_student, log_teacher, reduction="sum", log_target=True) * temperature**2


def hard_sum(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Cross-entropy over those that have a label (not -1); logits (M, C), labels (M,)."""
    return F.cross_entropy(logits.float(), labels, ignore_index=-1, reduction="sum")


def wrong_sum(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """How many of those that have a label have their largest logit elsewhere."""
    return ((logits.argmax(dim=-1) != labels) & (labels >= 0)).sum().float()


def squares_sum(values: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Squared errors of numbers (M,) over those that are known (not NaN)."""
    known = ~wanted.isnan()
    return ((values.float() - wanted)[known] ** 2).sum()


def cosine_sum(student: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    """One minus the cosine between hidden states (B, D)."""
    return (1.0 - F.cosine_similarity(student.float(), teacher.float(), dim=-1)).sum()
