import io
import json
import os
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis import api
from exegesis.adapters.function import FunctionModel
from exegesis.cli import main
from exegesis.data.explanation import Explanation
from exegesis.engine import estimate
from tests import tiny

TEXT = "A bad film, very dull!"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The tiny BERT as a folder."""
    path = tmp_path_factory.mktemp("models") / "tiny"
    tiny.bert_classifier().save_pretrained(path)
    tiny.wordpiece().save_pretrained(path)
    return str(path)


class Cli:
    """`exegesis ...` in this process: exit code, standard output, standard error."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], model: str) -> None:
        self.monkeypatch, self.capfd, self.model = monkeypatch, capfd, model

    def __call__(self, *arguments: str, stdin: bytes | None = None) -> tuple[int, str, str]:
        self.monkeypatch.setattr(sys, "argv", ["exegesis", *arguments])
        self.monkeypatch.setattr("warnings.showwarning", None)  # put back afterwards
        if stdin is not None:
            self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        self.capfd.readouterr()
        with pytest.raises(SystemExit) as ending:
            main.run()
        out, err = self.capfd.readouterr()
        code = ending.value.code
        return int(code) if code is not None else 0, out, err

    def explain(self, *arguments: str, stdin: bytes | None = None) -> tuple[int, str, str]:
        return self("explain", "--model", self.model, *arguments, stdin=stdin)

    def json(self, *arguments: str, stdin: bytes | None = None) -> Any:
        """The JSON on standard output, which must hold nothing else."""
        code, out, err = self.explain("--method", "occlusion", "--json", "-", *arguments, stdin=stdin)
        assert (code, err) == (0, "")
        return json.loads(out)


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], folder: str) -> Cli:
    return Cli(monkeypatch, capfd, folder)


# -- what is printed ----------------------------------------------------------------------------------------------


def test_an_explanation_is_printed(cli: Cli) -> None:
    code, out, err = cli.explain(TEXT, "--method", "occlusion")
    assert (code, err) == (0, "")
    assert "dull" in out
    assert "Occlusion" in out


def test_json_on_standard_output_is_nothing_but_json(cli: Cli, folder: str) -> None:
    data = cli.json(TEXT)
    found = Explanation.from_dict(data)
    expected = exegesis.explain(exegesis.load(folder), TEXT, "occlusion")
    np.testing.assert_array_equal(found.scores, expected.scores)
    assert found.text == TEXT


def test_several_methods_give_a_list(cli: Cli) -> None:
    data = cli.json(TEXT, "--method", "random")
    assert [one["method"] for one in data] == ["occlusion", "random"]


@pytest.mark.parametrize(
    ("arguments", "field", "value"),
    [
        (["--seed", "7"], "seed", 7),
        (["--unit", "token"], "unit", "token"),
        (["--unit", "sentence"], "unit", "sentence"),
        (["--set", "window=2"], "settings.window", 2),
        (["--set", "baseline=delete"], "settings.baseline", "delete"),
        (["--set", "baseline=text:mask"], "settings.baseline", "text:mask"),
        (["--set", "output=logit", "--set", "batch_tokens=64"], "settings.batch_tokens", 64),
        (["--set", "output=logit"], "target.output", "logit"),
        (["--target", "negative"], "target.index", 0),
        (["--target", "0"], "target.name", "negative"),
        (["--target", "predicted"], "target.name", "positive"),
    ],
)
@pytest.mark.slow
def test_options_reach_the_explanation(cli: Cli, arguments: list[str], field: str, value: Any) -> None:
    data = cli.json(TEXT, *arguments)
    for name in field.split("."):
        data = data[name]
    assert data == value


def test_samples_go_to_the_methods_that_take_them(cli: Cli) -> None:
    code, out, _ = cli.explain(
        TEXT, "--method", "lime", "--method", "occlusion", "--samples", "50", "--set", "window=2", "--json", "-"
    )
    assert code == 0
    lime, occlusion = json.loads(out)
    assert lime["settings"]["samples"] == 50
    assert occlusion["settings"]["window"] == 2
    assert "samples" not in occlusion["settings"]


def test_a_check_goes_into_the_data_and_the_verdict(cli: Cli) -> None:
    plain, checked = cli.json(TEXT), cli.json(TEXT, "--check")
    assert (plain["checks"], plain["verdict"]["level"]) == (None, "unchecked")
    assert checked["checks"]["order"]["orders"] == 20
    assert checked["checks"]["baselines"]["conditions"] == ["delete"]
    assert checked["verdict"]["unchecked"] == []
    code, out, _ = cli.explain(TEXT, "--method", "occlusion", "--check")
    assert code == 0
    assert checked["verdict"]["text"] in " ".join(out.split())


# -- where the text comes from ------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_the_text_may_be_piped_in(cli: Cli, arguments: list[str]) -> None:
    assert cli.json(*arguments, stdin="größer\r\nfilm 日本\n".encode())["text"] == "größer\r\nfilm 日本\n"


def test_the_text_may_come_from_a_file_to_the_letter(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "review.txt"
    path.write_bytes("\ufeffa bad\r\nfilm\n".encode())
    assert cli.json("--file", str(path))["text"] == "a bad\r\nfilm\n"  # only the byte-order mark is no text


def test_a_text_that_begins_with_a_dash(cli: Cli) -> None:
    assert cli.json("--", "--dull")["text"] == "--dull"


# -- files --------------------------------------------------------------------------------------------------------


def test_files_are_written(cli: Cli, tmp_path: Path) -> None:
    data, page = tmp_path / "a.json", tmp_path / "a.html"
    code, out, err = cli.explain(TEXT, "--method", "occlusion", "--json", str(data), "--html", str(page))
    assert code == 0
    assert "dull" in out
    assert err.splitlines() == [f"wrote {data}", f"wrote {page}"]
    assert Explanation.from_json(data.read_text(encoding="utf-8")).text == TEXT
    assert "<html" in page.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_a_picture_is_drawn(cli: Cli, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"a{suffix}"
    code, _, err = cli.explain(TEXT, "--method", "occlusion", "--method", "random", "--plot", str(path))
    assert (code, err) == (0, f"wrote {path}\n")
    assert path.read_bytes()[:5] in (b"\x89PNG\r", b"<?xml", b"%PDF-")


# -- slips --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([""], "the text is empty or blank"),
        ([" \n"], "the text is empty or blank"),
        ([TEXT, "--file", "x.txt"], "give the text or --file, not both"),
        (["--file", "/no/such/file.txt"], "cannot read '/no/such/file.txt': No such file or directory"),
        (["--file", "/"], "cannot read '/': Is a directory"),
        ([TEXT, "--model", "/no/such/folder"], "is not a folder of a Hugging Face model"),
        ([TEXT, "--model", "bundled:nothing"], "unknown bundled model 'bundled:nothing'"),
        ([TEXT, "--model", "no-such-model"], "the Hugging Face hub cannot be reached"),
        ([TEXT, "--model", "sentiment"], "Did you mean 'bundled:sentiment'?"),
        ([TEXT, "--method", "lyme"], "unknown method 'lyme'. Did you mean 'lime'?"),
        ([TEXT, "--target", "postive"], "unknown target 'postive'. Did you mean 'positive'?"),
        ([TEXT, "--target", "2"], "target 2 is out of range"),
        ([TEXT, "--unit", "words"], "unknown unit 'words'. Did you mean 'word'?"),
        ([TEXT, "--set", "window"], "--set takes NAME=VALUE, not 'window'"),
        ([TEXT, "--set", "=2"], "--set takes NAME=VALUE"),
        ([TEXT, "--method", "occlusion", "--set", "windw=2"], "unknown setting of occlusion 'windw'. Did you mean"),
        ([TEXT, "--method", "occlusion", "--samples", "5"], "unknown setting of occlusion 'samples'"),
        ([TEXT, "--method", "occlusion", "--method", "random", "--set", "x=1"], "setting of occlusion or random 'x'"),
        ([TEXT, "--method", "occlusion", "--set", "window=wide"], "window of occlusion must be a whole number"),
        ([TEXT, "--set", "batch_tokens=0"], "batch_tokens must be a whole number of at least 1"),
        ([TEXT, "--set", "precision=half"], "unknown precision 'half'"),
        ([TEXT, "--json", "/no/such/folder/a.json"], "give a file in a folder that exists"),
        ([TEXT, "--html", "/"], "give a file in a folder that exists"),
        ([TEXT, "--plot", "a.docx"], "cannot draw 'a.docx': give a name that ends in .png, .svg, .pdf"),
    ],
)
@pytest.mark.slow
def test_slips_are_one_line_and_exit_code_2(cli: Cli, arguments: list[str], message: str) -> None:
    code, out, err = cli.explain(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert message in err


@pytest.mark.parametrize("data", [b"", b" \n", b"\xff\xfe", b"caf\xe9"])
def test_what_is_piped_in_must_be_a_text(cli: Cli, data: bytes) -> None:
    code, out, err = cli.explain(stdin=data)
    assert (code, out) == (2, "")
    assert ("is not UTF-8" if b"\xff" in data or b"\xe9" in data else "empty or blank") in err
    assert err.count("\n") == 1


def test_a_file_must_be_utf_8(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "latin.txt").write_bytes(b"caf\xe9")
    code, _, err = cli.explain("--file", str(tmp_path / "latin.txt"))
    assert code == 2
    assert "latin.txt' is not UTF-8 (byte 3 is 0xE9); it is likely Windows-1252: convert the file first" in err


def test_nothing_typed_and_nothing_piped_in(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    code, _, err = cli.explain()
    assert code == 2
    assert "no text given. Write it as an argument, or use --file, or pipe it in." in err


@pytest.mark.parametrize("arguments", [["--bogus"], [TEXT, "--seed", "x"], [TEXT, "more"], [TEXT, "--model"]])
def test_misuse_of_the_command_line(cli: Cli, arguments: list[str]) -> None:
    code, out, err = cli.explain(*arguments)
    assert (code, out) == (2, "")
    assert "Traceback" not in err


def test_slips_are_told_before_the_model_is_loaded(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "load", lambda *_: pytest.fail("the model was loaded"))
    for arguments in (["--set", "x=1"], ["--plot", "a.docx"], ["--json", "/no/such/a.json"], ["--method", "x"]):
        assert cli.explain(TEXT, *arguments)[0] == 2


def test_a_model_that_fails_is_exit_code_1(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "load", lambda *_: FunctionModel(lambda texts: [[np.nan]] * len(texts)))
    code, out, err = cli.explain(TEXT)
    assert (code, out) == (1, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1


def test_a_failure_leaves_no_file(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "old.json").write_text("old")
    cli.explain(TEXT, "--target", "nothing", "--json", str(tmp_path / "old.json"), "--html", str(tmp_path / "a.html"))
    assert [path.name for path in tmp_path.iterdir()] == ["old.json"]
    assert (tmp_path / "old.json").read_text() == "old"


def test_long_work_is_a_note(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(estimate, "_LONG_SECONDS", 0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        code, _, err = cli.explain(TEXT, "--method", "occlusion")
    assert code == 0
    assert err.startswith("note: occlusion on 7 words will take about")
    assert err.count("\n") == 1


def as_process(folder: Path, *arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    """`exegesis explain` in a process of its own, of a function, which needs no torch."""
    (folder / "steady.py").write_text("def voice(texts): return [[0.5, 0.5]] * len(texts)")
    code = "from exegesis.cli.main import run; run()"
    command = [sys.executable, "-c", code, "explain", "--model", "steady:voice", "--method", "occlusion", *arguments]
    return subprocess.run(command, check=False, cwd=folder, **options)


@pytest.mark.slow
@pytest.mark.slow
def test_json_is_utf_8_whatever_the_terminal_is(tmp_path: Path) -> None:
    ascii_only = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = as_process(tmp_path, "--json", "-", input="größer 日本".encode(), capture_output=True, env=ascii_only)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout.decode("utf-8"))["text"] == "größer 日本"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.slow
def test_a_standard_output_that_is_full_is_one_line(tmp_path: Path) -> None:
    with open("/dev/full", "w") as full:
        done = as_process(tmp_path, TEXT, "--json", "-", stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 1
    assert done.stderr.decode() == "error: cannot write to standard output: No space left on device.\n"


# -- Ctrl-C -------------------------------------------------------------------------------------------------------

# A shell that starts the tests in the background has them ignore Ctrl-C, and their children too.
SLOW = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from exegesis import api
from exegesis.engine import estimate
from exegesis.adapters.function import FunctionModel
def slow(texts):
    print("working", file=sys.stderr, flush=True)
    time.sleep(0.05)
    return [[0.5, 0.5]] * len(texts)
api.load = lambda source: source if isinstance(source, FunctionModel) else FunctionModel(slow)
estimate._LONG_SECONDS = 1e9
sys.argv = ["exegesis", "explain", "a bad film " * 20, "--method", "lime", "--set", "batch_tokens=1", *sys.argv[1:]]
from exegesis.cli.main import run
run()
"""


@pytest.mark.slow
def test_an_interrupt_is_one_line_and_exit_code_130(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("old")
    arguments = ["--json", str(tmp_path / "a.json"), "--html", str(tmp_path / "a.html")]
    with subprocess.Popen(
        [sys.executable, "-c", SLOW, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert first == "working\n"
    assert process.returncode == 130
    assert out == ""
    assert err.replace("working\n", "") == "interrupted; no half-written file is left behind.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]
    assert (tmp_path / "a.json").read_text() == "old"


def test_verbose_shows_what_is_left_out_otherwise(cli: Cli) -> None:
    code, brief, _ = cli.explain(TEXT, "--method", "occlusion")
    assert code == 0
    for flag in ("-v", "--verbose"):
        code, full, _ = cli.explain(TEXT, "--method", "occlusion", flag)
        assert code == 0
        assert "number explained" in full
        assert "number explained" not in brief
    code, _, said = cli.explain(TEXT, "--method", "occlusion", "-v", "--json", "-")
    assert code == 2
    assert "--verbose" in said


def test_sentences_are_printed_below_and_stand_on_the_page(run, tmp_path):
    html = tmp_path / "told.html"
    words = ("explain", "this film is not good at all", "--model", "bundled:sentiment-tiny", "--method", "occlusion")
    code, out, err = run(*words, "--in-words", "--html", html)
    assert code == 0, err
    written = html.read_text(encoding="utf-8")
    assert "Without “not” the answer would be “positive”" in written
    assert "exg-top" not in written
    assert "Top words" in written
    assert "The model answers “negative”" in out
    assert "Without “not” the answer would be “positive”" in out
    code, _, err = run(*words, "--in-words", "--json", "-")
    assert (code, err) == (
        2,
        "error: --in-words prints sentences, and '-' prints data in their place; leave one out.\n",
    )
