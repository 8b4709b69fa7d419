"""`exegesis methods`: the list, and what is told of one; its examples run."""

import pytest

from exegesis.cli.methods import example
from exegesis.explainers.settings import setting_names
from exegesis.explainers.table import METHODS
from tests.cli.conftest import Run


def test_the_list_has_aliases_beside_the_names(run: Run) -> None:
    code, out, _ = run("methods")
    assert code == 0
    lines = out.splitlines()
    assert [line.split()[0] for line in lines] == list(METHODS)
    assert any("Also: shap, owen." in line for line in lines)
    assert max(map(len, lines)) <= 130


@pytest.mark.parametrize("name", METHODS)
def test_what_is_told_of_one(run: Run, name: str) -> None:
    code, out, _ = run("methods", name.upper().replace("_", "-"))
    row = METHODS[name]
    assert code == 0
    assert out.startswith(f"{name}: {row.summary}\n")
    settings = [line.split()[0] for line in out.splitlines() if line.startswith("  ") and "exegesis" not in line]
    assert settings == list(setting_names(row.load()))
    assert "needs: " in out
    assert f"--method {name}" in out.splitlines()[-1]


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, row in METHODS.items() if row.reads_texts])
def test_the_example_runs(run: Run, name: str) -> None:
    code, out, err = run(*example(METHODS[name])[1:], "--model", "bundled:sentiment-tiny")
    assert (code, bool(out)) == (0, True), err


def test_an_alias_and_the_choice_left_open(run: Run) -> None:
    assert run("methods", "ig")[1].startswith("integrated_gradients: ")
    assert run("methods", "auto")[1].startswith("partition_shap: ")


def test_a_slip_is_one_line(run: Run) -> None:
    code, out, err = run("methods", "limee")
    assert (code, out) == (2, "")
    assert "Did you mean 'lime'?" in err
