"""Probabilities that are meant: the logits divided by one temperature, fitted on held-out words (Guo et al. 2017)."""

import numpy as np
import torch
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax

from exegesis.adapters.huggingface import TransformerModel
from exegesis.distillation.task.distributions import answers
from exegesis.distillation.task.objective import Lesson

_HOTTEST = 10.0


def calibrate(model: TransformerModel, dev: Lesson) -> float:
    """Divide the head's weights by the temperature that makes the labels of `dev` likeliest; the temperature.

    The likeliest pair of every word stays as it was.
    """
    labels = np.array([label for row in dev.labels for label in row], dtype=np.int64)
    logits = np.concatenate(answers(model, dev.rows)).astype(np.float64)[labels >= 0]
    chosen = np.arange(len(logits)), labels[labels >= 0]

    def loss(temperature: float) -> float:
        return -float(log_softmax(logits / temperature, axis=-1)[chosen].mean())

    temperature = float(minimize_scalar(loss, bounds=(1 / _HOTTEST, _HOTTEST), method="bounded").x)
    with torch.no_grad():
        for parameter in model.model.classifier.parameters():
            parameter.div_(temperature)
    return temperature
