"""What a model, a text or a file name holds reaches no terminal as it is: not in errors, notes, or printed data."""

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.tiny import bert_classifier, wordpiece

EVIL = "\x1b[2J\x1b]52;c;ZWNobw==\x07\x9b31m\u202eneg\nerror: faked line"
END = "=== end of a command ==="
ONE_BY_ONE = f"""
import json, sys
from exegesis.cli.main import run
for words in json.loads(sys.argv[1]):
    sys.argv = ["exegesis", *words]
    try:
        run()
    except SystemExit:
        print({END!r}, flush=True)
"""
OBEYED = set("\x1b\x07\x9b\x7f\u202e")


@pytest.fixture(scope="module")
def evil_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model whose labels are commands to a terminal."""
    folder = tmp_path_factory.mktemp("models") / "evil"
    model, tokenizer = bert_classifier(), wordpiece()
    model.config.id2label = {0: EVIL, 1: "pos"}
    model.config.label2id = {EVIL: 0, "pos": 1}
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def in_a_terminal(*commands: Sequence[object]) -> list[str]:
    """What `exegesis ...` writes to a terminal, standard output and error together; all in one process."""
    mine, theirs = pty.openpty()
    command = [sys.executable, "-c", ONE_BY_ONE, json.dumps([[*map(str, words)] for words in commands])]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        data = b""
        try:
            while part := os.read(mine, 65_536):
                data += part
        except OSError:  # the other end is closed
            pass
        process.wait()
    os.close(mine)
    return data.decode("utf-8").split(END)[:-1]


@pytest.fixture(scope="module")
def shown(evil_folder: Path) -> list[str]:
    """An error that names labels, and JSON."""
    return in_a_terminal(
        ["explain", "a good film", "--model", evil_folder, "--target", "zork"],
        ["predict", "a good\x9b31m fi\u202elm \x7f", "--model", evil_folder, "--json", "-"],
    )


@pytest.mark.slow
def test_an_error_that_names_labels(shown: list[str]) -> None:
    said, _ = shown
    assert "zork" in said
    assert not set(said) & OBEYED
    assert not [line for line in said.splitlines() if line.startswith("error: faked")]


@pytest.mark.slow
def test_json_on_a_terminal(shown: list[str]) -> None:
    _, said = shown
    assert not set(said) & OBEYED
    left = re.sub(r"reading [^\r]*\r +\r", "", said)  # the line that is wiped away when the model is there
    assert json.loads(left)[0]["labels"][0] in (EVIL, "pos")


def test_a_written_file_is_named_clean(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2J\u202e.json"
    code, _, err = run("predict", "a good film", "--model", "bundled:sentiment-tiny", "--json", path)
    assert code == 0
    assert path.exists()
    assert err == f"wrote {tmp_path}/a␛[2J�.json\n"


def test_an_argument_too_many_says_how_several_texts_are_given(run: Run) -> None:
    code, out, err = run("explain", "A film", "Bad film")
    assert (code, out) == (2, "")
    assert err.startswith("error: 'Bad film' is one argument too many. Put a text with spaces in quotes; several")
    assert "`exegesis explain --data FILE`" in err
    assert run("models", "x")[2] == "error: 'x' is one argument too many.\n"


def test_a_unit_is_one_of_those_that_a_command_line_can_name(run: Run) -> None:
    code, _, err = run("explain", "A film", "--unit", "letter")
    known = "word, token, sentence, slic, quickshift, felzenszwalb, grid, equal, changes, tiles, stretches, bands"
    assert (code, err) == (2, f"error: unknown unit 'letter'. Choose from: {known}.\n")
    assert run("edit", "A film", "--unit", "slic")[2].endswith("Choose from: word, token, sentence.\n")
