"""`explain --data` never loses a user's data: not the input, not other files, not lines that are done.

What is refused is left as it is, byte for byte.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from exegesis.core.journal import Journal
from exegesis.core.owned import OwnedFile
from exegesis.data.explanation_lines import read_explanations
from tests import tiny
from tests.question_models import question_pair

pytestmark = pytest.mark.slow

Run = Callable[..., tuple[int, str, str]]
Explain = Callable[..., tuple[int, str, str]]
TEXTS = "a bad film\ngood acting!\nthe plot is dull\n"


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tiny models in folders: two of one name with other weights, one of questions."""
    path = tmp_path_factory.mktemp("models")
    for name, seed in (("a/clf", 0), ("b/clf", 1)):
        tiny.bert_classifier(seed=seed).save_pretrained(path / name)
        tiny.wordpiece().save_pretrained(path / name)
    for part in question_pair():
        part.save_pretrained(path / "qa")
    return path


@pytest.fixture
def explain(run: Run, models: Path, tmp_path: Path) -> Explain:
    def running(data: str | Path, *options: object, model: str = "a/clf", out: Path | None = None) -> Any:
        place = tmp_path / "texts.txt" if isinstance(data, str) else data
        if isinstance(data, str):
            place.write_text(data, encoding="utf-8")
        usual = ("--method", "occlusion", "--json", out or tmp_path / "out.jsonl")
        return run("explain", "--model", models / model, "--data", place, *usual, *options)

    return running


def jsonl(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def cut_to(path: Path, lines: int) -> bytes:
    """As a run leaves it that was stopped after so many lines."""
    kept = b"".join(path.read_bytes().splitlines(keepends=True)[: lines + 1])
    path.write_bytes(kept)
    return kept


# -- files that are not ours ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("linked", ["same", "symlink", "hardlink"])
def test_the_input_is_never_written_to(explain: Explain, tmp_path: Path, linked: str) -> None:
    data = tmp_path / "a.txt"
    data.write_bytes(b"a good film")
    out = data if linked == "same" else tmp_path / "other.jsonl"
    if linked == "symlink":
        out.symlink_to(data)
    elif linked == "hardlink":
        out.hardlink_to(data)
    code, _, err = explain(data, out=out)
    assert (code, err.count("\n"), "is what is read" in err) == (2, 1, True)
    assert data.read_bytes() == b"a good film"


@pytest.mark.parametrize(
    "content", [b"a good film", b'{"my":"results"}', b"my diary\n", b'[\n  {"schema_version": 1}\n]\n', b"\x00" * 100]
)
def test_files_of_anything_else_are_refused(explain: Explain, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "out.jsonl").write_bytes(content)
    code, _, err = explain(TEXTS)
    assert (code, err.count("\n"), "holds other work" in err) == (2, 1, True)
    assert (tmp_path / "out.jsonl").read_bytes() == content


def test_what_explain_wrote_of_one_text_is_refused_too(
    run: Run, explain: Explain, models: Path, tmp_path: Path
) -> None:
    asked = ("--method", "occlusion", "--json", tmp_path / "out.jsonl")
    assert run("explain", "a bad film", "--model", models / "a/clf", *asked)[0] == 0
    before = (tmp_path / "out.jsonl").read_bytes()
    assert explain(TEXTS)[0] == 2
    assert (tmp_path / "out.jsonl").read_bytes() == before


# -- other work -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "then", "said"),
    [
        (["--target", "0"], ["--target", "1"], 'target "0", not "1"'),
        (["--target", "negative"], [], 'target "negative", not '),
        ([], ["--target", "negative"], "target "),
        (["--target", "0"], ["--target", "0", "--versus", "1"], "target "),
        (["--target", "0"], ["--target", "0", "--target", "1"], 'target "0", not ["0", "1"]'),
        (["--target", "0", "--target", "1"], ["--target", "0"], 'target ["0", "1"], not "0"'),
        (["--set", "window=2"], [], "settings.window 2, not 1"),
        ([], ["--set", "window=2"], "settings.window 1, not 2"),
        (["--output", "logit"], [], 'settings.output "logit", not null'),
        ([], ["--output", "logit"], 'settings.output null, not "logit"'),
        ([], ["--unit", "token"], 'unit "word", not "token"'),
        ([], ["--seed", "3"], "seed 0, not 3"),
    ],
)
def test_other_wishes_are_refused(
    explain: Explain, tmp_path: Path, first: list[str], then: list[str], said: str
) -> None:
    assert explain(TEXTS, *first)[0] == 0
    before = cut_to(tmp_path / "out.jsonl", 1)
    code, _, err = explain(TEXTS, *then)
    assert (code, err.count("\n")) == (2, 1)
    assert f"holds other work ({said}" in err
    assert (tmp_path / "out.jsonl").read_bytes() == before
    assert explain(TEXTS, *first)[0] == 0


def test_a_folder_of_the_same_name_with_other_weights_is_another_model(explain: Explain, tmp_path: Path) -> None:
    explain(TEXTS)
    before = cut_to(tmp_path / "out.jsonl", 1)
    code, _, err = explain(TEXTS, model="b/clf")
    assert (code, "model " in err) == (2, True)
    assert (tmp_path / "out.jsonl").read_bytes() == before


def test_a_model_that_was_moved_is_the_same(explain: Explain, models: Path, tmp_path: Path) -> None:
    explain(TEXTS)
    cut_to(tmp_path / "out.jsonl", 1)
    moved = models / "moved"
    if not moved.exists():
        tiny.bert_classifier(seed=0).save_pretrained(moved)
        tiny.wordpiece().save_pretrained(moved)
    assert explain(TEXTS, model="moved")[0] == 0
    names = [item.explanations[0].fingerprint.model for item in read_explanations(tmp_path / "out.jsonl")]
    assert (Path(names[0]).name, Path(names[1]).name) == ("clf", "moved")


@pytest.mark.parametrize(
    ("model", "rows", "others"),
    [
        ("a/clf", ["a bad film", "good"], ["good", "a bad film"]),
        ("a/clf", [{"text": "good", "id": 1}], [{"text": "good", "id": 2}]),
        ("a/clf", [{"first": "good", "second": "bad"}], [{"first": "good", "second": "dull"}]),
        ("qa", [{"question": "who?", "context": "ann found it"}], [{"question": "what?", "context": "ann found it"}]),
        ("qa", [{"question": "who?", "context": "ann found it"}], [{"question": "who?", "context": "ben found it"}]),
    ],
)
def test_other_items_are_refused(
    explain: Explain, tmp_path: Path, model: str, rows: list[Any], others: list[Any]
) -> None:
    assert explain(jsonl(tmp_path / "one.jsonl", rows), model=model)[0] == 0
    before = (tmp_path / "out.jsonl").read_bytes()
    code, _, err = explain(jsonl(tmp_path / "other.jsonl", others), model=model)
    assert (code, "item 1 is another one" in err) == (2, True)
    assert (tmp_path / "out.jsonl").read_bytes() == before


# -- going on ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "options",
    [
        ["--target", "start"],
        ["--target", "end"],
        ["--target", "span"],
        ["--set", "parts=context"],
        ["--set", 'parts=["context"]'],
        ["--target", "start", "--target", "end"],
        ["--target", "start", "--versus", "end"],
        [],
    ],
)
def test_the_same_command_goes_on(explain: Explain, tmp_path: Path, options: list[str]) -> None:
    rows = [{"question": "who?", "context": f"{name} found it"} for name in ("ann", "ben", "fay")]
    data, out = jsonl(tmp_path / "qa.jsonl", rows), tmp_path / "out.jsonl"
    code, _, err = explain(data, *options, model="qa")
    assert code == 0, err
    whole = [[one.settings.get("parts") for one in item.explanations] for item in read_explanations(out)]
    before = cut_to(out, 1)
    code, _, err = explain(data, *options, model="qa")
    assert (code, "1 of them before" in err) == (0, True)
    assert out.read_bytes().startswith(before)
    assert [[one.settings.get("parts") for one in item.explanations] for item in read_explanations(out)] == whole
    assert whole[0][0] == (["context"] if "parts" in str(options) else None)


def test_a_text_that_was_mended_is_done_again_in_its_place(explain: Explain, tmp_path: Path) -> None:
    assert explain("a bad film\n\ngood\n \n")[0] == 0
    first = (tmp_path / "out.jsonl").read_bytes().splitlines()
    code, _, err = explain("a bad film\nnow good\ngood\n \n")
    assert code == 0
    assert "3 of them before" in err
    items = list(read_explanations(tmp_path / "out.jsonl"))
    assert [(item.number, item.text, item.error is None) for item in items] == [
        (1, "a bad film", True),
        (2, "now good", True),
        (3, "good", True),
        (4, " ", False),
    ]
    assert [(tmp_path / "out.jsonl").read_bytes().splitlines()[place] for place in (0, 1, 3)] == [
        first[place] for place in (0, 1, 3)
    ]


def test_more_texts_at_the_end_are_more_work(explain: Explain, tmp_path: Path) -> None:
    explain("a bad film\n")
    before = (tmp_path / "out.jsonl").read_bytes()
    assert "2 texts, 1 of them before" in explain("a bad film\ngood\n")[2]
    assert (tmp_path / "out.jsonl").read_bytes().startswith(before)


class Killed(BaseException):
    pass


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize("half", [False, True])
def test_killed_after_any_line_it_ends_as_it_would_have(
    explain: Explain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int, half: bool
) -> None:
    whole, out = tmp_path / "whole.jsonl", tmp_path / "out.jsonl"
    explain(TEXTS, out=whole)
    add, calls = OwnedFile.add, iter(range(100))

    def dying(self: OwnedFile, data: bytes) -> None:
        if next(calls) == after:
            add(self, data[: len(data) // 2] if half else b"")
            raise Killed
        add(self, data)

    with monkeypatch.context() as patch:
        patch.setattr(OwnedFile, "add", dying)
        with pytest.raises(Killed):
            explain(TEXTS)
    there = out.read_bytes() if out.exists() else b""
    kept = there[: there.rfind(b"\n") + 1] if not half or after else b""
    assert explain(TEXTS)[0] == 0
    assert out.read_bytes().startswith(kept)
    for one, other in zip(read_explanations(whole), read_explanations(out), strict=True):
        assert (one.number, one.text) == (other.number, other.text)
        assert one.explanations[0].scores == pytest.approx(list(other.explanations[0].scores), abs=1e-6)


def test_control_c_says_how_many_are_done_and_that_it_goes_on(
    explain: Explain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add: Any = Journal.add

    def interrupted(self: Any, *lines: Any) -> None:
        add(self, *lines)
        if len(self.lines) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "add", interrupted)
        code, _, err = explain(TEXTS)
    assert code == 130
    assert f"interrupted; 2 of 3 texts are in {tmp_path / 'out.jsonl'}; the same command goes on" in err
    assert "3 texts, 2 of them before" in explain(TEXTS)[2]


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_real_signal_loses_nothing(explain: Explain, models: Path, tmp_path: Path, number: signal.Signals) -> None:
    """The process sends it to itself, after its second line."""
    data, out = tmp_path / "texts.txt", tmp_path / "out.jsonl"
    data.write_text(TEXTS)
    code = (
        "import os, signal, sys; from exegesis.core.journal import Journal; from exegesis.cli.main import run\n"
        f"signal.signal(signal.SIGINT, signal.default_int_handler); add = Journal.add\n"
        "def adding(self, *lines):\n"
        "    add(self, *lines)\n"
        f"    if len(self.lines) == 2: os.kill(os.getpid(), {int(number)})\n"
        "Journal.add = adding; run()"
    )
    asked = [
        "explain",
        "--model",
        str(models / "a/clf"),
        "--data",
        str(data),
        "--method",
        "occlusion",
        "--json",
        str(out),
    ]
    ended = subprocess.run([sys.executable, "-c", code, *asked], capture_output=True, text=True, check=False)
    assert ended.returncode == (-9 if number == signal.SIGKILL else 130), ended.stderr
    before = out.read_bytes()
    assert before.count(b"\n") == 3
    assert explain(data)[0] == 0
    assert out.read_bytes().startswith(before)
    assert [item.number for item in read_explanations(out)] == [1, 2, 3]


# -- two at once, devices, full disks ---------------------------------------------------------------------------------


def test_a_second_run_on_the_same_output_is_refused_at_once(explain: Explain, tmp_path: Path) -> None:
    with Journal(tmp_path / "out.jsonl", "explanations", {}, str) as lines:
        lines.add((1, {}))
        before = (tmp_path / "out.jsonl").read_bytes()
        code, _, err = explain(TEXTS)
        assert (code, err.count("\n"), "another run is writing" in err) == (2, 1, True)
        assert (tmp_path / "out.jsonl").read_bytes() == before


def test_devices_are_written_to_and_never_read(explain: Explain) -> None:
    assert explain(TEXTS, out=Path("/dev/null"))[0] == 0
    code, _, err = explain(TEXTS, out=Path("/dev/full"))
    assert (code, err) == (1, "error: cannot write '/dev/full': No space left on device.\n")


def test_a_pipe_gets_all_lines(explain: Explain, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        assert explain(TEXTS, out=pipe)[0] == 0
        said, _ = reader.communicate()
    assert [json.loads(line).get("item") for line in said.splitlines()] == [None, 1, 2, 3]


def test_a_full_disk_names_the_file_and_the_run_goes_on_later(
    explain: Explain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, sizes = os.write, iter([10**9, 10**9, 50])

    def full(handle: int, data: Any) -> int:
        size = next(sizes, 0)
        if not size:
            raise OSError(27, "File too large")
        return write(handle, data[:size])

    with monkeypatch.context() as patch:
        patch.setattr("exegesis.core.owned.os.write", full)
        code, _, err = explain(TEXTS)
    assert (code, err) == (1, f"error: cannot write '{tmp_path / 'out.jsonl'}': File too large.\n")
    before = (tmp_path / "out.jsonl").read_bytes()
    assert not before.endswith(b"\n")
    assert "3 texts, 2 of them before" in explain(TEXTS)[2]


# -- tables as people have them ---------------------------------------------------------------------------------------


def test_rows_that_cannot_be_read_are_errors_in_their_place(explain: Explain, tmp_path: Path) -> None:
    data = tmp_path / "a.csv"
    data.write_bytes(b"text,label\nA good film, but dull,1\nA bad film,0\n" + "café,1\n".encode("cp1252"))
    assert explain(data)[0] == 0
    comma, good, foreign = read_explanations(tmp_path / "out.jsonl")
    assert comma.error == "a.csv, line 2: the row has 3 fields, the header 2; quote texts with commas."
    assert good.error is None
    assert "likely Windows-1252" in (foreign.error or "")


def test_a_cell_longer_than_pythons_limit_is_read(explain: Explain, tmp_path: Path) -> None:
    data = tmp_path / "long.csv"
    data.write_text(f'text,label\n"{" " * 200_000}",1\nA bad film,0\n')
    assert explain(data)[0] == 0
    blank, good = read_explanations(tmp_path / "out.jsonl")
    assert (len(blank.text or ""), "blank" in (blank.error or "")) == (200_000, True)
    assert good.error is None


def test_a_quote_that_is_never_closed_is_told_before_any_work(explain: Explain, tmp_path: Path) -> None:
    data = tmp_path / "a.csv"
    data.write_text('text,label\nfine,1\n"A film,0\nB film,1\n')
    code, _, err = explain(data)
    assert (code, err.count("\n")) == (2, 1)
    assert "a.csv, line 3: a quotation mark that is opened here is never closed" in err
    assert not (tmp_path / "out.jsonl").exists()
