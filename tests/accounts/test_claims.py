"""Claims of toy models: each is what its trials say, and no mask is asked for that no claim needs."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from exegesis.accounts.claims import MOST, Told, UnitClaim, claims
from exegesis.data.records import PairScore
from exegesis.data.requests import driven
from tests.examples import examples


def made(scores: Any, f: Any, pairs: tuple[PairScore, ...] = (), labels: bool = True) -> tuple[UnitClaim, ...]:
    """`f`: masks (B, n) to the probability of "yes"."""

    def told(masks: Any) -> Told:
        values = np.asarray(f(masks), dtype=float)
        return Told(values, ["yes" if value > 0.5 else "no" for value in values] if labels else [None] * len(values))

    return driven(claims(np.asarray(scores, dtype=float), pairs), told)


def kinds(found: tuple[UnitClaim, ...]) -> list[str]:
    return [claim.kind for claim in found]


def test_the_unit_without_which_the_answer_turns_is_named_though_it_is_not_the_first() -> None:
    found = made([0.3, 0.5, 0.1], lambda masks: np.where(masks[:, 0], 0.9, 0.2))
    assert kinds(found) == ["answer", "without", "alone"]
    assert (found[1].units, found[1].holds, found[1].trials[1].answer) == ((0,), True, "no")
    assert (found[2].units, found[2].holds) == ((0, 1), True)


def test_several_are_taken_away_together_where_one_is_not_enough() -> None:
    found = made([0.3, 0.2, 0.1], lambda masks: np.where(masks[:, 0] | masks[:, 1], 0.9, 0.2))
    assert (found[1].units, found[1].holds) == ((0, 1), True)


def test_where_the_answer_never_turns_that_is_what_is_claimed() -> None:
    found = made([0.3, 0.2, 0.1], lambda masks: 0.9 - 0.01 * (~masks).sum(axis=1))
    assert (found[1].units, found[1].holds) == ((0, 1, 2), False)
    assert found[1].trials[1].answer == "yes"


def test_what_speaks_against_is_tried_and_may_not_show() -> None:
    scores = [0.5, -0.3, 0.0]
    shown = made(scores, lambda masks: np.where(masks[:, 1], 0.6, 0.9))[-1]
    hidden = made(scores, lambda masks: np.where(masks[:, 1], 0.9, 0.6))[-1]
    assert (shown.kind, shown.units, shown.holds) == ("against", (1,), True)
    assert (hidden.kind, hidden.holds) == ("against", False)
    assert "against" not in kinds(made([0.5, -0.01], lambda masks: masks[:, 0] * 0.9))


def test_a_pair_is_tried_one_by_one_and_together() -> None:
    pairs = (PairScore(0, 1, 0.7), PairScore(0, 2, -0.1))
    found = made([0.4, 0.4, 0.0], lambda masks: 0.1 + 0.8 * (masks[:, 0] & masks[:, 1]), pairs)
    (pair,) = (claim for claim in found if claim.kind == "together")
    assert (pair.units, pair.holds) == ((0, 1), True)
    assert [round(trial.value, 1) for trial in pair.trials] == [0.9, 0.1, 0.1, 0.1]
    apart = made([0.4, 0.4], lambda masks: masks.sum(axis=1) / 2, pairs[:1])
    assert [claim.holds for claim in apart if claim.kind == "together"] == [False]


def test_numbers_without_labels_claim_how_far_they_move() -> None:
    found = made([2.0, 1.0], lambda masks: masks @ [2.0, 1.0], labels=False)
    assert kinds(found) == ["answer", "without", "alone"] or kinds(found) == ["answer", "without"]
    assert (found[1].units, found[1].trials[1].value, found[1].holds) == ((0,), 1.0, True)


@examples(60)
@given(data=st.data(), n=st.integers(1, 8))
def test_every_trial_is_what_the_model_says(data: Any, n: int) -> None:
    scores = data.draw(arrays(np.float64, n, elements=st.floats(-1, 1, allow_subnormal=False)))
    weights = data.draw(arrays(np.float64, n, elements=st.floats(-3, 3, allow_subnormal=False)))

    def f(masks: Any) -> Any:
        return 1 / (1 + np.exp(-(masks @ weights)))

    for claim in made(scores, f):
        assert len(claim.units) <= MOST
        for trial in claim.trials:
            mask = np.ones((1, n), dtype=bool)
            mask[0, list(trial.absent)] = False
            assert trial.value == pytest.approx(f(mask)[0])
            assert trial.answer == ("yes" if f(mask)[0] > 0.5 else "no")
        whole, *others = claim.trials
        if claim.kind == "without" and claim.holds:
            assert others[0].answer != whole.answer
        if claim.kind == "alone" and claim.holds:
            assert others[0].answer == whole.answer
        if claim.kind == "against":
            assert claim.holds == (others[0].value > whole.value)
