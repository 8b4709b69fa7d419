"""Differences that are known beforehand: two files written by hand, of which one adds a number to a logit."""

from pathlib import Path

import numpy as np
import pytest
from scipy.special import expit

import exegesis
from exegesis.adapters.onnx import OnnxModel
from exegesis.core.errors import InputError
from exegesis.exporting.parity import parity
from exegesis.exporting.records import BATCHES
from exegesis.exporting.rows import rows_of
from tests import onnx_models

TEXTS = ["good", "a bad film", "the plot is dull", "good good good good", "!", "it was never boring", "and", "a film"]


def loaded(folder: Path, shift: float = 0.0) -> OnnxModel:
    """A model whose first logit is 0 and whose second counts the word "good", less one half and plus a shift."""
    weights = np.zeros_like(onnx_models.table())
    tokenizer = onnx_models.tiny.wordpiece()
    weights[tokenizer.convert_tokens_to_ids("good"), 1] = 1.0
    weights[tokenizer.cls_token_id, 1] = shift - 0.5
    model = exegesis.load(onnx_models.folder_of(onnx_models.summing(weights), folder))
    assert isinstance(model, OnnxModel)
    return model


def test_a_file_is_like_itself(tmp_path: Path) -> None:
    model = loaded(tmp_path / "one")
    found = parity(model, model, rows_of(model, TEXTS))
    assert (found.rows, found.largest, found.mean, found.same_labels) == (8, 0.0, 0.0, 1.0)
    assert (found.shortest, found.longest) == (3, 6)
    assert found.neighbours < 1e-7


def test_the_largest_difference_and_the_same_labels_are_counted(tmp_path: Path) -> None:
    model, file = loaded(tmp_path / "one"), loaded(tmp_path / "two", shift=0.75)
    found = parity(model, file, rows_of(model, TEXTS))
    counts = np.array([text.split().count("good") for text in TEXTS])
    differences = expit(counts + 0.25) - expit(counts - 0.5)
    assert found.largest == pytest.approx(differences.max(), abs=1e-6)
    assert found.mean == pytest.approx(differences.mean(), abs=1e-6)
    assert found.same_labels == np.mean((counts - 0.5 > 0) == (counts + 0.25 > 0)) == 2 / 8


def test_rows_go_alone_and_in_sevens_of_different_lengths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model, file = loaded(tmp_path / "one"), loaded(tmp_path / "two")
    file.rows_apart = True
    shapes: list[tuple[int, int]] = []
    inner = file._run
    monkeypatch.setattr(file, "_run", lambda inputs: (shapes.append(inputs["input_ids"].shape), inner(inputs))[1])
    rows = rows_of(model, TEXTS)
    parity(model, file, rows)
    assert BATCHES == (1, 7)
    assert sorted(length for count, length in shapes[:8] if count == 1) == sorted(map(len, rows))
    assert [count for count, _ in shapes[8:]] == [7, 1]
    assert file.rows_apart


def test_no_rows_prove_nothing(tmp_path: Path) -> None:
    model = loaded(tmp_path / "one")
    with pytest.raises(InputError, match="at least one"):
        parity(model, model, [])
