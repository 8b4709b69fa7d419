"""`exegesis explain --series`: columns of a file are channels."""

import json
from pathlib import Path

import numpy as np
import pytest

from exegesis.data.explanation import Explanation
from tests.cli.conftest import Run

MODEL = "tests.engine.test_series_kind:late"


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "heart.csv"
    values = np.random.default_rng(0).normal(size=(24, 2))
    rows = [f"day {place},{one},{other}" for place, (one, other) in enumerate(values.tolist())]
    path.write_text("\n".join(["day,pulse,breath", *rows]) + "\n")
    return str(path)


def test_a_column_is_explained_and_written(run: Run, file: str, tmp_path: Path) -> None:
    files = {name: tmp_path / f"found.{name}" for name in ("json", "html", "png")}
    written = ("--json", str(files["json"]), "--html", str(files["html"]), "--plot", str(files["png"]))
    options = ("--channel", "pulse", "--set", "segments=6", "--target", "class 1", "--method", "occlusion")
    code, _, err = run("explain", "--series", file, "--model", MODEL, *options, *written)
    assert (code, err.count("wrote")) == (0, 3), err
    found = Explanation.from_dict(json.loads(files["json"].read_text()))
    assert [unit.text for unit in found.units][:2] == ["steps 0–3", "steps 4–7"]
    assert found.input.is_line  # type: ignore[union-attr]
    assert "exg-series" in files["html"].read_text()
    assert files["png"].stat().st_size > 1000


@pytest.mark.parametrize("unit", ["equal", "changes"])
def test_several_channels_keep_their_names(run: Run, file: str, unit: str) -> None:
    options = ("--channel", "pulse", "--channel", "breath", "--unit", unit, "--method", "random", "--json", "-")
    code, out, err = run("explain", "--series", file, "--model", MODEL, *options)
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert found["settings"]["cutting"] == unit
    assert found["kept"]["channels"] == ["pulse", "breath"]


def test_it_is_shown_and_checked(run: Run, file: str) -> None:
    code, out, err = run(
        "explain", "--series", file, "--channel", "pulse", "--model", MODEL, "--method", "occlusion", "--check"
    )
    assert (code, err) == (0, "")
    assert "stretches" in out
    assert "baseline bridge" in out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--series needs --model"),
        (("a text", "--model", MODEL), "give --series or a text, not both"),
        (("--image", "a.png", "--model", MODEL), "give --image or --series, not both"),
        (("--model", MODEL), "heart.csv, line 2: the column 'day' holds 'day 0', which is no number"),
        (("--model", MODEL, "--channel", "puls"), "Did you mean 'pulse'"),
        (("--model", MODEL, "--channel", "pulse", "--unit", "word"), "unknown unit of a series 'word'"),
        (("--model", MODEL, "--channel", "pulse", "--phrase", "a"), "give --series or --phrase"),
    ],
)
def test_what_does_not_go_together_is_said_in_a_line(
    run: Run, file: str, arguments: tuple[str, ...], said: str
) -> None:
    code, _, err = run("explain", "--series", file, *arguments)
    assert code == 2
    assert said in err


def test_channels_are_of_series(run: Run) -> None:
    code, _, err = run("explain", "a text", "--channel", "pulse")
    assert (code, "--channel names columns of --series FILE." in err) == (2, True)


def test_methods_for_series(run: Run) -> None:
    code, out, _ = run("methods", "--for", "series")
    assert code == 0
    assert "kernel_shap" in out
    assert "attention_rollout" not in out
