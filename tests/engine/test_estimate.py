import time
import warnings
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis import api
from exegesis.core.errors import LongWorkWarning
from exegesis.core.plurals import spoken
from exegesis.data.inputs import plain
from exegesis.engine import plan as planning
from exegesis.engine.rehearsal import rehearsed
from tests import tiny

BERT = tiny.bert()
TEXT = "A bad film, very dull!"
LONG = "a bad film, dull plot and boring acting. " * 8
# parzen needs a background of other texts.
METHODS = [row.name for row in exegesis.methods() if row.name != "parzen" and row.reads_texts]
SMALL = {"samples": 40, "steps": 8}


def by_words(texts: list[str]) -> np.ndarray:
    score = np.array([min(0.99, 0.1 + 0.2 * text.count("good")) for text in texts])
    return np.stack([1 - score, score], axis=1)


def explain(model: Any = BERT, text: str = TEXT, method: str = "occlusion", **options: Any) -> Any:
    small = {name: value for name, value in SMALL.items() if name in api.settings_of(method)}
    return exegesis.explain(model, text, method, **{**small, **options})


# -- progress -----------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_progress_is_told_as_rows_done_of_rows_expected() -> None:
    heard: list[tuple[int, int]] = []
    found = explain(method="lime", progress=lambda done, expected: heard.append((done, expected)), batch_tokens=50)
    dones = [done for done, _ in heard]
    assert dones == sorted(dones)
    assert all(0 < done <= expected for done, expected in heard)
    assert dones[-1] == found.cost.forward_passes - 1  # the prediction comes first


def test_progress_may_stop_the_work() -> None:
    def stop(done: int, expected: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        explain(method="lime", progress=stop)


# -- estimates ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", [method for method in METHODS if method != "random"])
@pytest.mark.slow
def test_an_estimate_is_an_upper_bound_of_the_passes(method: str) -> None:
    for text in (TEXT, LONG):
        if method in ("exact_shap", "shapley_interactions") and text is LONG:
            continue
        small = {name: value for name, value in SMALL.items() if name in api.settings_of(method)}
        expected = exegesis.estimate(BERT, text, method, **small)
        cost = explain(text=text, method=method).cost
        others = 3 * len(BERT.windows(plain(text)))  # the prediction and the ends of the path
        assert cost.forward_passes <= expected.forward_passes + others
        assert cost.backward_passes <= expected.backward_passes
        assert expected.seconds > 0


def test_an_estimate_tells_the_time_of_a_slow_model() -> None:
    def slow(texts: list[str]) -> np.ndarray:
        time.sleep(0.01 * len(texts))
        return by_words(texts)

    expected = exegesis.estimate(slow, tiny.REVIEW, "lime", samples=1000)
    assert expected.seconds > 5
    assert expected.tokens == 0
    tokens = exegesis.estimate(BERT, TEXT, "lime", samples=1000)
    assert tokens.tokens == tokens.forward_passes * len(BERT.encode([TEXT])[0])


@pytest.mark.slow
def test_absurd_work_is_told_before_it_starts() -> None:
    calls: list[int] = []

    def slow(texts: list[str]) -> np.ndarray:
        calls.append(len(texts))
        time.sleep(0.1 * len(texts))
        return by_words(texts)

    said = r"lime on 16 words will take about \d+ minutes \(up to 2,000 forward passes\)"
    with warnings.catch_warnings():
        warnings.simplefilter("error", LongWorkWarning)  # as an error, so that nothing goes on after it
        with pytest.raises(LongWorkWarning, match=said):
            explain(slow, tiny.REVIEW, "lime", samples=2000)
    assert sum(calls) <= 20


def test_usual_work_is_not_warned_of() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        explain(method="lime")
        explain(text=LONG)


@pytest.mark.slow
def test_the_warning_points_at_the_caller() -> None:
    def slow(texts: list[str]) -> np.ndarray:
        time.sleep(0.05 * len(texts))
        return by_words(texts)

    def stop(done: int, expected: int) -> None:
        raise KeyboardInterrupt

    with pytest.warns(LongWorkWarning) as caught, pytest.raises(KeyboardInterrupt):
        exegesis.explain(slow, tiny.REVIEW, "lime", samples=5000, progress=stop, batch_tokens=64)
    assert caught[0].filename == __file__


def test_a_slow_start_alone_is_no_reason_to_time_many_passes() -> None:
    seen: list[int] = []

    def cold(texts: list[str]) -> np.ndarray:
        time.sleep(0.0 if seen else 0.2)
        seen.append(len(texts))
        return by_words(texts)

    found = exegesis.explain(cold, tiny.REVIEW, "lime", samples=1000)
    assert sum(seen) == found.cost.forward_passes + 1


# -- the rehearsal --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", ["lime", "kernel_shap", "permutation_shap", "occlusion", "exact_shap"])
@pytest.mark.parametrize("text", [TEXT, tiny.REVIEW, LONG])
def test_the_rehearsal_counts_the_rows_that_are_run(method: str, text: str) -> None:
    if method == "exact_shap" and text is not TEXT:
        return
    settings = {"samples": 60} if "samples" in api.settings_of(method) else {}
    plan = planning.planned(BERT, method, settings, None, "word")
    engine = plan.engine()
    problem = plan.problem(engine, text)
    before = engine.cost().forward_passes
    told = rehearsed(problem, plan.explainer)
    engine.drive(problem, plan.explainer.explain(problem.game, np.random.default_rng(0)))
    assert told.rows == pytest.approx(engine.cost().forward_passes - before, rel=0.25, abs=2)


def test_a_black_box_that_is_fast_in_batches_is_not_taken_for_slow() -> None:
    """What a call takes, however many its texts, is shared by all of them."""

    def constant(texts: list[str]) -> np.ndarray:
        time.sleep(0.02)
        return by_words(texts)

    expected = exegesis.estimate(constant, tiny.REVIEW, "lime", samples=1000)
    assert expected.seconds < 1000 * 0.02 / 2


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "1 second"), (45, "45 seconds"), (61, "1 minute"), (75, "1 minute"), (150, "2 minutes"), (6000, "1.7 hours")],
)
def test_times_are_said_as_people_say_them(seconds: float, said: str) -> None:
    assert spoken(seconds) == said
