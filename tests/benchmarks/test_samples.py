"""The benchmark of samples, end to end on a function that takes no time."""

import json

import numpy as np
import pytest
import samples
import samples_page

import exegesis
from exegesis.engine.plan import planned

WORDS = (
    "dull",
    "fine",
    "great",
    "plot",
    "the",
    "and",
    "actors",
    "poor",
    "scenes",
    "but",
    "long",
    "warm",
    "slow",
    "kind",
)
WEIGHTS = dict(zip(WORDS, np.linspace(-2, 3, len(WORDS)), strict=True))


def opinion(texts):
    odds = np.array([sum(WEIGHTS.get(word, 0.0) for word in text.split()) for text in texts])
    odds = odds + np.array(["plot great" in text for text in texts])
    return np.stack([1 / (1 + np.exp(odds)), 1 / (1 + np.exp(-odds))], axis=1)


def review(name):
    model = exegesis.load(opinion)
    plan = planned(model, "lime", {"output": "log-odds"}, None, "word")
    engine = plan.engine()
    return samples.Review(name, engine, plan.problem(engine, " ".join(WORDS)))


@pytest.fixture(scope="module")
def found():
    one = samples.measured(review("one"), samples=400, reference=1200, seeds=2)
    return one | {"seconds": 1.0}


def test_the_answer_is_read_in_both_units():
    one = review("one")
    masks = np.array([[True] * 14, [False] * 14])
    odds, chances = one.values(masks, "log-odds"), one.values(masks, "probability")
    np.testing.assert_allclose(1 / (1 + np.exp(-odds)), chances)
    assert chances[1, 0] == pytest.approx(0.5)


def test_an_additive_function_is_found_best_in_log_odds(found):
    errors = {name: np.mean([seed["error"] for seed in seeds]) for name, seeds in found["ways"].items()}
    assert errors["paired, log-odds"] < errors["paired, probability"]
    assert errors["paired, log-odds, assisted"] == pytest.approx(errors["paired, log-odds"], rel=0.01)
    assert found["references"]["log-odds"]["r2"] > found["references"]["probability"]["r2"]


def test_faithfulness_by_hand():
    one = review("one")
    scores = np.array([WEIGHTS[word] for word in WORDS])
    told = samples.faithfulness(one, scores)
    whole, order = opinion([" ".join(WORDS)])[0, 1], np.argsort(-scores)
    falls = []
    for share in (0.1, 0.2, 0.5):
        gone = set(order[: max(1, round(share * 14))].tolist())
        falls.append(whole - opinion([" ".join(w for i, w in enumerate(WORDS) if i not in gone)])[0, 1])
    assert told["comprehensiveness, probability"] == pytest.approx(np.mean(falls))


def test_tables_are_written_and_json_holds_them(found):
    settings = {"samples": 400, "reference": 1200, "seeds": 2}
    result = samples_page.summary([found, found], "opinion", settings)
    written = samples_page.page(json.loads(json.dumps(result)))
    assert written.count("| paired, log-odds |") == 1
    for step, *_ in samples_page.STEPS:
        assert f"| {step} |" in written
    assert "nan" not in written
