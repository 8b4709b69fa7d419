"""The command: explanations of a file judged, printed and written; slips told in a line."""

import json
from pathlib import Path

import pytest

from exegesis.evaluation.result import Evaluation
from exegesis.metrics.table import METRICS
from tests import tiny
from tests.cli.conftest import Run


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    tiny.bert_classifier().save_pretrained(folder)
    tiny.wordpiece().save_pretrained(folder)
    return folder


@pytest.fixture
def explained(run: Run, model: Path, tmp_path: Path) -> Path:
    path = tmp_path / "explanations.json"
    methods = ("--method", "occlusion", "--method", "random")
    code, _, _ = run("explain", "a bad film, very dull", "--model", model, *methods, "--json", path)
    assert code == 0
    return path


def test_explanations_are_judged_printed_and_written(run: Run, explained: Path, model: Path, tmp_path: Path) -> None:
    path = tmp_path / "found.json"
    code, out, err = run(
        "evaluate", explained, "--model", model,
        "--measure", "tau_loo", "--measure", "token_f1", "--measure", "infidelity",
        "--rationale", "[[2, 5], [17, 21]]", "--measure-set", "infidelity.samples=20",
        "--removal", "pad", "--json", path,
    )  # fmt: skip
    assert (code, err) == (0, f"wrote {path}\n")
    first, second = [Evaluation.from_dict(one) for one in json.loads(path.read_text(encoding="utf-8"))]
    assert (first.method, second.method) == ("occlusion", "random")
    assert first["infidelity"].details["sets"] == 20
    assert first["tau_loo"].removal == "pad"
    assert first["token_f1"].removal is None
    assert [line.split()[0] for line in out.splitlines()[2:6]] == ["measure", "tau_loo", "token_f1", "infidelity"]


def test_one_goes_to_standard_output_as_json(run: Run, model: Path, tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    assert run("explain", "a bad film", "--model", model, "--method", "occlusion", "--json", path)[0] == 0
    code, out, _ = run("evaluate", path, "--model", model, "--measure", "gini", "--measure", "sign_agreement",
                       "--other", path, "--json", "-")  # fmt: skip
    assert code == 0
    assert Evaluation.from_dict(json.loads(out))["sign_agreement"].value == 1


def test_the_lines_of_many_texts_are_judged_and_summed_up(run: Run, model: Path, tmp_path: Path) -> None:
    data, lines, path = tmp_path / "films.csv", tmp_path / "lines.jsonl", tmp_path / "found.json"
    texts = [f"a {word} film, very dull" for word in ("bad", "good", "fine", "slow", "long", "new")]
    data.write_text("text,y\n" + "".join(f'"{text}",1\n' for text in [*texts, ""]), encoding="utf-8")
    asked = ("--data", data, "--label-column", "y", "--method", "occlusion", "--json", lines)
    assert run("explain", "--model", model, *asked)[0] == 0
    code, out, err = run(
        "evaluate", lines, "--model", model, "--measure", "tau_loo", "--measure", "gini", "--json", path
    )
    assert code == 0
    assert err.splitlines() == ["note: 1 of 7 texts of lines.jsonl have no explanation.", f"wrote {path}"]
    found = [Evaluation.from_dict(one) for one in json.loads(path.read_text(encoding="utf-8"))]
    assert [one.text for one in found] == texts
    assert out.splitlines()[0] == "6 explanations by occlusion"
    row = next(line.split() for line in out.splitlines() if line.startswith("gini"))
    values = [one["gini"].value or 0.0 for one in found]
    assert [float(cell.replace("−", "-")) for cell in row[1:4]] == pytest.approx(
        [sum(values) / 6, min(values), max(values)], abs=1e-4
    )
    assert "is what is read" in run("evaluate", lines, "--model", model, "--json", lines)[2]


def test_the_measures_are_listed(run: Run) -> None:
    code, out, _ = run("measures")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == list(METRICS)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--measure", "tau"], "unknown measure 'tau'"),
        (["--rationale", "[[1"], "--rationale is not JSON"),
        (["--measure", "token_f1", "--rationale", "[[900, 901]]"], "does not align"),
        (["--measure-set", "infidelity=3"], "--measure-set takes MEASURE.NAME=VALUE"),
        (["--removal", "none"], "unknown removal 'none'"),
    ],
)
@pytest.mark.slow
def test_slips_are_one_line(run: Run, explained: Path, model: Path, arguments: list[str], message: str) -> None:
    code, _, err = run("evaluate", explained, "--model", model, *arguments)
    assert code == 2
    assert message in err
    assert err.count("\n") == 1


def test_a_file_does_not_choose_what_is_fetched(run: Run, explained: Path) -> None:
    code, _, err = run("evaluate", explained)
    assert code == 2
    assert "say with --model which model this is; the explanation calls it 'model'" in err


@pytest.mark.parametrize(
    ("content", "message"), [("{", "is not JSON"), ("{}", "not an explanation"), ("[]", "not an explanation")]
)
def test_files_that_are_no_explanations(run: Run, tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "e.json"
    path.write_text(content)
    code, _, err = run("evaluate", path)
    assert code == 2
    assert message in err
