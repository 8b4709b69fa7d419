"""The command line in this process, a tiny model for questions as a folder, and a SQuAD file."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from exegesis.cli import main
from tests.qa.files import EVERY, squad_file
from tests.question_models import question_pair

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """`exegesis ...`: exit code, standard output, standard error. `stdin` is what is piped in."""

    def running(*arguments: object, stdin: bytes | None = None) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["exegesis", *map(str, arguments)])
        monkeypatch.setattr("warnings.showwarning", None)  # put back afterwards
        if stdin is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfd.readouterr()
        with pytest.raises(SystemExit) as ending:
            main.run()
        out, err = capfd.readouterr()
        code = ending.value.code
        return int(code) if code is not None else 0, out, err

    return running


@pytest.fixture(scope="session")
def qa_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny random model for questions."""
    path = tmp_path_factory.mktemp("models") / "qa"
    for part in question_pair():
        part.save_pretrained(path)
    return path


@pytest.fixture(scope="session")
def squad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Five questions by the rules of 2.0, of which the last fits no tiny model."""
    return squad_file(tmp_path_factory.mktemp("squad"), EVERY)
