"""`exegesis audit`: three files that say the same, and what is refused before the work."""

from hashlib import sha256
from pathlib import Path

import pytest
import torch

from exegesis.reports import AuditComparison, AuditReport
from tests.cli.conftest import Run
from tests.reports.audit import toys
from tests.tiny import bert_classifier, wordpiece

FEW = ("--method", "occlusion", "--method", "random", "--explained", 3, "--shown", 1)
QUICK = ("--model", "bundled:sentiment-tiny", *FEW)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toys.write(tmp_path_factory.mktemp("rows") / "rows.jsonl", toys.rows(48))


def test_a_report_is_written_three_ways_and_compared_with_itself(run: Run, file: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    some = ("--only", "performance", "--only", "examples", "--only", "fairness")
    code, out, err = run("audit", *QUICK, "--data", file, "--fairness-column", "group", *some, "--out", one)
    assert (code, sorted(path.name for path in one.iterdir())) == (0, ["report.html", "report.json", "report.md"])
    assert err.splitlines() == [f"wrote {one / name}" for name in ("report.html", "report.md", "report.json")]
    assert out.startswith("Audit of bundled:sentiment-tiny on rows.jsonl: ")
    report = AuditReport.from_json((one / "report.json").read_text(encoding="utf-8"))
    assert report.section("performance") is not None
    digest = sha256((one / "report.json").read_bytes()).hexdigest()
    assert all(digest in (one / name).read_text(encoding="utf-8") for name in ("report.html", "report.md"))
    code, _, _ = run(
        "audit", *QUICK, "--data", file, "--only", "performance", "--before", one, "--only", "drift", "--out", other
    )
    assert code == 0
    code, out, err = run("audit", "compare", one, other)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "Nothing moved beyond its bound."


def test_a_perturbed_model_ends_the_gate_with_three_and_the_same_one_with_nought(run: Run, tmp_path: Path) -> None:
    given = [{**row, "label": toys.LABELS.index(row["label"])} for row in toys.rows(48)]
    file = toys.write(tmp_path / "rows.jsonl", given)
    model = bert_classifier()
    for name in ("model", "same", "turned"):
        if name == "turned":
            with torch.no_grad():
                model.classifier.weight.neg_()
                model.classifier.bias.neg_()
        for part in (model, wordpiece()):
            part.save_pretrained(tmp_path / name)
        words = ("--model", tmp_path / name, "--data", file, "--only", "performance", "--out", tmp_path / f"of-{name}")
        assert run("audit", *FEW, *words)[0] == 0
    first, same, turned = (tmp_path / f"of-{name}" for name in ("model", "same", "turned"))
    code, out, _ = run("audit", "compare", first, same)
    assert (code, out.splitlines()[-1]) == (0, "Nothing moved beyond its bound.")
    path = tmp_path / "moves.json"
    code, out, _ = run("audit", "compare", first, turned / "report.json", "--json", path)
    assert code == 3
    assert "! moved: rows that are answered otherwise +100.0 points" in out
    found = AuditComparison.from_json(path.read_text(encoding="utf-8"))
    assert (found.paired, found.moved) == (True, True)
    assert run("audit", "compare", first, turned, "--json", "-")[1].startswith("{")


def test_what_is_refused(run: Run, file: Path, tmp_path: Path) -> None:
    def refused(*words: object) -> str:
        code, out, err = run("audit", *words)
        assert (code, out) == (2, "")
        assert err.count("\n") == 1
        return err

    assert "name the file of rows with --data" in refused("--model", "bundled:sentiment-tiny")
    assert "name the folder with --out" in refused("--data", file)
    full = tmp_path / "full"
    full.mkdir()
    (full / "report.json").write_text("{}")
    assert "holds report.json already" in refused("--data", file, "--out", full)
    assert "holds no run to go on with" in refused("--data", file, "--out", tmp_path / "new", "--resume")
    assert "give --redact names" in refused("--data", file, "--out", tmp_path / "new", "--redact-tag", "PROPN")
    assert "unknown kind of personal text" in refused("--data", file, "--out", tmp_path / "new", "--redact", "mails")
    assert "--data is for a report" in refused("--data", file, "compare", full, full)
    assert "holds no audit report" in refused("compare", full, full)
    assert "cannot read" in refused("compare", tmp_path / "nowhere.json", full)
    assert "between 0 and 1" in refused("compare", full, full, "--accuracy-bound", 7)
