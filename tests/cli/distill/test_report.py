import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.distillation.task.toys import classifier, reviews, saved, written
from tests.views.parsing import of_class, parse

pytestmark = pytest.mark.slow


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for seed, name in enumerate(("teacher", "student")):
        saved(classifier(seed), tmp_path / name)
        saved(classifier(seed), tmp_path / f"{name}-sst-2")
    written(reviews(12, 0), tmp_path / "toy.jsonl")
    (tmp_path / "glue" / "SST-2").mkdir(parents=True)
    (tmp_path / "glue" / "SST-2" / "dev.tsv").write_text("sentence\tlabel\ngood\t1\nbad\t0\n", encoding="utf-8")
    return tmp_path


def test_the_report_is_printed_and_written(run: Run, folder: Path) -> None:
    given = ["--data", folder / "toy.jsonl", "--explained", 2, "--method", "occlusion", "--timing-rounds", 1]
    files = ["--html", folder / "a.html", "--json", folder / "a.json", "--markdown", folder / "a.md"]
    code, out, err = run("distill", "report", folder / "teacher", folder / "student", *given, *files)
    assert code == 0, err
    assert "| toy.jsonl | 12 | accuracy |" in out
    assert (folder / "a.md").read_text() == out
    data = json.loads((folder / "a.json").read_text())
    assert data["survival"][0]["method"] == "occlusion"
    assert len(list(of_class(parse((folder / "a.html").read_text()), "exg-side-by-side"))) == 4


def test_json_alone_on_standard_output(run: Run, folder: Path) -> None:
    given = ["--data", folder / "toy.jsonl", "--explained", 0, "--timing-rounds", 0, "--json", "-"]
    code, out, _ = run("distill", "report", folder / "teacher", folder / "student", *given)
    assert code == 0
    assert json.loads(out)["sets"][0]["rows"] == 12


def test_glues_table(run: Run, folder: Path) -> None:
    names = [folder / "teacher-{task}", folder / "student-{task}"]
    code, out, err = run("distill", "report", *names, "--glue", folder / "glue", "--json", folder / "g.json")
    assert code == 0, err
    assert "| sst-2 | 2 | accuracy" in out
    assert json.loads((folder / "g.json").read_text())["rows"][0]["published_teacher"] == 92.7


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--data", "toy.jsonl", "--method", "lima"], "Did you mean 'lime'"),
        (["--data", "toy.jsonl", "--set", "sample=3"], "unknown setting"),
        (["--data", "toy.jsonl", "--text-column", "review"], "unknown column"),
        ([], "no data given"),
        (["--glue", "glue", "--data", "toy.jsonl"], "without --data"),
        (["--glue", "none"], "there is no folder"),
    ],
)
def test_slips_end_with_code_2(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch, more: list[str], said: str
) -> None:
    monkeypatch.chdir(folder)
    code, _, err = run("distill", "report", "teacher", "student", *more)
    assert code == 2
    assert said in err
    assert len(err.strip().splitlines()) == 1
