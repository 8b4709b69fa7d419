"""The report from end to end, on tiny random models and on the bundled ones."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from exegesis import api
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.data.inputs import plain
from exegesis.reports.student.data import DataSet
from exegesis.reports.student.outputs import outputs_of
from exegesis.reports.student.report import report
from exegesis.reports.student.result import StudentReport
from exegesis.reports.student.sets import label_numbers
from exegesis.reports.student.survival import sample
from tests.distillation.task.examples_for import tags_file
from tests.distillation.task.toys import answerer, classifier, reviews, tagger
from tests.qa.files import EVERY, squad_file
from tests.reports.student.toys import rows
from tests.tiny import bert

QUICK: dict[str, Any] = {"methods": ("occlusion", "lime"), "explained": 3, "k": 2, "samples": 24}


def toy(folder: Path, teacher: TransformerModel | None = None, **more: object) -> StudentReport:
    given: dict[str, Any] = {**QUICK, "timing_rounds": 2, **more}
    return report(teacher or bert(seed=0), bert(seed=1), [rows(folder)], **given)


def test_a_model_beside_itself_keeps_everything(tmp_path: Path) -> None:
    one = bert(seed=0)
    found = report(one, one, [rows(tmp_path)], timing_rounds=1, **QUICK)
    (figures,) = found.sets
    assert (figures.rows, figures.unlabelled, figures.agreement) == (14, 2, 1.0)
    assert figures.kl is not None
    assert figures.kl.mean == pytest.approx(0.0, abs=1e-9)
    assert figures.metrics[0].retained == pytest.approx(1.0)
    for method in found.survival:
        assert method.signed is not None
        assert method.overlap is not None
        assert (method.signed.mean, method.overlap.mean) == (pytest.approx(1.0), 1.0)


@pytest.mark.slow
def test_the_figures_are_those_of_the_models_own_answers(tmp_path: Path) -> None:
    found = toy(tmp_path)
    texts = [one.texts[0] for one in reviews(12, 5)]
    labels = np.array([one.label == "positive" for one in reviews(12, 5)])
    for model, name in ((bert(seed=0), "teacher"), (bert(seed=1), "student")):
        right = np.mean(model.predict(texts).argmax(axis=1) == labels)
        assert getattr(found.sets[0].metrics[0], name) == pytest.approx(100 * right)


def test_both_explain_the_teachers_class(tmp_path: Path) -> None:
    for one in toy(tmp_path).changed:
        assert one.teacher.target.name == one.student.target.name == one.teacher.prediction.label
        assert [unit.spans for unit in one.teacher.units] == [unit.spans for unit in one.student.units]


@pytest.mark.slow
def test_a_student_with_its_labels_the_other_way_round(tmp_path: Path) -> None:
    teacher, student = classifier(1), classifier(1, ("positive", "negative"))
    found = report(teacher, student, [rows(tmp_path)], timing_rounds=0, **QUICK)
    # The same weights under swapped names: they never agree, and each explains its own output of that name.
    assert found.sets[0].agreement == 0.0
    assert found.speed is None
    assert all(one.teacher.target.name == one.student.target.name for one in found.changed)


@pytest.mark.slow
def test_it_repeats_and_is_json(tmp_path: Path) -> None:
    first, second = (toy(tmp_path).to_dict() for _ in range(2))
    for data in (first, second):
        data.pop("speed")
        for one in data["changed"]:
            for side in ("teacher", "student"):
                one[side].pop("cost")
    assert first == second
    found = toy(tmp_path)
    assert json.loads(found.to_json())["sets"][0]["metrics"][0]["retained"] > 0
    assert StudentReport.from_json(found.to_json()) == found


@pytest.mark.slow
def test_speed_is_of_both_and_their_ratio(tmp_path: Path) -> None:
    speed = toy(tmp_path).speed
    assert speed is not None
    assert (speed.texts, speed.rounds) == (14, 2)
    assert min(speed.teacher_single, speed.student_single, speed.teacher_bulk, speed.student_bulk) > 0
    assert speed.single_ratio == pytest.approx(speed.teacher_single / speed.student_single, rel=1.0)


@pytest.mark.slow
def test_questions_are_scored_and_explained(tmp_path: Path) -> None:
    path = squad_file(tmp_path, EVERY[:3])
    found = report(answerer(0), answerer(1), [path], "occlusion", explained=1, k=2, timing_rounds=1)
    assert [one.name for one in found.sets[0].metrics] == ["exact match", "F1"]
    assert found.sets[0].kl is not None
    assert found.sets[0].kl.mean > 0
    assert found.survival[0].texts == 1
    assert found.changed[0].teacher.target.kind in ("span", "no-answer")


def test_tags_are_compared_word_by_word(tmp_path: Path) -> None:
    path = tags_file(tmp_path)
    found = report(tagger(0), tagger(1), [path], timing_rounds=1, **QUICK)
    assert found.sets[0].rows == 4
    assert found.sets[0].metrics[0].name == "accuracy"
    assert found.survival == ()
    assert found.notes


def test_the_sample_is_the_same_for_the_same_seed() -> None:
    sets = [DataSet("a", tuple(reviews(40, 0))), DataSet("b", tuple(reviews(40, 1)))]
    names = [one.name for one in sample(sets, 10, 0)]
    assert names == [one.name for one in sample(sets, 10, 0)]
    assert names != [one.name for one in sample(sets, 10, 1)]
    assert len(sample(sets, 100, 0)) == 80


def test_long_texts_are_answered_over_their_windows() -> None:
    model = bert(seed=0)
    text = "the film is good but the plot is dull . " * 12
    np.testing.assert_allclose(outputs_of(model, [plain(text)]), model.predict([text]), atol=1e-9)


@pytest.mark.parametrize(
    ("data", "wanted", "said"),
    [
        ([], {}, "no data given"),
        (["x.jsonl"], {"explained": -1}, "explained must be"),
        (["x.jsonl"], {"methods": ("lima",)}, "Did you mean 'lime'"),
        (["x.jsonl"], {"sampels": 5}, "Did you mean 'samples'"),
        (["x.jsonl"], {}, "cannot read .x.jsonl.: No such file"),
    ],
)
def test_slips_are_told(data: list[str], wanted: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        report(bert(seed=0), bert(seed=1), data, **wanted)


def test_models_of_two_tasks_or_of_other_labels_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="of one task"):
        report(bert(seed=0), answerer(), [rows(tmp_path)])
    with pytest.raises(InputError, match="same labels"):
        report(bert(seed=0), classifier(0, ("a", "b", "c")), [rows(tmp_path)])
    with pytest.raises(InputError, match="unknown label"):
        label_numbers(classifier(0, ("a", "b")), reviews(2, 0))


@pytest.mark.slow
def test_the_bundled_models_on_twenty_texts(tmp_path: Path) -> None:
    path = rows(tmp_path, 18)
    methods = ("integrated_gradients", "occlusion")
    found = report("bundled:sentiment", "bundled:sentiment-tiny", [path], methods, explained=2, timing_rounds=1)
    assert found.sets[0].rows == 20
    assert found.sets[0].metrics[0].teacher > 80
    assert found.teacher.parameters > 4 * found.student.parameters
    assert found.teacher.megabytes is not None
    assert [one.texts for one in found.survival] == [2, 2]
    assert api.load("bundled:sentiment").labels == ("negative", "positive")
