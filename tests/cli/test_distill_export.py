"""`exegesis distill export` from end to end."""

import json
from pathlib import Path

import pytest

from tests.adapters.families import family
from tests.cli.conftest import Run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("models") / "tiny"
    for part in family("distilbert"):
        part.save_pretrained(path)
    return path


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    path = tmp_path / "texts.txt"
    path.write_text("good\nthe movie was not bad , not slow\nI loved it !\n", encoding="utf-8")
    return path


def test_exported_then_explained(run: Run, source: Path, texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    wishes = ("--out", out, "--data", texts, "--timing-rounds", 1)
    code, printed, told = run("distill", "export", source, *wishes, "--precision", "fp32", "--precision", "int8")
    assert (code, f"wrote {out}" in told) == (0, True)
    heading, torch_line, full, small = printed.splitlines()
    assert heading.split()[:2] == ["model", "MB"]
    assert torch_line.startswith("torch fp32")
    assert full.startswith("fp32 (model.onnx)")
    assert small.startswith("int8 (model_int8.onnx)")
    assert "100.0 %" in full
    report = json.loads((out / "export.json").read_text())
    assert report["files"][0]["times"]["passes"] == 3

    code, printed, _ = run("explain", "the movie was not bad", "--model", out, "--method", "occlusion", "--json", "-")
    assert code == 0
    onnx = json.loads(printed)
    code, printed, _ = run(
        "explain", "the movie was not bad", "--model", source, "--method", "occlusion", "--json", "-"
    )
    torch = json.loads(printed)
    assert onnx["scores"] == pytest.approx(torch["scores"], abs=1e-4)

    code, _, told = run("explain", "the movie", "--model", out / "model_int8.onnx", "--method", "gradient")
    assert code == 2
    assert "These methods fit it" in told

    code, _, told = run("distill", "export", source, *wishes)
    assert code == 2
    assert "holds an export already" in told
    code, printed, _ = run(
        "distill", "export", source, "--out", out, "--overwrite", "--timing-rounds", 0, "--json", "-"
    )
    assert code == 0
    assert [one["file"] for one in json.loads(printed)["files"]] == ["model.onnx"]
    assert not (out / "model_int8.onnx").exists()


def test_slips_are_told_before_the_work(run: Run, source: Path, tmp_path: Path) -> None:
    for arguments, said in (
        (("--precision", "fp8"), "unknown precision 'fp8'"),
        (("--timing-rounds", "-1"), "rounds must be"),
        (("--max-difference", "7"), "largest difference must be"),
        (("--data", tmp_path / "gone.txt"), "cannot read"),
        (("--json", tmp_path / "no" / "such.json"), "cannot write"),
    ):
        code, _, told = run("distill", "export", source, "--out", tmp_path / "out", *arguments)
        assert (code, said in told) == (2, True), told
    assert not (tmp_path / "out").exists()


def test_a_limit_that_is_passed_ends_with_the_numbers(run: Run, source: Path, texts: Path, tmp_path: Path) -> None:
    limits = ("--precision", "int8", "--max-difference", "1e-9", "--data", texts, "--timing-rounds", 0)
    code, _, told = run("distill", "export", source, "--out", tmp_path / "out", *limits)
    assert code == 1
    assert told.startswith("error: the int8 export of tiny differs from it by up to")
    assert not (tmp_path / "out").exists()
