"""Attention of rows one after another, against the formula worked out row by row."""

import math
from collections.abc import Callable

import pytest
import torch

from exegesis.adapters.packed.attention import Attended, attend, attend_in_float32
from exegesis.adapters.packed.batch import PackedGroup

HEADS, WIDTH = 2, 8
GROUPS = (PackedGroup(2, 5), PackedGroup(1, 3), PackedGroup(3, 1))
TOKENS = sum(group.rows * group.length for group in GROUPS)


def tensors(dtype: torch.dtype = torch.float32, idle: int = 0) -> list[torch.Tensor]:
    torch.manual_seed(0)
    return [torch.randn(TOKENS + idle, WIDTH).to(dtype) for _ in range(3)]


def by_hand(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor) -> torch.Tensor:
    """Each row for itself, each head for itself, in double precision."""
    found, start, size = torch.zeros(TOKENS, WIDTH, dtype=torch.float64), 0, WIDTH // HEADS
    for length in (group.length for group in GROUPS for _ in range(group.rows)):
        row = slice(start, start + length)
        for head in range(HEADS):
            columns = slice(head * size, (head + 1) * size)
            q, k, v = (one[row, columns].double() for one in (query, key, value))
            found[row, columns] = (q @ k.T / math.sqrt(size)).softmax(-1) @ v
        start += length
    return found


def test_each_row_sees_itself_alone() -> None:
    query, key, value = tensors()
    found = attend(Attended(query, key, value, HEADS, GROUPS))
    torch.testing.assert_close(found.double(), by_hand(query, key, value), atol=1e-6, rtol=1e-5)


def test_of_bfloat16_nothing_more_is_rounded() -> None:
    query, key, value = tensors(torch.bfloat16)
    found = attend_in_float32(Attended(query, key, value, HEADS, GROUPS))
    assert found.dtype == torch.float32
    torch.testing.assert_close(found.double(), by_hand(query, key, value), atol=1e-6, rtol=1e-5)


@pytest.mark.parametrize("way", [attend, attend_in_float32])
def test_idle_tokens_get_nothing_and_change_nothing(way: Callable[[Attended], torch.Tensor]) -> None:
    query, key, value = tensors(idle=4)
    found = way(Attended(query, key, value, HEADS, GROUPS))
    assert found[TOKENS:].eq(0).all()
    torch.testing.assert_close(
        found[:TOKENS].double(), by_hand(query[:TOKENS], key[:TOKENS], value[:TOKENS]), atol=1e-6, rtol=1e-5
    )
