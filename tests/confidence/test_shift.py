"""Shift: named where there is one, and rarely where there is none."""

import numpy as np
import pytest

from exegesis.confidence.shift import kept_sample, shift_tests, unknown_share


def test_the_signal_that_moved_is_named_and_no_other() -> None:
    rng = np.random.default_rng(0)
    before = {name: rng.normal(size=300) for name in ("a", "b", "c")}
    now = {**{name: rng.normal(size=200) for name in ("a", "c")}, "b": rng.normal(0.8, size=200)}
    found = {one.name: one for one in shift_tests(before, now)}
    assert [name for name, one in found.items() if one.moved] == ["b"]
    assert found["b"].now - found["b"].before == pytest.approx(0.8, abs=0.3)
    assert found["b"].distance > 0.2


def test_without_a_shift_one_is_rarely_claimed() -> None:
    rng = np.random.default_rng(1)
    claimed = 0
    for _ in range(100):
        before = {name: rng.normal(size=80) for name in "abcd"}
        claimed += any(one.moved for one in shift_tests(before, {name: rng.normal(size=60) for name in "abcd"}))
    assert claimed <= 10  # of 100, 5 are allowed


def test_few_rows_tell_nothing() -> None:
    many, few = {"a": np.arange(100.0)}, {"a": np.arange(19.0)}
    assert shift_tests(many, few) == ()
    assert shift_tests(few, many) == ()
    assert shift_tests({}, {}) == ()


def test_the_share_of_unknown_words() -> None:
    assert unknown_share(("a", "new", "word"), {"a", "word"}) == pytest.approx(1 / 3)
    assert unknown_share((), {"a"}) == 0


def test_a_long_sample_is_thinned_and_rises() -> None:
    found = kept_sample(np.random.default_rng(0).normal(size=5000), np.random.default_rng(0))
    assert len(found) == 2000
    assert (np.diff(found) >= 0).all()
