"""What a person who waits sees, and nobody else."""

import io
import os
import pty
import subprocess
import sys

import pytest

from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.writing import tell

START = """
import sys
from exegesis.cli.main import run
try:
    run()
finally:
    print([name in sys.modules for name in ("torch", "transformers", "sklearn", "pandas")], file=sys.__stdout__)
"""


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_stands_while_a_model_is_read_and_is_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", out := Terminal())
    with reading_model("bundled:\x1b[2Jsentiment"):
        shown = out.getvalue()
        assert shown.startswith("reading bundled:")
        assert "\x1b" not in shown
    assert out.getvalue() == shown + "\r" + " " * len(shown) + "\r"


def test_a_note_meanwhile_has_a_line_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", out := Terminal())
    with reading_model("m"):
        tell("note: this")
    assert out.getvalue().endswith("\rnote: this\n")


def test_it_is_narrower_than_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    monkeypatch.setattr(sys, "stderr", out := Terminal())
    with reading_model("x" * 200):
        assert len(out.getvalue()) == 29


def test_it_goes_as_soon_as_a_step_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", out := Terminal())
    with reading_model("m"), progress_of("work") as progress:
        assert progress is not None
        assert out.getvalue() == "reading m ..."
        progress(1, 9)
        assert out.getvalue().endswith("\r")


def test_nothing_is_shown_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    with reading_model("m"):
        pass
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    "asked",
    [
        ["explain", "a film", "--model", "bundled:sentiment"],
        ["predict", "a film", "--model", "bundled:sentiment"],
        ["edit", "a film", "a plot", "--model", "bundled:sentiment"],
        ["compare", "bundled:sentiment", "b", "--text", "a film"],
        ["compare-qa", "squad.json", "--model", "bundled:sentiment"],
    ],
    ids=lambda asked: asked[0],
)
def test_the_first_words_come_before_anything_heavy_is_imported(asked: list[str]) -> None:
    """What the command shows before it fails on the model that is not there."""
    lead, follow = pty.openpty()
    code = "import sys; sys.modules['numpy'] = None\n" + START  # importing it fails
    command = [sys.executable, "-c", code, *asked]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=follow) as process:
        os.close(follow)
        shown = os.read(lead, 200).decode()
        while True:
            try:
                if not os.read(lead, 4096):
                    break
            except OSError:
                break
        process.wait()
    os.close(lead)
    assert shown.startswith("reading bundled:sentiment")


@pytest.mark.slow
@pytest.mark.parametrize("method", ["auto", "lime", "partition_shap", "occlusion"])
def test_what_a_bundled_model_does_not_need_is_not_imported(method: str) -> None:
    command = [sys.executable, "-c", START, "explain", "a warm and funny film", "--method", method]
    done = subprocess.run([*command, "--samples", "50"][: len(command) + 2 * (method in ("lime", "partition_shap"))],
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stderr == ""
    assert done.stdout.splitlines()[-1] == "[True, False, False, False]"
    assert "film" in done.stdout
