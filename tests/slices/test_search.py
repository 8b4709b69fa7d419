"""The search against brute force, and what it may not do; the G statistic against scipy's."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import chi2_contingency

from exegesis.slices.bits import packed, unpacked
from exegesis.slices.predicates.base import Predicate
from exegesis.slices.scores import gain
from exegesis.slices.search import Terms, search


def terms(rows: int, count: int, seed: int = 0) -> Terms:
    rng = np.random.default_rng(seed)
    chances = rng.uniform(0.2, 0.6, count)
    return Terms([Predicate("x", f"t{i}", rng.random(rows) < chance) for i, chance in enumerate(chances)], rows)


@pytest.mark.parametrize(("marked", "rows"), [(9, 20), (1, 20), (0, 20), (20, 20), (5, 40)])
def test_the_gain_is_the_g_statistic(marked: int, rows: int) -> None:
    found = gain(np.array([float(marked)]), np.array([float(rows)]), 25, 100)[0]
    table = [[marked, rows - marked], [25 - marked, 75 - rows + marked]]
    expected = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    assert abs(found) == pytest.approx(expected)
    assert (found > 0) == (marked / rows >= 0.25)


def test_bits_come_back() -> None:
    for rows in (1, 7, 8, 9, 64, 1001):
        holds = np.random.default_rng(rows).random(rows) < 0.5
        assert (unpacked(packed(holds), rows) == holds).all()


def test_sums_and_conjunctions_are_those_of_the_rows() -> None:
    known = terms(9001, 5)
    weights = np.random.default_rng(1).integers(0, 3, (9001, 2)).astype(np.float32)
    expected = [one.holds.astype(float) @ weights for one in known.predicates]
    np.testing.assert_allclose(known.sums(weights), expected)
    both = known.predicates[1].holds & known.predicates[3].holds
    assert (known.holds((1, 3)) == both).all()


@pytest.mark.parametrize("seed", range(5))
def test_the_best_is_that_of_brute_force(seed: int) -> None:
    """Where the beam holds all that there is."""
    known, rng = terms(400, 6, seed), np.random.default_rng(seed)
    marked = rng.random(400) < np.where(known.holds((0, 2)), 0.6, 0.15)
    every = np.ones(400, bool)

    def worth(chosen: tuple[int, ...]) -> float:
        holds = known.holds(chosen)
        if not 20 <= holds.sum() <= 380:
            return -np.inf
        size = gain(np.array([float((holds & marked).sum())]), np.array([float(holds.sum())]), int(marked.sum()), 400)
        return float(abs(size[0]) - 2 * np.log(6) * (len(chosen) - 1))

    brute = max((one for k in (1, 2, 3) for one in combinations(range(6), k)), key=worth)
    best = search(known, marked, every, most=1, depth=3, fewest=20)[0]
    assert best.terms == brute
    assert best.worth == pytest.approx(worth(brute))


def test_what_is_chosen_is_set_aside() -> None:
    """Terms that say the same are found once."""
    rng = np.random.default_rng(3)
    holds = rng.random(1000) < 0.3
    twins = Terms([Predicate("x", "one", holds), Predicate("x", "other", holds.copy())], 1000)
    marked = rng.random(1000) < np.where(holds, 0.5, 0.1)
    assert [one.terms for one in search(twins, marked, np.ones(1000, bool), most=9, depth=2, fewest=20)] == [(0,)]


def test_it_is_blind_to_the_other_half() -> None:
    known, rng = terms(1000, 8), np.random.default_rng(5)
    marked, searched = rng.random(1000) < 0.2, rng.random(1000) < 0.5
    other = np.where(searched, marked, ~marked)
    asked = {"most": 5, "depth": 3, "fewest": 20}
    assert search(known, marked, searched, **asked) == search(known, other, searched, **asked)


def test_label_and_answer_never_stand_together() -> None:
    rng = np.random.default_rng(6)
    labels, answers = rng.random((2, 800)) < 0.5
    classes = [Predicate("label", "l", labels, "class"), Predicate("answer", "a", ~answers, "class")]
    found = search(Terms(classes, 800), labels != answers, np.ones(800, bool), most=5, depth=2, fewest=20)
    assert all(len(one.terms) == 1 for one in found)


def test_rows_of_a_label_that_are_set_aside_do_not_make_an_answer_tell() -> None:
    """Errors of one label are more, so it is found; of the other's rows each answer is all right or all wrong."""
    rng = np.random.default_rng(7)
    labels = rng.random(4000) < 0.5
    wrong = rng.random(4000) < np.where(labels, 0.4, 0.1)
    answers = labels ^ wrong
    kinds = [Predicate("label", "l", labels, "class"), Predicate("label", "not l", ~labels, "class")]
    kinds += [Predicate("answer", "a", answers, "class"), Predicate("answer", "not a", ~answers, "class")]
    found = search(Terms(kinds, 4000), wrong, np.ones(4000, bool), most=5, depth=3, fewest=20)
    assert len({kinds[place].kind for one in found for place in one.terms}) == 1


def test_nothing_to_search() -> None:
    assert search(Terms([], 10), np.ones(10, bool), np.ones(10, bool), most=5, depth=3, fewest=2) == []
