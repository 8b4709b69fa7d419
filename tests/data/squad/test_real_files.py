import gzip
import json
from collections import Counter
from dataclasses import astuple, replace

import pytest

from exegesis.data.squad.reading import SquadQuestion, read_squad
from exegesis.data.squad.scoring import evaluate
from exegesis.data.squad.scoring_v2 import evaluate_v2
from exegesis.data.squad.thresholds import Best
from tests.data.squad import oracle
from tests.datasets import FOLDER, needs_data

pytestmark = [needs_data, pytest.mark.slow]


@pytest.fixture(scope="module")
def dev() -> list[SquadQuestion]:
    """SQuAD v1.1 dev, the official file."""
    return read_squad(FOLDER / "qa" / "squad_v1.1_dev.json.gz")


@pytest.mark.parametrize(
    ("name", "questions", "paragraphs", "titles", "answers"),
    [
        ("squad_v1.1_train_partial", 21_181, 6_785, 59, 21_181),  # 58 articles and "(unknown)"
        ("squad_v1.1_dev", 10_570, 2_067, 48, 34_726),
        ("xquad_en", 1_190, 240, 48, 1_190),
        ("policyqa_test", 4_152, 497, 20, 6_354),  # of its 500 paragraphs three stand twice
    ],
)
def test_the_files_are_read_whole(name: str, questions: int, paragraphs: int, titles: int, answers: int) -> None:
    asked = read_squad(FOLDER / "qa" / f"{name}.json.gz")
    assert len(asked) == len({one.id for one in asked}) == questions
    assert len({one.context for one in asked}) == paragraphs
    assert len({one.title for one in asked}) == titles
    assert sum(len(one.answers) for one in asked) == answers
    assert not any(one.unanswerable for one in asked)
    assert [(one.id, one.question, one.context) for one in asked] == _plainly(name)


def _plainly(name: str) -> list[tuple[str, str, str]]:
    with gzip.open(FOLDER / "qa" / f"{name}.json.gz", "rt", encoding="utf-8") as file:
        articles = json.load(file)["data"]
    paragraphs = [paragraph for article in articles for paragraph in article["paragraphs"]]
    return [(asked["id"], asked["question"], each["context"]) for each in paragraphs for asked in each["qas"]]


def test_texts_keep_their_odd_spaces(dev: list[SquadQuestion]) -> None:
    assert sum(one.context != " ".join(one.context.split()) for one in dev) == 255
    assert sum(one.question != one.question.strip() for one in dev) == 344


def test_the_first_answers_score_100_by_either_arithmetic(dev: list[SquadQuestion]) -> None:
    first = {one.id: one.answers[0].text for one in dev}
    one, two = evaluate(dev, first), evaluate_v2(dev, first)
    assert (one.exact_match, one.f1, one.questions, one.missing) == (100, 100, 10_570, ())
    assert (two.exact_match, two.f1, two.no_answer_precision, two.unanswerable) == (100, 100, None, None)


def test_an_answer_that_is_a_full_stop_scores_as_each_script_has_it(dev: list[SquadQuestion]) -> None:
    stops = [one for one in dev if any(answer.text == "." for answer in one.answers)]
    assert len(stops) == 3
    said = {one.id: "." for one in stops}
    one, two = evaluate(stops, said), evaluate_v2(stops, said)
    assert (one.exact_match, one.f1) == (100, 0)
    assert (two.exact_match, two.f1) == (0, 0)


@pytest.mark.parametrize(("place", "known"), [(1, (81.53, 91.04)), (-1, (81.11, 91.13))], ids=["second", "last"])
def test_one_annotator_against_the_others(dev: list[SquadQuestion], place: int, known: tuple[float, float]) -> None:
    """Rajpurkar et al. 2016, section 6.2: people's figures, one answer being the prediction for the others.

    On v1.1's hidden test file they are published as 82.3 and 91.2.
    """
    predictions, others = {}, []
    for one in dev:
        if len(one.answers) > 1:
            said = one.answers[place]
            rest = [answer for number, answer in enumerate(one.answers) if number != place % len(one.answers)]
            predictions[one.id] = said.text
            others.append(replace(one, answers=tuple(rest)))
    found = evaluate(others, predictions)
    pairs = [(predictions[one.id], [answer.text for answer in one.answers]) for one in others]
    assert (found.exact_match, found.f1) == pytest.approx(oracle.figures(pairs))
    assert (found.exact_match, found.f1) == pytest.approx(known, abs=0.005)
    assert Counter(len(one.answers) for one in dev)[1] == len(dev) - len(others) == 3


def test_whole_paragraphs_as_predictions_match_nothing_but_share_a_little(dev: list[SquadQuestion]) -> None:
    few = dev[::40]
    found = evaluate(few, {one.id: one.context for one in few})
    pairs = [(one.context, [answer.text for answer in one.answers]) for one in few]
    assert (found.exact_match, found.f1) == pytest.approx(oracle.figures(pairs))
    assert found.exact_match == 0
    assert 1 < found.f1 < 10


def test_questions_made_unanswerable(dev: list[SquadQuestion]) -> None:
    """Every other question without its answers, predicted by its old first answer or by ""."""
    asked = [replace(one, answers=() if number % 2 else one.answers) for number, one in enumerate(dev)]
    told = {one.id: one.answers[0].text for one in dev}
    always, never = evaluate_v2(asked, told), evaluate_v2(asked, dict.fromkeys(told, ""))
    assert (always.exact_match, always.no_answer_precision, always.no_answer_recall) == (50, None, 0)
    assert (never.exact_match, never.no_answer_precision, never.no_answer_recall) == (50, 50, 100)
    known = {one.id: 0.9 if one.unanswerable else 0.1 for one in asked}
    best = evaluate_v2(asked, told, known, threshold=0.5)
    assert (best.exact_match, best.no_answer_precision, best.no_answer_recall) == (100, 100, 100)
    assert best.separation is not None
    assert best.separation.best_f1 == Best(100, 0.1)
    assert best.separation.average_precisions is not None
    assert astuple(best.separation.average_precisions) == pytest.approx((100, 100, 100))
