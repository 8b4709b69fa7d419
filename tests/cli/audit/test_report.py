"""`exegesis audit`: three files that say the same, and what is refused before the work."""

import json
from pathlib import Path

import pytest

from exegesis.reports import AuditReport
from tests.cli.conftest import Run
from tests.reports.audit import toys

QUICK = (
    "--model",
    "bundled:sentiment-tiny",
    "--method",
    "occlusion",
    "--method",
    "random",
    "--explained",
    3,
    "--shown",
    1,
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return toys.write(tmp_path_factory.mktemp("rows") / "rows.jsonl", toys.rows(48))


def test_a_report_is_written_three_ways_and_compared_with_itself(run: Run, file: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    code, out, err = run("audit", *QUICK, "--data", file, "--fairness-column", "group", "--out", one)
    assert (code, sorted(path.name for path in one.iterdir())) == (0, ["report.html", "report.json", "report.md"])
    assert err.splitlines() == [f"wrote {one / name}" for name in ("report.html", "report.md", "report.json")]
    assert out.startswith("Audit of bundled:sentiment-tiny on rows.jsonl: ")
    report = AuditReport.from_json((one / "report.json").read_text(encoding="utf-8"))
    assert report.section("performance") is not None
    code, _, _ = run(
        "audit", *QUICK, "--data", file, "--only", "performance", "--before", one, "--only", "drift", "--out", other
    )
    assert code == 0
    code, out, err = run("audit", "compare", one, other)
    assert (code, err) == (0, "")
    assert out.splitlines()[-1] == "Nothing moved beyond its bound."


def test_another_model_moves_and_the_gate_says_so(run: Run, tmp_path: Path, file: Path) -> None:
    for name, model in (("one", "bundled:sentiment-tiny"), ("other", "bundled:sentiment")):
        words = (
            "audit",
            *QUICK[2:],
            "--model",
            model,
            "--data",
            file,
            "--only",
            "performance",
            "--out",
            tmp_path / name,
        )
        assert run(*words)[0] == 0
    path = tmp_path / "moves.json"
    code, out, _ = run(
        "audit", "compare", tmp_path / "one", tmp_path / "other" / "report.json", "--answers-bound", 0, "--json", path
    )
    found = json.loads(path.read_text(encoding="utf-8"))
    assert code == (3 if found["moved"] else 0)
    assert found["paired"]
    changed = [line for line in out.splitlines() if "rows that are answered otherwise" in line]
    assert len(changed) == 1


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
