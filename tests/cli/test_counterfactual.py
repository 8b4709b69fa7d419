"""`exegesis counterfactual`: printed and written, and what its options refuse."""

import json
from pathlib import Path

import pytest

from exegesis.counterfactuals import Counterfactuals
from tests.cli.conftest import Run

ROWS_ALONE = "--label-column is a column of rows of a table; give --row, or --data and --row-id."
NO_LEXICON = "lexicon has no effect on edits of the kind delete; leave it out, or ask for lexicon too (by, --by)."
TINY = ("--model", "bundled:sentiment-tiny")


def test_it_is_printed_and_written(run: Run, tmp_path: Path) -> None:
    path, html, pairs = tmp_path / "changes.json", tmp_path / "changes.html", tmp_path / "pairs.tsv"
    pairs.write_text("good\tawful\n", encoding="utf-8")
    words = ("counterfactual", "a good film", *TINY, "--by", "lexicon", "--lexicon", pairs, "--versus", "negative")
    code, out, err = run(*words, "--json", path, "--html", html, "--in-words")
    assert code == 0, err
    assert "With “awful” in the place of “good” it would answer “negative”" in " ".join(out.split())
    assert "With “awful” in the place of “good”" in html.read_text(encoding="utf-8")
    assert "positive" in out.splitlines()[0]
    assert "a [-good-]{+awful+} film" in out
    found = Counterfactuals.from_json(path.read_text(encoding="utf-8"))
    assert (found.texts, found.wanted) == (("a awful film",), "negative")
    assert "<del>good</del><ins>awful</ins>" in html.read_text(encoding="utf-8")


def test_none_within_the_passes_is_no_error(run: Run) -> None:
    code, out, _ = run("counterfactual", "a good film", *TINY, "--by", "delete", "--most-passes", "1")
    assert (code, out.splitlines()[1]) == (0, "None within 1 pass: the passes were spent.")


def test_a_row_of_a_table(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows, module = tmp_path / "rows.csv", tmp_path / "loans_of_counterfactuals.py"
    rows.write_text("age,hours\n" + "".join(f"{age},{age}\n" for age in range(20, 60)), encoding="utf-8")
    module.write_text(
        "import numpy as np\n"
        "def loans(frame):\n"
        "    yes = (frame['age'] + frame['hours'] >= 100).to_numpy(dtype=float)\n"
        "    return np.stack([1 - yes, yes], axis=1)\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    words = ("counterfactual", "--row", "age=30,hours=50", "--background", rows, "--model", f"{module.stem}:loans")
    code, out, err = run(
        *words, "--direction", "age=up", "--must-stay", "hours", "--between", "age=20:55", "--cost", "age=2"
    )
    assert code == 0, err
    assert "age: 30 → 50" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            ("--target", "positive"),
            "error: the answer is 'positive' already; name another target, or none for any other.",
        ),
        (("--most-passes", "0"), "error: budget must be a whole number of at least 1, not 0."),
        (("--between", "age=18"), "error: --between takes COLUMN=LOW:HIGH, such as age=18:65, not 'age=18'."),
        (("--cost", "age=dear"), "error: --cost takes COLUMN=NUMBER, such as age=2, not 'age=dear'."),
        (("--cost", "age=2"), "error: costs has no effect on edits of the kind delete; leave it out."),
        (
            ("--label-column", "label"),
            f"error: {ROWS_ALONE}",
        ),
        (
            ("--lexicon", "a.tsv"),
            f"error: {NO_LEXICON}",
        ),
        (("--image", "a.png"), "error: give --image or a text, not both."),
        (("--data", "a.csv"), "error: --data holds rows of a table here; say which one by --row-id."),
    ],
)
def test_what_does_not_go_is_refused_in_one_line(run: Run, options: tuple[str, ...], said: str) -> None:
    code, _, err = run("counterfactual", "a good film", *TINY, "--by", "delete", *options)
    assert (code, err) == (2, f"{said}\n")


@pytest.mark.parametrize("words", [("heads", "a good film"), ("surrogate", "--text", "a good film")])
def test_this_rather_than_that_wherever_one_target_is_taken(run: Run, words: tuple[str, ...], tmp_path: Path) -> None:
    command, *given = words
    model = TINY if command == "heads" else TINY[1:]
    path = tmp_path / "found.json"
    code, _, err = run(command, *model, *given, "--target", "positive", "--versus", "negative", "--json", path)
    assert code == 0, err
    target = json.loads(path.read_text(encoding="utf-8"))["target"]
    assert (target["name"], target["versus"]["name"]) == ("positive", "negative")
