"""Means, spreads, verdicts and costs of the distillation experiments."""

import pytest
import torch
from distillation_cost import LEARNING, Shape, minutes
from distillation_statistics import markdown, paired, signed, spread, verdict, with_spread
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ttest_1samp
from torch.utils.flop_counter import FlopCounterMode
from transformers import BertConfig, BertForMaskedLM


def test_a_difference_by_hand() -> None:
    found = paired([2.0, 4.0, 6.0], [1.0, 2.0, 3.0])  # 1, 2, 3: standard deviation 1, t(0.975, 2) = 4.3027
    assert found.mean == pytest.approx(2.0)
    assert found.half == pytest.approx(4.3027 / 3**0.5, abs=1e-4)
    assert not found.resolved
    assert verdict(found, 1) == verdict(found, -1) == "unresolved"


def test_the_sign_counts_where_the_interval_leaves_0_out() -> None:
    found = paired([3.0, 4.1, 4.9], [1.0, 2.0, 3.0])
    assert (verdict(found, 1), verdict(found, -1)) == ("as published", "opposite")
    back = paired([1.0, 2.0, 3.0], [3.0, 4.1, 4.9])
    assert (verdict(back, 1), verdict(back, -1)) == ("opposite", "as published")


def test_one_seed_resolves_nothing() -> None:
    found = paired([9.0], [1.0])
    assert verdict(found, 1) == "unresolved"
    assert signed(found, 2) == "+8.00"
    assert spread([9.0]) is None
    assert with_spread([9.0], 1) == "9.0"
    assert with_spread([1.0, 2.0, 3.0], 1) == "2.0 ± 1.0"


@given(st.lists(st.integers(-50, 50), min_size=3, max_size=8).filter(lambda values: len(set(values)) > 1))
def test_the_interval_is_that_of_students_t(values: list[int]) -> None:
    found = paired([float(value) for value in values], [0.0] * len(values))
    interval = ttest_1samp(values, 0.0).confidence_interval(0.95)
    assert (found.mean - found.half, found.mean + found.half) == pytest.approx((interval.low, interval.high))


def test_operations_are_those_that_torch_counts() -> None:
    config = BertConfig(vocab_size=50, hidden_size=8, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32)
    config._attn_implementation = "eager"
    model = BertForMaskedLM(config).eval()
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        model(input_ids=torch.ones(1, 12, dtype=torch.long))
    shape = Shape(layers=2, width=8, inner=32, vocabulary=50)
    assert counter.get_total_flops() == 12 * (shape.body(12) + shape.head())


def test_minutes() -> None:
    assert minutes(60e9 * 150 * 2, 150) == pytest.approx(2.0)
    assert LEARNING == 3


def test_a_table() -> None:
    assert markdown(["a", "b"], [["x", "1"]]) == "| a | b |\n| --- | ---: |\n| x | 1 |\n"
