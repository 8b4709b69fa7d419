import os
import subprocess
import sys

import pytest
from typer.testing import CliRunner

import exegesis
from exegesis.cli.main import app
from exegesis.explainers.table import METHODS

RUNNER = CliRunner()
START = """
import sys
from exegesis.cli.main import run
try:
    run()
finally:
    print(sorted(sys.modules), file=sys.stderr)
"""
HEAVY = {"numpy", "scipy", "torch", "transformers", "sklearn", "matplotlib", "regex", "huggingface_hub"}


def started(*arguments: str) -> tuple[str, set[str]]:
    """Standard output of a fresh process, and the top names of all it imported."""
    done = subprocess.run([sys.executable, "-c", START, *arguments], capture_output=True, text=True, check=True)
    return done.stdout, {name.split(".")[0] for name in eval(done.stderr.splitlines()[-1])}


@pytest.mark.parametrize("arguments", [["--help"], ["explain", "--help"], ["--version"], ["methods"], ["models"]])
def test_nothing_heavy_is_imported_before_it_is_needed(arguments: list[str]) -> None:
    out, modules = started(*arguments)
    assert out
    assert not modules & {
        "numpy",
        "scipy",
        "torch",
        "transformers",
        "sklearn",
        "matplotlib",
        "regex",
        "huggingface_hub",
    }


def test_the_version_is_printed() -> None:
    assert RUNNER.invoke(app, ["--version"]).output == f"{exegesis.__version__}\n"


@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_names_the_commands(flag: str) -> None:
    result = RUNNER.invoke(app, [flag])
    assert result.exit_code == 0
    assert all(command in result.output for command in ("explain", "methods", "models"))


def test_help_of_explain_names_its_options() -> None:
    output = RUNNER.invoke(app, ["explain", "--help"], env={"COLUMNS": "200"}).output
    options = (
        "--file",
        "--model",
        "--method",
        "--target",
        "--unit",
        "--samples",
        "--seed",
        "--set",
        "--json",
        "--html",
    )
    assert all(option in output for option in (*options, "--plot"))


def test_no_command_shows_help() -> None:
    assert "Usage" in RUNNER.invoke(app, []).output


def test_an_unknown_command_is_exit_code_2() -> None:
    assert RUNNER.invoke(app, ["explane"]).exit_code == 2


def test_methods_are_listed_from_the_table() -> None:
    lines = RUNNER.invoke(app, ["methods"]).output.splitlines()
    assert [line.split()[0] for line in lines] == list(METHODS)
    assert all(row.summary in line for row, line in zip(METHODS.values(), lines, strict=True))


def test_models_are_listed() -> None:
    output = RUNNER.invoke(app, ["models"]).output
    assert all(f"bundled:{row.name}" in output for row in exegesis.models())
    assert "FILE.onnx" in output
    assert "Any Hugging Face model" in output


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
@pytest.mark.slow
def test_completion_scripts_are_there(shell: str) -> None:
    # Without this typer guesses the shell from the processes above, which a test run may not have.
    told = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    code = "from exegesis.cli.main import app; app(prog_name='exegesis')"
    command = [sys.executable, "-c", code, "--show-completion", shell]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=told)
    assert done.returncode == 0
    assert "complet" in done.stdout


def test_methods_are_completed() -> None:
    words = {"_EXEGESIS_COMPLETE": "complete_bash", "COMP_WORDS": "exegesis explain --method occ", "COMP_CWORD": "3"}
    code = "import sys; sys.argv[0] = 'exegesis'; from exegesis.cli.main import app; app(prog_name='exegesis')"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={**os.environ, **words}
    )
    assert done.stdout.split() == ["occlusion"]
