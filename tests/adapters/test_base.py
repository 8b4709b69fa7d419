"""What any model gives, shown with one that reads no texts."""

import numpy as np
import pytest

from exegesis.adapters import table
from exegesis.core.errors import LoadError, UnsupportedError
from exegesis.tasks.table import task_of
from tests.modalities.cells import BIAS, NUMBERS, WEIGHTS, Additive, cells


def test_rows_are_run_in_batches_and_come_in_their_order() -> None:
    model, lines = Additive(), [NUMBERS[:2], NUMBERS, NUMBERS[:1], NUMBERS[:4]]
    found = model.outputs([cells(line) for line in lines], batch_tokens=1)
    np.testing.assert_allclose(found, [BIAS + WEIGHTS[:, : len(line)] @ line for line in lines])
    assert [row.size for row in model.ran] == [6, 4, 2, 1]  # type: ignore[union-attr]


def test_logits_become_probabilities_and_values_stay() -> None:
    assert Additive("single-label").probabilities(np.zeros((1, 2))).tolist() == [[0.5, 0.5]]
    assert Additive("multi-label").probabilities(np.zeros((1, 2))).tolist() == [[0.5, 0.5]]
    assert Additive().probabilities(np.array([[7.0, 8.0]])).tolist() == [[7.0, 8.0]]


def test_it_is_known_by_its_outputs_alone() -> None:
    assert Additive().gives == {"classes"}
    assert Additive().notes == ()
    assert repr(Additive()) == "<additive: classification, first, second, classes>"


def test_a_model_that_reads_no_texts_is_no_model_of_texts() -> None:
    with pytest.raises(UnsupportedError, match="additive reads no texts"):
        task_of(Additive())
    with pytest.raises(LoadError, match=r"cannot load a Additive\. Give a loaded exegesis model;"):
        table.load(Additive(), table.Options())
