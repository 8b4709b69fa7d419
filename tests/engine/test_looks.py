"""Looks at many texts share their batches, and see what each would see alone."""

from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.data.inputs import Hidden
from tests.adapters.head_families import DECODERS, ENCODERS, headed

TEXTS = ["a good film", "the plot is dull, but the acting is wonderful", "it was", "never boring!"]
CASES = [
    *((family, head) for family in ENCODERS for head in ("token-classification", "masked-lm")),
    *((family, "causal-lm") for family in DECODERS),
    ("gpt2", "token-classification"),
]


@pytest.mark.parametrize(("family", "head"), CASES)
def test_texts_beside_one_another_are_answered_as_alone(family: str, head: str) -> None:
    model = exegesis.load(headed(family, head))
    # Of the second text two words are hidden: as many places as no other has.
    hidden = [Hidden(text, ((0, 1), (4, 8)) if number == 1 else ((0, 1),)) for number, text in enumerate(TEXTS)]
    given: list[Any] = hidden if head == "masked-lm" else TEXTS
    together: list[Any] = exegesis.predict(model, given)
    for text, found in zip(given, together, strict=True):
        alone = exegesis.predict(model, text)
        for one, other in zip(found if isinstance(found, list) else [found], alone, strict=True):
            assert one.label == other.label
            np.testing.assert_allclose(one.outputs, other.outputs, rtol=1e-3, atol=1e-5)


def test_they_share_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    model = exegesis.load(headed("bert", "token-classification"))
    batches = []
    forward = type(model).forward

    def counted(self: Any, rows: Any, *given: Any) -> Any:
        batches.append(len(rows))
        return forward(self, rows, *given)

    monkeypatch.setattr(type(model), "forward", counted)
    exegesis.predict(model, TEXTS)
    assert sum(batches) == len(TEXTS)
    assert len(batches) < len(TEXTS)
