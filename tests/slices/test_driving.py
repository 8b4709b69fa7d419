"""Words of errors against scipy's own test, and no claim where right and wrong are names alone."""

import numpy as np
import pytest
from scipy.stats import ttest_ind

from exegesis.slices.driving import driving_words

RNG = np.random.default_rng(0)


def explained(count: int, seed: int, pull: float = 0.0) -> tuple[list[dict[str, float]], np.ndarray]:
    """Scores of some of 40 words in each text; "trap" pulls towards wrong answers."""
    rng = np.random.default_rng(seed)
    right = np.arange(count) % 2 == 0
    found = []
    for is_right in right:
        words = {f"w{i}": float(rng.normal(0.05)) for i in np.flatnonzero(rng.random(40) < 0.3)}
        if rng.random() < 0.5:
            words["trap"] = float(rng.normal(0 if is_right else pull, 0.5))
        found.append(words)
    return found, right


def test_it_is_welchs_test_with_zeros_where_a_word_is_absent() -> None:
    scores, right = explained(60, 1, pull=1.0)
    found = {one.word: one for one in driving_words(scores, right, "lime", "probability").words}
    values = np.array([one.get("trap", 0.0) for one in scores])
    expected = ttest_ind(values[~right], values[right], equal_var=False)
    trap = found["trap"]
    assert trap.p == pytest.approx(expected.pvalue)
    interval = expected.confidence_interval()
    assert (trap.difference.low, trap.difference.high) == pytest.approx((interval.low, interval.high))
    assert (trap.wrong, trap.right) == pytest.approx((values[~right].mean(), values[right].mean()))
    assert trap.in_wrong == sum("trap" in one for one, is_right in zip(scores, right, strict=True) if not is_right)


def test_a_word_that_drives_errors_comes_first() -> None:
    found = driving_words(*explained(200, 2, pull=1.0), "lime", "probability")
    assert found.words[0].word == "trap"
    assert found.words[0].q < 0.05
    assert found.words[0].difference.low > 0
    assert (found.wrong, found.right) == (100, 100)


def test_without_one_nothing_is_claimed() -> None:
    claims = sum(
        any(one.q <= 0.05 for one in driving_words(*explained(120, seed), "m", "o").words) for seed in range(20)
    )
    assert claims <= 1


def test_of_many_words_those_that_move_most_are_tried() -> None:
    scores = [{f"w{i}": 0.01 * (i + 1) * (-1) ** place for i in range(80)} for place in range(20)]
    found = driving_words(scores, np.arange(20) < 10, "m", "o")
    assert found.known == 80
    assert {one.word for one in found.words} == {f"w{i}" for i in range(30, 80)}


def test_rare_words_are_not_tried_and_constant_ones_tell_nothing() -> None:
    scores = [{"same": 1.0, **({"rare": 1.0} if place < 3 else {})} for place in range(20)]
    (same,) = driving_words(scores, np.arange(20) % 2 == 0, "m", "o").words
    assert (same.word, same.p, same.difference.mean) == ("same", 1.0, 0.0)


def test_one_side_alone_cannot_be_compared() -> None:
    assert driving_words([{"a": 1.0}] * 20, np.arange(20) > 0, "m", "o").words == ()
