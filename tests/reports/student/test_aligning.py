from dataclasses import replace

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.statistics import jaccard, spearman
from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.records import Unit
from exegesis.reports.student.aligning import aligned, likeness
from tests.views import samples


def explained(text: str, spans: list[tuple[int, int]], scores: list[float]) -> Explanation:
    units = tuple(Unit(text[a:b], (Span(a, b),)) for a, b in spans)
    return replace(samples.lime(), text=text, units=units, scores=np.array(scores), standard_errors=None, groups=())


@given(st.lists(st.sampled_from([-2.0, -1.0, 0.0, 0.5, 3.0]), min_size=4, max_size=12), st.randoms())
def test_rank_correlation_is_scipys(values: list[float], random: object) -> None:
    a = np.array(values)
    b = np.roll(a, 1) + np.arange(len(a)) % 2
    found = spearman(a, b)
    if len(set(a)) == 1 or len(set(b)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(scipy.stats.spearmanr(a, b).statistic)


def test_top_words_shared() -> None:
    a, b = np.array([5.0, -4.0, 0.1, 0.0]), np.array([0.0, 4.0, 3.0, 0.1])
    assert jaccard(a, b, 2) == 1 / 3
    assert jaccard(a, a, 2) == 1.0


def test_likeness_of_equals_and_of_opposites() -> None:
    one = explained("a b c d", [(0, 1), (2, 3), (4, 5), (6, 7)], [1.0, -2.0, 3.0, 0.5])
    opposite = explained("a b c d", [(0, 1), (2, 3), (4, 5), (6, 7)], [-1.0, 2.0, -3.0, -0.5])
    same, turned = likeness(one, one, 2), likeness(one, opposite, 2)
    assert (same.signed, same.absolute, same.overlap) == (pytest.approx(1.0), pytest.approx(1.0), 1.0)
    assert (turned.signed, turned.absolute, turned.overlap) == (pytest.approx(-1.0), pytest.approx(1.0), 1.0)


def test_of_a_short_text_the_top_half_is_compared() -> None:
    one = explained("a b", [(0, 1), (2, 3)], [1.0, 0.0])
    other = explained("a b", [(0, 1), (2, 3)], [0.0, 1.0])
    assert likeness(one, other, 5).overlap == 0.0


def test_constant_scores_have_no_correlation() -> None:
    one = explained("a b", [(0, 1), (2, 3)], [0.0, 0.0])
    assert likeness(one, one, 1).signed is None


def test_other_units_are_shared_out_by_characters() -> None:
    onto = explained("ab cd", [(0, 2), (3, 5)], [0.0, 0.0])
    whole = explained("ab cd", [(0, 5)], [4.0])
    letters = explained("ab cd", [(0, 1), (1, 2), (3, 5)], [1.0, 2.0, 5.0])
    assert aligned(onto, whole).tolist() == [2.0, 2.0]
    assert aligned(onto, letters).tolist() == [3.0, 5.0]
    assert aligned(onto, onto).tolist() == [0.0, 0.0]


def test_rounding_dust_decides_nothing() -> None:
    one = explained("a b c d", [(0, 1), (2, 3), (4, 5), (6, 7)], [1.0, 0.5, 0.5, 0.0])
    dusty = explained("a b c d", [(0, 1), (2, 3), (4, 5), (6, 7)], [1.0, 0.5, 0.5 + 1e-9, 0.0])
    assert likeness(one, dusty, 2).overlap == 1.0
    assert likeness(one, dusty, 2).signed == pytest.approx(1.0)
