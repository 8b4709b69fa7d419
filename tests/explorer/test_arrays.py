"""Attention of a model of one's own."""

import numpy as np
import pytest
import torch

from exegesis.core.errors import InputError
from exegesis.explorer import look_at
from tests.explorer.toys import TOKENS, WORDS, random_weights


@pytest.mark.parametrize(
    "given",
    [
        lambda weights: weights,
        lambda weights: weights.astype(np.float64),
        lambda weights: torch.from_numpy(weights).requires_grad_(),
        lambda weights: [torch.from_numpy(layer)[None] for layer in weights],
        lambda weights: tuple(weights),
        lambda weights: weights.tolist(),
    ],
)
def test_arrays_tensors_and_lists_of_layers(given) -> None:  # type: ignore[no-untyped-def]
    look = look_at(given(random_weights()), TOKENS)
    np.testing.assert_allclose(np.stack(look.weights), random_weights(), atol=1e-7)
    assert (look.kind, look.notes, look.text) == ("self", (), " ".join(TOKENS))
    assert [look.text[slice(*token.span)] for token in look.rows if token.span] == TOKENS


def test_bfloat16_is_a_row_of_1() -> None:
    for seed in range(20):
        look = look_at(torch.from_numpy(random_weights(seed=seed)).bfloat16(), TOKENS)
        assert (look.notes, look.weights[0].dtype) == ((), np.float32)


def test_the_callers_array_is_not_touched() -> None:
    weights = random_weights()
    look = look_at(weights, TOKENS)
    weights[:] = 0
    assert look.head(1, 1).given == pytest.approx(1)


def test_cross_attention_has_columns_of_its_own() -> None:
    look = look_at(random_weights(rows=2), ["ein", "film"], TOKENS, special=["[CLS]", "[SEP]"])
    assert (look.kind, len(look.rows), len(look.columns)) == ("cross", 2, 7)
    assert look.without_special().head(1, 1).matrix.shape == (2, 5)
    with pytest.raises(InputError, match="words are of one text"):
        look_at(random_weights(rows=2), ["ein", "film"], TOKENS, words=[0, 1])


def test_what_is_no_share_of_1_is_said() -> None:
    assert look_at(random_weights() / 2, TOKENS).notes == (
        "rows do not sum to 1 but to 0.5 up to 0.5; they are shown as they were given",
    )
    weights = random_weights()
    weights[0, 0, 0, :2] += [-2, 2]
    assert look_at(weights, TOKENS).notes == ("some weights are negative",)
    assert look_at(weights, TOKENS).head(1, 1).notes == ("some weights are negative",)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (
            random_weights()[0],
            r"weights must be \(layers, heads, rows, columns\) of one text, not of shape \(2, 7, 7\)",
        ),
        (random_weights()[:, None].repeat(2, 1), r"of one text, not of shape \(3, 2, 2, 7, 7\)"),
        (np.zeros((0, 2, 7, 7)), "not of shape"),
        (random_weights() * np.nan, "weights hold NaN or infinity"),
        ("weights", "weights are no array of numbers"),
        ([None, None], "weights are no array of numbers|must be"),
        ([np.ones((2, 7, 7)), np.ones((3, 7, 7))], "weights are no array of numbers"),
        (random_weights(rows=6), "weights have 6 rows, and there are 7 tokens; give one for each"),
        (
            random_weights(columns=8),
            "weights have 8 columns, and there are 7 tokens; give one for each, or columns= of their own",
        ),
    ],
)
def test_what_is_no_attention(weights: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        look_at(weights, TOKENS)


def test_tokens_that_are_none() -> None:
    with pytest.raises(InputError, match="tokens must be a list of texts"):
        look_at(random_weights(), "abcdefg")
    with pytest.raises(InputError, match="tokens must be a list of texts"):
        look_at(random_weights(), [1] * 7)  # type: ignore[list-item]
    with pytest.raises(InputError, match="words has 3 numbers for 7 tokens"):
        look_at(random_weights(), TOKENS, words=WORDS[:3])
