"""Numbers as text in a page, read as its script reads them: as near as it is said, small ones too."""

import base64

import numpy as np
import pytest

from exegesis.explorer.packing import Code, Packed, packed
from tests.explorer.toys import random_weights


def read(held: Packed) -> np.ndarray:
    data = base64.b64decode(held.text)
    if held.code == "byte":
        return held.scale * (np.frombuffer(data, np.uint8) / 255) ** 2
    roots = (np.frombuffer(data, "<u2").astype(float) - 32_768) / 32_767
    return held.scale * roots * np.abs(roots)


@pytest.mark.parametrize(("code", "error"), [("word", 4e-5), ("byte", 5e-3)])
def test_what_is_held_is_as_near_as_it_says(code: Code, error: float) -> None:
    weights = random_weights()
    held = packed(weights, code)
    far = np.abs(read(held) - weights.ravel()).max()
    assert far == pytest.approx(held.error, rel=1e-3)
    assert held.error < error


def test_weak_weights_do_not_vanish() -> None:
    weights = np.array([0.9, 1e-5, 1e-6, 0.0], dtype=np.float32)
    np.testing.assert_allclose(read(packed(weights, "word")), weights, rtol=0.05)
    assert read(packed(weights, "byte"))[1] > 0


def test_negative_and_large_numbers() -> None:
    values = np.array([-7e6, 3.0e5, 7e6, -50.0], dtype=np.float32)
    np.testing.assert_allclose(read(packed(values, "word")), values, rtol=0.05)
    assert packed(np.zeros((2, 2)), "byte").error == 0
