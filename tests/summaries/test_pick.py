"""SP-LIME: the paper's toy, its guarantee against every pick there is, and explanations of any method as rows."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

import exegesis
from exegesis.core.errors import InputError
from exegesis.data.explanation import Explanation
from exegesis.summaries.pick import Weights, at_random, coverage, importance, submodular, weights, words_of
from tests import tiny

# What the paper says of its figure 5, in numbers of our own: the second word is the most important; rows 2 and 3 say
# the same; the last row speaks of what none before it does; rows 2 and 5 are picked and leave only the first word out.
FIGURE_5 = np.array([[1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 1, 1, 0, 0], [0, 1, 0, 0, 0], [0, 0, 0, 1, 1]])

matrices = st.integers(1, 7).flatmap(
    lambda rows: st.lists(
        st.lists(st.integers(-2, 3), min_size=6, max_size=6), min_size=rows, max_size=rows
    )
)  # fmt: skip


def weights_of(rows: object) -> Weights:
    matrix = csr_matrix(np.asarray(rows, dtype=float))
    return Weights(matrix, tuple(f"f{column + 1}" for column in range(matrix.shape[1])))


def explanation(text: str, scores: list[float] | None = None, **options: object) -> Explanation:
    import dataclasses

    found = exegesis.explain(lambda texts: np.full((len(texts), 2), 0.5), text, "random", **options)  # type: ignore[call-overload]
    assert isinstance(found, Explanation)
    return found if scores is None else dataclasses.replace(found, scores=np.array(scores, dtype=float))


def test_the_papers_toy() -> None:
    found = submodular(weights_of(FIGURE_5), 2)
    assert found.rows == (1, 4)  # rows 2 and 5, counted from 1
    assert found.uncovered == ("f1",)
    assert found.gains == pytest.approx((2 + np.sqrt(2), 2))
    assert found.coverage == pytest.approx(sum(found.gains))
    assert found.whole == pytest.approx(5 + np.sqrt(2))


def test_importance_is_the_root_of_the_summed_sizes() -> None:
    matrix = csr_matrix(np.array([[-3.0, 0.0, 1.0], [1.0, 0.0, 3.0]]))
    assert importance(matrix).tolist() == [2, 0, 2]
    assert coverage(matrix, [0]) == 4
    assert coverage(matrix, []) == 0


@given(rows=matrices, data=st.data())
def test_the_lazy_search_is_the_plain_one_and_keeps_its_guarantee(rows: list[list[int]], data: st.DataObject) -> None:
    known = weights_of(rows)
    budget = data.draw(st.integers(1, len(rows)))
    found = submodular(known, budget)
    plain: list[int] = []
    while len(plain) < budget:
        left = [row for row in range(len(rows)) if row not in plain]
        plain.append(max(left, key=lambda row: (round(coverage(known.matrix, [*plain, row]), 6), -row)))
    assert found.rows == tuple(plain)
    best = max(coverage(known.matrix, list(rows)) for rows in combinations(range(len(rows)), budget))
    assert found.coverage >= (1 - 1 / np.e) * best - 1e-9
    assert found.coverage == pytest.approx(coverage(known.matrix, list(found.rows))) == pytest.approx(sum(found.gains))


def test_most_gains_are_computed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """200 rows, 20 picked: the plain search computes 3,810 gains, this one a tenth."""
    from exegesis.summaries import pick

    calls, gain = [], pick._gain
    monkeypatch.setattr(pick, "_gain", lambda *given: calls.append(1) or gain(*given))  # type: ignore[func-returns-value]
    rng = np.random.default_rng(0)
    # As word counts are: few words stand everywhere, most almost nowhere.
    known = weights_of(rng.random((200, 400)) < 1 / (2 + np.arange(400)))
    submodular(known, 20)
    assert len(calls) < 1200


def test_words_are_aligned_lower_cased_and_summed() -> None:
    first = explanation("Good plot, good film", [0.5, 0.25, 9.0, 0.25, -1.0])
    assert words_of(first) == {"good": 0.75, "plot": 0.25, "film": -1.0}
    assert words_of(first, features=1) == {"film": -1.0}
    assert words_of(first, marks=True)[","] == 9.0
    known = weights([first, explanation("GOOD acting", [1.0, 2.0])])
    assert known.words == ("good", "plot", "film", "acting")
    assert known.matrix.toarray().tolist() == [[0.75, 0.25, -1, 0], [1, 0, 0, 2]]


def test_words_that_cancel_are_not_spoken_of() -> None:
    assert words_of(explanation("good good film", [0.5, -0.5, 1.0])) == {"film": 1.0}


@pytest.mark.slow
def test_explanations_of_any_method_and_unit() -> None:
    model = tiny.bert()
    texts = ["a bad film, very dull", "a good plot and good acting", "this was boring", "it is great"]
    given_ = [
        exegesis.explain(model, text, method) for text, method in zip(texts, ("lime", "gradient") * 2, strict=True)
    ]
    found = submodular(given_, 3)  # type: ignore[arg-type]
    assert len(set(found.rows)) == 3
    assert 0 < found.coverage < found.whole
    drawn = at_random(given_, 3)  # type: ignore[arg-type]
    assert drawn.coverage <= found.coverage
    assert sum(drawn.gains) == pytest.approx(drawn.coverage)


def test_the_random_pick_follows_its_seed() -> None:
    known = weights_of(np.eye(30))
    assert at_random(known, 5, 1) == at_random(known, 5, 1) != at_random(known, 5, 2)
    assert at_random(known, 9, 1).rows[:5] == at_random(known, 5, 1).rows
    assert len(set(at_random(known, 30, 1).rows)) == 30


@pytest.mark.parametrize("pick", [submodular, at_random])
def test_fewer_than_asked_for_is_refused(pick: object) -> None:
    with pytest.raises(InputError, match="cannot pick 6 of 5 explanations"):
        pick(weights_of(FIGURE_5), 6)  # type: ignore[operator]
    with pytest.raises(InputError, match="at least 1, not 0"):
        pick(weights_of(FIGURE_5), 0)  # type: ignore[operator]
    with pytest.raises(InputError, match="cannot pick 1 of 0"):
        pick([], 1)  # type: ignore[operator]
    with pytest.raises(InputError, match="features must be at least 1"):
        weights([], features=0)
