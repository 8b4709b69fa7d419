import pytest
from typer.testing import CliRunner

from exegesis.cli.main import app
from tests.cli.test_main import HEAVY, started

COMMANDS = ("ask", "compare-qa", "evaluate-qa", "score-qa")


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_help_needs_nothing_heavy(command: str) -> None:
    out, modules = started(command, "--help")
    assert out
    assert not modules & HEAVY


def test_the_commands_are_listed() -> None:
    output = CliRunner().invoke(app, ["--help"]).output
    assert all(command in output for command in COMMANDS)


@pytest.mark.parametrize(
    ("command", "options"),
    [
        ("ask", "--context --context-text --model --method --target --answer --answer-start --versus --true-answer"),
        ("ask", "--parts --output --top-k --max-answer-tokens --no-answer-threshold --unit --samples --seed --set"),
        ("ask", "--csv --json --html --plot"),
        ("compare-qa", "--model --method --unit --set --seed --limit --explained --html --json --csv"),
        ("evaluate-qa", "--model --limit --predictions --no-answer-scores --json"),
        ("score-qa", "--na-probabilities --threshold --json"),
    ],
)
def test_help_names_the_options(command: str, options: str) -> None:
    output = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "240"}).output
    assert [option for option in options.split() if option not in output] == []
