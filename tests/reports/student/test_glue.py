from pathlib import Path

import pytest

from exegesis.core.errors import InputError
from exegesis.distillation.glue.tasks import task
from exegesis.reports.student.glue import given_order, glue_report
from tests.distillation.task.toys import LABELS, classifier, saved


@pytest.fixture
def glue(tmp_path: Path) -> Path:
    root = tmp_path / "glue"
    for name, content in (
        ("SST-2", "sentence\tlabel\ngood film\t1\nbad film\t0\nit was dull\t0\n"),
        ("CoLA", "x\t1\t\tthe film is good\nx\t0\t*\tgood is film the\n"),
        ("STS-B", "index\tsentence1\tsentence2\tscore\n0\ta film\tthe film\t4.5\n1\ta plot\tgood\t0.5\n2\tit\tit\t5\n"),
    ):
        (root / name).mkdir(parents=True)
        (root / name / "dev.tsv").write_text(content, encoding="utf-8")
    for seed, side in enumerate(("teacher", "student")):
        saved(classifier(seed), tmp_path / f"{side}-sst-2")
        saved(classifier(seed), tmp_path / f"{side}-cola")
        saved(classifier(seed, ("score",)), tmp_path / f"{side}-sts-b")
    return root


@pytest.mark.slow
def test_the_table_is_filled_task_by_task(glue: Path) -> None:
    found = glue_report(str(glue.parent / "teacher-{task}"), str(glue.parent / "student-{task}"), glue)
    assert [row.task for row in found.rows] == ["cola", "sst-2", "sts-b"]
    assert [row.rows for row in found.rows] == [(2,), (3,), (3,)]
    assert [[pair.name for pair in row.metrics[0]] for row in found.rows] == [
        ["matthews"],
        ["accuracy"],
        ["pearson", "spearman"],
    ]
    assert found.mean_teacher == pytest.approx(sum(row.teacher for row in found.rows) / 3)
    assert found.rows[1].published_student == 91.3


def test_a_task_without_models_is_named_as_missing(glue: Path) -> None:
    (glue / "RTE").mkdir()
    (glue / "RTE" / "dev.tsv").write_text("index\tsentence1\tsentence2\tlabel\n0\ta\tb\tentailment\n")
    found = glue_report(str(glue.parent / "teacher-{task}"), str(glue.parent / "student-{task}"), glue)
    assert found.missing == ("rte: no folder teacher-rte",)


@pytest.mark.slow
def test_one_task_with_plain_names(glue: Path) -> None:
    names = [str(glue.parent / f"{side}-sst-2") for side in ("teacher", "student")]
    assert len(glue_report(*names, glue, tasks=["SST-2"]).rows) == 1
    with pytest.raises(InputError, match="has a model of its own"):
        glue_report(*names, glue)
    with pytest.raises(InputError, match="no task can be measured"):
        glue_report(str(glue.parent / "x-{task}"), str(glue.parent / "y-{task}"), glue)


def test_outputs_are_matched_by_name_else_by_place() -> None:
    mnli = task("mnli")
    assert given_order(("CONTRADICTION", "NEUTRAL", "ENTAILMENT"), mnli) == [2, 1, 0]
    assert given_order(("LABEL_0", "LABEL_1", "LABEL_2"), mnli) == [0, 1, 2]
    assert given_order(LABELS, task("sst-2")) == [0, 1]
    with pytest.raises(InputError, match="has 3 labels, the model 2"):
        given_order(LABELS, mnli)
