"""The Python in README and docs runs as it stands, block after block, and the files named there exist."""

import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.models

from exegesis.cli import main
from exegesis.data import renderers
from tests.docs.files import PAGES, ROOT, blocks, joined, write_all

FILES = {page: files for page in PAGES if (files := [one for one in blocks(page) if one.path])}
LINK = re.compile(r"\]\((?!https?://)([^)#]+)")
RENDERER = re.compile(r'^    "([a-z ]+)": "(exegesis\.[\w.]+:\w+)",$', re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_python_blocks_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # for what a block writes
    names: dict[str, object] = {"__name__": "__docs__"}
    for block in blocks(page):
        if block.path is None:
            exec(compile("\n" * block.line + block.code, str(page), "exec"), names)


@pytest.mark.slow
@pytest.mark.parametrize("page", FILES, ids=lambda page: page.name)
def test_files_of_a_page_pass_the_tests_among_them(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    """Put where they belong, with the rows of renderers and the command that the page says to add."""
    write_all(tmp_path / "files", FILES[page])
    for kind, home in RENDERER.findall(page.read_text(encoding="utf-8")):
        monkeypatch.setitem(renderers._HOMES, kind, home)
    with joined(tmp_path / "files", FILES[page]) as modules:
        commands = [
            typer.models.CommandInfo(callback=getattr(module, Path(path).stem))
            for path, module in modules.items()
            if path.startswith("src/exegesis/cli/")
        ]
        monkeypatch.setattr(main.app, "registered_commands", [*main.app.registered_commands, *commands])
        tests = [
            (path, name, test)
            for path, module in modules.items()
            for name, test in vars(module).items()
            if path.startswith("tests/") and name.startswith("test_")
        ]
        assert {path for path, _, _ in tests} == {path for path in modules if path.startswith("tests/")} != set()
        for _, _, test in tests:
            test(**{name: request.getfixturevalue(name) for name in inspect.signature(test).parameters})


def test_files_of_the_pages_pass_ruff(tmp_path: Path) -> None:
    """By the settings of the repository, laid out as in it; there the rest of the files tells ruff what is our own."""
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for files in FILES.values():
        write_all(tmp_path, files)
    for check in (
        ["check", "--config", "lint.isort.known-first-party = ['exegesis', 'tests']"],
        ["format", "--check", "--diff"],
    ):
        ruff = [sys.executable, "-m", "ruff", *check, "--no-cache", "."]
        done = subprocess.run(ruff, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    broken = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert not broken
