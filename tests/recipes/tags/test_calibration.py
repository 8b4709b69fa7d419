from pathlib import Path

import numpy as np
import pytest
import torch
from recipes.tags.calibration import calibrate
from recipes.tags.model import headed
from recipes.tags.rows import in_pieces
from scipy.special import log_softmax

from exegesis.adapters.huggingface import TransformerModel
from exegesis.distillation.task.distributions import answers
from exegesis.distillation.task.objective import Lesson
from recipes.tags import corpus

LABELS = ("ADJ|root", "AUX|cop", "DET|det", "NOUN|nsubj", "PART|advmod", "PUNCT|punct")


def lesson(model: TransformerModel, treebanks: Path, seed: int = 0) -> Lesson:
    """Labels drawn from what the model says of the words, as a calibrated model's would be."""
    rows = [row.stretch() for row in in_pieces(model, corpus.sentences(treebanks, corpus.TRAIN))]
    random = np.random.default_rng(seed)
    chances = [np.exp(log_softmax(table.astype(np.float64), axis=-1)) for table in answers(model, rows)]
    return Lesson(rows, [[float(random.choice(6, p=line)) for line in table] for table in chances])


@pytest.mark.parametrize("factor", [0.5, 4.0])
def test_logits_made_too_steep_or_too_flat_are_put_right(encoder: Path, treebanks: Path, factor: float) -> None:
    model = headed(encoder, LABELS, 0.0, torch.device("cpu"))
    with torch.no_grad():
        model.model.classifier.weight.mul_(8.0)
    given = lesson(model, treebanks)
    before = np.concatenate(answers(model, given.rows))
    with torch.no_grad():
        for parameter in model.model.classifier.parameters():
            parameter.mul_(factor)
    assert calibrate(model, given) == pytest.approx(factor, rel=0.25)
    after = np.concatenate(answers(model, given.rows))
    assert after == pytest.approx(before * (after / before).mean(), rel=1e-3, abs=1e-4)
    assert (after.argmax(axis=1) == before.argmax(axis=1)).all()
