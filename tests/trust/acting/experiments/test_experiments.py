"""The experiments on a small set: the rule for artefacts, the machine, the person, and results that go on."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.svm import SVC

from exegesis.core.errors import InputError
from exegesis.data.labelled import Labelled
from exegesis.trust.acting.experiments import choosing, cleaning, headers, running, svm
from exegesis.trust.acting.experiments.bags import Bags, bags
from exegesis.trust.acting.experiments.person import Person
from exegesis.trust.acting.experiments.picking import Showing, picked, rng_of, words_of
from exegesis.trust.simulated.around import around
from tests.trust.acting.experiments.sets import posts, small

SHOWN = Showing(count=3, words=3, samples=200, pool=20)


@pytest.fixture(scope="module")
def given() -> Bags:
    return small()


def test_artefacts_by_hand() -> None:
    texts = ["Host: edu\n\nfilm", "Host: edu\n\nedu film", "Host: x1\n\nplot", "Host: edu\n\nplot"]
    found = bags(Labelled.of(texts, "abab"), Labelled.of(texts[:2], "ab"))
    gone = dict(zip(found.words, found.gone.tolist(), strict=True))
    assert gone == {"edu": pytest.approx(2 / 3), "film": 0, "host": 1, "plot": 0, "x1": 1}
    assert [found.words[word] for word in np.flatnonzero(found.artefacts(0.75))] == ["host", "x1"]
    assert "at least 75% have it only in what cleaning takes away (headers, quotes and footers)" in found.rule(0.75)


def test_the_machine_is_scikit_learns(given: Bags) -> None:
    train = given.train
    made = svm.fit(train.whole, train.labels, gamma=0.05)
    theirs = SVC(C=svm.C, kernel="rbf", gamma=0.05).fit(train.whole, train.labels)
    probability = made.predict_proba(given.test.whole)[:, 1]
    decision = (np.log(probability / (1 - probability)) - made.offset) / made.slope
    np.testing.assert_allclose(decision, theirs.decision_function(given.test.whole), atol=2e-3)
    assert made.slope > 0


def test_around_a_text_it_says_what_it_says_of_the_rows(given: Bags) -> None:
    made = svm.fit(given.train.whole, given.train.labels, gamma=0.05)
    row = given.test.whole[0]
    columns = row.indices.astype(np.int64)
    kept = np.random.default_rng(0).integers(0, 2, (9, len(columns))).astype(np.float32)
    full = np.zeros((9, len(given.words)))
    full[:, columns] = kept
    found = around(made, columns, len(given.words))(kept)
    np.testing.assert_allclose(found, made.predict_proba(csr_matrix(full))[:, 1], atol=1e-5)


def test_a_person_marks_by_chance_and_holds_one_opinion_a_word() -> None:
    artefacts = np.array([True] * 500 + [False] * 500)
    rng = np.random.default_rng(0)
    assert Person(artefacts, 1.0, 0.0).marks([3, 700, 3], rng).tolist() == [3]
    assert Person(artefacts, 0.0, 1.0).marks([3, 700], rng).tolist() == [700]
    opinion = Person(artefacts, 0.6, 0.2).opinion(rng)
    assert opinion[:500].mean() == pytest.approx(0.6, abs=0.07)
    assert opinion[500:].mean() == pytest.approx(0.2, abs=0.06)
    with pytest.raises(InputError, match="p is a probability, not 2"):
        Person(artefacts, 2, 0)


def test_words_come_by_weight_and_picks_repeat() -> None:
    matrix = csr_matrix(np.array([[0.1, -0.5, 0.0, 0.3], [0.0, 0.2, 0.0, 0.0]]))
    assert words_of(matrix, 0).tolist() == [1, 3, 0]
    assert picked(matrix, "submodular", 1, 0) == (0,)
    assert picked(matrix, "random", 2, 5) == picked(matrix, "random", 2, 5)
    with pytest.raises(InputError, match="unknown pick 'best'"):
        picked(matrix, "best", 1, 0)


def test_headers_lead_what_is_picked(given: Bags) -> None:
    found = headers.headers(given, headers.Headers(shown=SHOWN))
    assert found["led_by_artefact"] == 3
    assert found["accuracy"]["test"] == 1.0
    assert found["accuracy"]["real_world"] < 1.0
    assert {one["word"] for one in found["words"] if one["artefact"]} & {"keith", "caltech", "rutgers", "athos"}


@pytest.mark.slow
def test_cleaning_removes_the_words_it_says(given: Bags) -> None:
    setting = cleaning.Cleaning(rounds=2, p=1.0, q=0.0, shown=SHOWN)
    found = cleaning.run(given, setting, 0)
    assert found == cleaning.run(given, setting, 0)
    for states in found.values():
        assert [state["removed"] for state in states] == sorted(state["removed"] for state in states)
        assert all(state["removed"] == state["artefacts"] for state in states)
        assert states[1]["removed"] > 0
    idle = cleaning.run(given, cleaning.Cleaning(rounds=1, p=0.0, q=0.0, shown=SHOWN), 0)["random"]
    assert idle[0] == idle[1]


def test_without_takes_words_out_of_rows() -> None:
    rows = csr_matrix(np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 1.0]]))
    assert cleaning.without(rows, np.array([1])).toarray().tolist() == [[1, 0, 0], [0, 0, 1]]
    assert rows.nnz == 4
    with pytest.raises(InputError, match="the vocabulary is empty; mark fewer words"):
        svm.fit(cleaning.without(rows, np.arange(3)), np.array([0, 1]))


@pytest.mark.slow
@pytest.mark.parametrize("judges", choosing.JUDGES)
def test_a_person_who_knows_chooses_the_right_classifier(given: Bags, judges: str) -> None:
    setting = choosing.Choosing(p=1.0, q=0.0, shown=SHOWN)
    both = choosing.explained_by_both(given, setting)
    rows = [choosing.shown_rows(given, both, setting, seed) for seed in range(4)]
    assert all(len(shown) == len(set(shown)) == 3 for one in rows for shown in one.values())
    found = [choosing.choices(given, both, one, setting, seed, judges) for seed, one in enumerate(rows)]
    assert all(set(one.values()) == {1.0} for one in found)
    assert choosing.rates(found)["random + lime"] == (1.0, 0.0)
    fooled = choosing.Choosing(p=0.0, q=1.0, shown=SHOWN)
    assert choosing.choices(given, both, rows[0], fooled, 0, judges)["submodular + lime"] == 0.0


def test_a_way_to_judge_that_is_none(given: Bags) -> None:
    both = choosing.ExplainedPair((None, None), {})  # type: ignore[arg-type]
    with pytest.raises(InputError, match="unknown way to judge 'by feel'"):
        choosing.choices(given, both, {}, choosing.Choosing(), 0, "by feel")


def test_rates_by_hand() -> None:
    found = choosing.rates([{"a": 1.0}, {"a": 0.0}, {"a": 1.0}, {"a": 1.0}])
    assert found == {"a": (0.75, pytest.approx(np.sqrt(0.75 * 0.25 / 4)))}


def test_runs_go_on_where_they_were_left(given: Bags, tmp_path: Path) -> None:
    setting, path = cleaning.Cleaning(rounds=1, shown=SHOWN), tmp_path / "c.json"
    first = running.run_cleaning(path, given, setting, 1, "exegesis", 60.0, None)
    told: list[tuple[int, int]] = []
    both = running.run_cleaning(path, given, setting, 2, "exegesis", 60.0, lambda *at: told.append(at))
    assert both["runs"][0] == first["runs"][0]
    assert told == [(2, 2)]
    parts = (tmp_path / ".c.json.parts").read_bytes()
    (tmp_path / ".c.json.parts").write_bytes(parts[:-40])  # killed while the second was written
    assert running.run_cleaning(path, given, setting, 2, "exegesis", 60.0, None)["runs"] == both["runs"]
    assert (tmp_path / ".c.json.parts").read_bytes() == parts
    assert json.loads(path.read_text())["note"].startswith("simulation")
    with pytest.raises(InputError, match=r"holds other work \(settings.rounds 1, not 2\)"):
        running.run_cleaning(path, given, cleaning.Cleaning(rounds=2, shown=SHOWN), 2, "x", 60.0, None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"count": 30}, "cannot show 30 of a pool of 20"),
        ({"samples": 1}, "at least 2"),
        ({"words": 0}, "words must be at least 1"),
    ],
)
def test_bad_settings_are_told(change: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Showing(**{**vars(SHOWN), **change})


def test_bad_data_are_told() -> None:
    train = posts(20, 0)
    with pytest.raises(InputError, match="cleaning takes nothing away"):
        bags(train, train, lambda text: text)
    with pytest.raises(InputError, match="no text says anything once it is cleaned"):
        bags(train, train, lambda text: "")
    with pytest.raises(InputError, match="exactly two classes; the training texts have 3"):
        bags(Labelled.of(["a1", "b1", "c1"], "xyz"), train)
    with pytest.raises(InputError, match="'other', which no training text has"):
        bags(train, Labelled.of(["a text"], ["other"]))
    with pytest.raises(InputError, match="pool of 20 is larger than the 5 texts"):
        SHOWN.drawn(5, rng_of(0, "x"))
    with pytest.raises(InputError, match="must be above 0"):
        small().artefacts(0.0)
