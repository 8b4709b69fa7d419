"""The three losses of DistilBERT, each as a sum: the trainer divides by the counts of the whole effective batch."""

import torch
import torch.nn.functional as F


def kl_sum(student: torch.Tensor, teacher: torch.Tensor, temperature: float) -> torch.Tensor:
    """Sum over positions of KL(teacher || student), softened by `temperature`, times its square; logits (N, V).

    Divided by N this is torch's "batchmean", as published.
    """
    log_student = F.log_softmax(student.float() / temperature, dim=-1)
    log_teacher = F.log_softmax(teacher.float() / temperature, dim=-1)
    return F.kl_div(log_student, log_teacher, reduction="sum", log_target=True) * temperature**2


def mlm_sum(student: torch.Tensor, pieces: torch.Tensor) -> torch.Tensor:
    """Sum of the cross-entropies at the masked positions; logits (N, V), the original pieces (N,)."""
    return F.cross_entropy(student.float(), pieces, reduction="sum")


def cosine_sum(student: torch.Tensor, teacher: torch.Tensor) -> torch.Tensor:
    """Sum of one minus the cosine between last hidden states (N, D): torch's CosineEmbeddingLoss for target 1."""
    return (1.0 - F.cosine_similarity(student.float(), teacher.float(), dim=-1)).sum()
