"""One set of words at the command line: an option means the same in every command that has it."""

import ast
import inspect
import re
import types
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import pytest
import typer
from typer.models import OptionInfo

from exegesis.cli.main import app

CLI = Path(__file__).parents[2] / "src" / "exegesis" / "cli"
AGAIN = "; may be repeated"
# What is one thing, and still cannot be said in the same words.
VARIANTS = {
    "--target": "an answer's targets are its ends: start, end, span, no-answer",
    "--method": "the simulated users have explainers of their own, over word counts",
    "--hide": "what looks inside takes any model with a mask token, an explanation one whose head guesses words",
    "--round": "a bag goes back with its marks, a transformer without: another way may be tried from there",
    "--unit": "images and series, which one command explains too, have units of their own",
    "--row": "a word of a corpus by its number, a row of a table by its cells",
    "--classifier": "each experiment has its own",
    "--recipe": "an attack's parts, a distillation's losses",
    "--search": "a corpus is searched, an attack searches",
    "--words": "a summary's count of words, an attack's list of them",
    "--layers": "of a student those of its teacher that stay, of a corpus those that are stored",
    "--replace": "an edit's words at every place, a change's at one",
    "--delete": "likewise",
    "--sort": "a corpus's lines by their contexts, heads by a column",
    "--precision": "what numbers are written as has other names than what is computed in",
}
_WIDTH = 63  # what a terminal of 80 columns leaves for a command's line


class Option(NamedTuple):
    """An option of one command."""

    name: str
    help: str
    kind: type
    metavar: str | None
    panel: str | None
    is_repeated: bool

    @property
    def meaning(self) -> tuple[str, type, str | None, str | None]:
        """What it says of itself, but for whether it may be given again."""
        return self.help.replace(AGAIN, "").rstrip("."), self.kind, self.metavar, self.panel


def commands(group: typer.Typer, path: str = "exegesis") -> Iterator[tuple[str, Any]]:
    for command in group.registered_commands:
        assert command.callback is not None
        yield f"{path} {command.callback.__name__.replace('_', '-')}", command
    for inner in group.registered_groups:
        assert inner.typer_instance is not None
        yield from commands(inner.typer_instance, f"{path} {inner.typer_instance.info.name}")


def options_of(command: Callable[..., Any]) -> Iterator[Option]:
    for name, hint in get_type_hints(command, include_extras=True).items():
        (info,) = (one for one in getattr(hint, "__metadata__", (None,))[:1])
        if isinstance(info, OptionInfo):
            kind, is_repeated = bare(get_args(hint)[0])
            for one in names_of(info) or [f"--{name.replace('_', '-')}"]:
                yield Option(one, info.help or "", kind, info.metavar, info.rich_help_panel, is_repeated)


def names_of(info: OptionInfo) -> list[str]:
    """The long names it is given; inside of `Annotated` the first of them stands where a usual value would."""
    return [one for one in (info.default, *(info.param_decls or ())) if isinstance(one, str) and one.startswith("--")]


def bare(hint: Any) -> tuple[type, bool]:
    """The type without None and the list around it, and whether there was a list."""
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (one for one in get_args(hint) if one is not type(None))
    return (get_args(hint)[0], True) if get_origin(hint) is list else (hint, False)


COMMANDS = dict(commands(app))
OPTIONS = {where: list(options_of(command.callback)) for where, command in COMMANDS.items()}


def meanings() -> dict[str, dict[Any, list[str]]]:
    """By the name of an option: what it says of itself, and in which commands."""
    found: dict[str, dict[Any, list[str]]] = defaultdict(lambda: defaultdict(list))
    for where, options in OPTIONS.items():
        for option in options:
            found[option.name][option.meaning].append(where)
    return found


def test_an_option_means_the_same_in_every_command() -> None:
    several = {name: dict(ways) for name, ways in meanings().items() if len(ways) > 1 and name not in VARIANTS}
    assert several == {}


def test_no_exception_is_listed_without_need() -> None:
    assert {name for name, ways in meanings().items() if len(ways) > 1} == VARIANTS.keys()


@pytest.mark.parametrize("where", OPTIONS)
def test_an_option_that_may_be_repeated_says_so(where: str) -> None:
    assert [one.name for one in OPTIONS[where] if (AGAIN in one.help) != one.is_repeated] == []


def test_methods_can_be_repeated_everywhere() -> None:
    found = [one for options in OPTIONS.values() for one in options if one.name == "--method"]
    assert len(found) > 9
    assert all(one.is_repeated for one in found)


@pytest.mark.parametrize("where", COMMANDS)
def test_a_command_says_in_one_line_what_its_user_gets(where: str) -> None:
    first = COMMANDS[where].help.split("\n\n")[0]
    assert 10 < len(first) <= _WIDTH
    assert first.endswith((".", "?"))


@pytest.mark.parametrize("where", COMMANDS)
def test_a_command_stands_in_a_box_and_its_options_too(where: str) -> None:
    assert COMMANDS[where].rich_help_panel
    own = ("--who", "--why", "--round", "--for")  # of few options one box
    assert [one.name for one in OPTIONS[where] if not one.panel and one.name not in own] == []


def helps(path: Path) -> Iterator[str]:
    """The helps that a module spells out: of an argument, or the last words of an option."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and re.search(
            r"(Option|Argument|option|_how|_texts|_number)$", ast.unparse(node.func)
        ):
            words = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "help")]
            yield from (one.value for one in words if isinstance(one, ast.Constant) and " " in str(one.value))


def test_no_help_is_written_twice() -> None:
    written = Counter(words for path in CLI.rglob("*.py") for words in helps(path))
    assert len(written) > 100
    assert [words for words, count in written.items() if count > 1] == []


def test_the_parameter_of_an_option_is_called_as_the_option() -> None:
    """But where Python has a word of that name, or the settings it goes to have another."""
    own = {"--json": "json_path", "--set": "setting", "--measure-set": "measure_setting", "--student-depth": "depth"}
    own |= {"--round": "to_round", "--for": "kind"}
    for where, command in COMMANDS.items():
        for name, parameter in inspect.signature(command.callback).parameters.items():
            (info,) = (one for one in getattr(parameter.annotation, "__metadata__", (None,))[:1])
            if isinstance(info, OptionInfo) and (names := names_of(info)):
                assert own.get(names[0], names[0].removeprefix("--").replace("-", "_")) == name, where
