"""Losses of the recipes' own fine-tuning, as means over a batch."""

import torch
import torch.nn.functional as F


def softened_kl(student: torch.Tensor, teacher: torch.Tensor, temperature: float) -> torch.Tensor:
    """KL(teacher || student) of the distributions softened by `temperature`, times its square, mean over the batch.

    Hinton et al. 2015, as in DistilBERT (Sanh et al. 2019). Both inputs are logits (B, C); the result is a scalar.
    """
    log_student = F.log_softmax(student.float() / temperature, dim=-1)
    log_teacher = F.log_softmax(teacher.float() / temperature, dim=-1)
    return F.kl_div(log_student, log_teacher, reduction="batchmean", log_target=True) * temperature**2


def hard_labels(logits: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Cross-entropy over the texts that have a label (not -1), divided by all texts; logits (B, C), labels (B,)."""
    return F.cross_entropy(logits.float(), labels, ignore_index=-1, reduction="sum") / len(labels)


def two_pass_kl(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """The mean of both KL directions between two dropout passes over the same texts (R-Drop, Wu et al. 2021)."""
    return 0.5 * (softened_kl(first, second, 1.0) + softened_kl(second, first, 1.0))
