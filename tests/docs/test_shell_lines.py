"""Every shell line of README and docs: it runs as it stands on small files of the names it uses.

Lines with a placeholder (DIR, TEACHER, ...), lines that make published figures again (hours) and other programs'
launchers do not run: their words are checked against the program's options.
"""

import argparse
import io
import re
import runpy
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import typer.core

from exegesis.cli import main
from tests.docs import sandbox

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), ROOT / "benchmarks" / "README.md"])
PLACEHOLDER = re.compile(r"\b[A-Z]{3,}\b|\.\.\.|[{}]")
PROGRAMS = ("exegesis", "python", "cat", "torchrun", "accelerate")
LAUNCHERS = {"torchrun": "--no-python", "accelerate": "--no_python"}
OUTPUT = re.compile(r"--(out|json|html|plot|log|csv|parquet)[ =]\S+")
OTHERS = re.compile(r"make \w+")  # README's two commands, which are this suite and the demo


# What takes minutes or thousands of texts at its own size runs with these flags behind it.
SMALLER = {
    "exegesis trust faithfulness": "--samples 50 --splits 1",
    "exegesis trust predictions": "--samples 50 --rounds 1 --documents 4 --trees 5 --size 4 --method lime",
    "exegesis trust models": "--samples 50 --rounds 1 --trees 3 --tree-pool 12 --picks 1 --budget 3 --method lime",
    "exegesis trust cleaning": "--samples 50 --rounds 1 --runs 1 --pool 12",
    "exegesis trust headers": "--samples 50 --pool 12",
    "exegesis slices": "--explained 4 --method occlusion --model bundled:sentiment-tiny",
    "exegesis distill curve": "--counts 8,16 --seeds 0",
}


class Line(NamedTuple):
    """A command of a page, and where it stands."""

    page: Path
    number: int
    command: str

    @property
    def runs(self) -> bool:
        """Whether it is short work that names nothing but files of the sandbox."""
        measured = self.page.parent.name == "results" or self.page.name in ("performance.md", "distill-report.md")
        return not measured and self.command.startswith(("exegesis ", "cat ")) and not PLACEHOLDER.search(self.words)

    @property
    def words(self) -> str:
        """The command without what is quoted, which may hold capitals of its own."""
        return re.sub(r"'[^']*'|\"[^\"]*\"", "", self.command)


def _lines(page: Path) -> Iterator[Line]:
    text = page.read_text(encoding="utf-8").replace("\\\n", " " * 2)
    fenced = ""
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            fenced = "" if fenced else line[3:] or "text"
        elif fenced == "sh" or (not fenced and line.startswith("    ")):
            command = re.sub(r"\s+#.*", "", line.strip())
            if command.split(" ")[0] in PROGRAMS or re.match(r"[A-Z_]+=\S+ ", command):
                yield Line(page, number, re.sub(r"^([A-Z_]+=\S+ )+", "", command))


LINES = [line for page in PAGES for line in _lines(page)]
BY_PAGE = {page: [line for line in LINES if line.page == page and line.runs] for page in PAGES}


@pytest.mark.slow
@pytest.mark.filterwarnings("default::exegesis.core.errors.CodeWarning")  # a pickle that is trusted by name
@pytest.mark.parametrize("page", [page for page in PAGES if BY_PAGE[page]], ids=lambda page: page.name)
def test_the_lines_of_a_page_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("warnings.showwarning", None)
    for line in BY_PAGE[page]:
        for word in re.split(r"[\s=,|]+", OUTPUT.sub(" ", line.words)):
            sandbox.write(tmp_path, word.removeprefix("./"), page.name)
        flags = next((flags for begin, flags in SMALLER.items() if line.command.startswith(begin)), "")
        assert _status(f"{line.command} {flags}", monkeypatch) == 0, f"{page.name}:{line.number}: {line.command}"


@pytest.mark.parametrize(
    "line", [line for line in LINES if not line.runs], ids=lambda line: f"{line.page.name}:{line.number}"
)
def test_the_words_of_a_line_are_known(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    words = shlex.split(line.command.replace(" ... ", " "))
    if words[:3] == ["python", "-m", "pytest"]:
        return  # this suite
    if words[0] in LAUNCHERS:
        words = words[words.index(LAUNCHERS[words[0]]) + 1 :]
    if words[0] == "exegesis":
        monkeypatch.setattr(typer.core.TyperCommand, "invoke", lambda self, context: None)
        assert _ended(words, monkeypatch) in (0, 2 if "..." in line.command else 0)
    else:
        _parsed(words, monkeypatch)


def test_no_line_is_passed_over() -> None:
    """What stands in a shell block begins with a program known here."""
    unknown = []
    for page in PAGES:
        for block in re.findall(r"^```sh\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            for line in block.replace("\\\n", " ").splitlines():
                first = re.sub(r"^([A-Z_]+=\S+ )+", "", line.strip()).split(" ")[0]
                if first and not first.startswith("#") and first not in PROGRAMS and not OTHERS.fullmatch(line.strip()):
                    unknown.append(f"{page.name}: {line}")
    assert not unknown


def _status(command: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """In this process where it is our program alone: torch is imported once."""
    if "|" not in re.sub(r"'[^']*'|\"[^\"]*\"", "", command):
        return _ended(shlex.split(command), monkeypatch)
    program = f'exegesis() {{ {shlex.quote(sys.executable)} -m exegesis "$@"; }}; '
    return subprocess.run(["bash", "-o", "pipefail", "-c", program + command], check=False).returncode


def _ended(words: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", words)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"left\n" * 20)))  # for those that ask a person
    with pytest.raises(SystemExit) as ending:
        main.run()
    return int(ending.value.code or 0)


class _Parsed(Exception):
    pass


def _parsed(words: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Run a script up to where it has read its arguments."""

    original = argparse.ArgumentParser.parse_args

    def parse(self: argparse.ArgumentParser, *given: object, **named: object) -> None:
        original(self, *given, **named)  # type: ignore[call-overload]
        raise _Parsed

    monkeypatch.setattr(argparse.ArgumentParser, "parse_args", parse)
    monkeypatch.syspath_prepend(str(ROOT))
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    monkeypatch.setattr(sys, "argv", words[1:] if words[1] != "-m" else words[2:])
    monkeypatch.delitem(sys.modules, words[2], raising=False)  # which another test may have imported
    with pytest.raises(_Parsed):
        _run(words)


def _run(words: list[str]) -> None:
    if words[1] == "-m":
        runpy.run_module(words[2], run_name="__main__")
    else:
        runpy.run_path(str(ROOT / words[1]), run_name="__main__")
