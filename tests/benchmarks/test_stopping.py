"""Stopping by a rule: what is stated is held against what is so."""

import numpy as np
import pytest
from benchmarks.many_texts import told
from benchmarks.stopping import Run, compared, summary

from exegesis.explainers.base import Attribution


def fit(scores: list[float], errors: list[float] | None, ended: str | None = None) -> Attribution:
    diagnostics = {"samples": 100, **({} if ended is None else {"stopped_by": ended})}
    return Attribution(
        scores=np.array([scores]),
        standard_errors=None if errors is None else np.array([errors]),
        diagnostics=(diagnostics,),
    )


def test_a_fit_beside_an_exact_reference_by_hand() -> None:
    found = compared(fit([3.0, -4.4, 0.0], [0.3, 0.1, 0.1], "certainty"), fit([3.0, -4.0, 0.0], None), 1)
    assert found.certain
    assert found.right
    assert found.error == pytest.approx(0.4 / 5)
    assert found.told == pytest.approx(np.sqrt(0.11) / np.hypot(3, 4.4))
    assert found.covered == pytest.approx(2 / 3)  # the second is four standard errors away


def test_the_references_own_error_is_allowed_for() -> None:
    one, reference = fit([1.0, 0.0], [0.1, 0.1]), fit([1.25, 0.0], [0.1, 0.1])
    assert compared(one, reference, None).covered == 1.0
    assert compared(one, fit([1.25, 0.0], None), None).covered == 0.5


def test_a_claim_is_asked_of_those_that_make_it() -> None:
    runs = [
        Run(100, True, True, 0.1, 0.1, 1.0),
        Run(400, False, False, 0.2, 0.2, 0.5),
        Run(100, True, False, 0.3, 0.3, 1.0),
    ]
    said = summary(runs)
    assert (said["certain"], said["top right"], said["masks, mean"]) == ("2 of 3", "1 of 2", 200)
    assert summary([Run(100, None, True, 0.1, 0.1, 1.0)])["certain"] is None


def test_what_there_is_to_gain_is_passes_at_the_pace_of_full_batches() -> None:
    one = {
        "one by one": {"seconds": 12.0, "in passes": 9.0, "passes": 40},
        "together": {"seconds": 8.0, "in passes": 6.0, "passes": 4, "tokens": 1000},
        "full": {"seconds": 0.005},
    }
    found = told([one])
    assert (found["times as fast"], found["at most"]) == (1.5, 2.4)
    assert (found["one by one, in passes"], found["together, in passes"]) == (0.75, 0.75)
