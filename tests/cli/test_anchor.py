"""`exegesis anchor`: printed and written."""

from pathlib import Path

import pytest

from exegesis.rules import Anchor
from tests.cli.conftest import Run


def test_it_is_printed_and_written(run: Run, tmp_path: Path) -> None:
    path, html = tmp_path / "anchor.json", tmp_path / "anchor.html"
    words = ("anchor", "this film is not good at all", "--model", "bundled:sentiment-tiny")
    code, out, err = run(*words, "--json", path, "--html", html)
    assert code == 0, err
    assert "IF not THEN negative" in out
    assert Anchor.from_json(path.read_text(encoding="utf-8")).words == ("not",)
    assert "exg-held" in html.read_text(encoding="utf-8")


def test_a_share_that_is_none_is_refused(run: Run) -> None:
    code, _, err = run("anchor", "a film", "--precise", "95")
    assert (code, err) == (2, "error: precise must be a number between 0 and 1, not 95.0.\n")


def test_it_is_said_in_words_on_the_terminal_and_on_the_page(run: Run, tmp_path: Path) -> None:
    html = tmp_path / "anchor.html"
    words = ("anchor", "this film is not good at all", "--model", "bundled:sentiment-tiny", "--in-words")
    code, out, err = run(*words, "--html", html)
    assert code == 0, err
    assert "As long as “not” stays, the answer stays in" in out
    assert "As long as “not” stays, the answer stays in" in html.read_text(encoding="utf-8")
    code, _, err = run(*words, "--json", "-")
    assert (code, err) == (
        2,
        "error: --in-words prints sentences, and '-' prints data in their place; leave one out.\n",
    )


def test_a_row_of_a_table(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "banks.py").write_text(
        "import numpy as np\n"
        "def pays(rows):\n"
        "    yes = (rows['age'] > 40).to_numpy().astype(float)\n"
        "    return np.stack([1 - yes, yes], axis=1)\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    rows = tmp_path / "rows.csv"
    rows.write_text("age,job\n" + "".join(f"{age},{'cook' if age % 2 else 'smith'}\n" for age in range(20, 60)))
    words = ("anchor", "--model", "banks:pays", "--background", rows, "--draws", "3000")
    code, out, err = run(*words, "--row", "age=55,job=cook")
    assert code == 0, err
    assert "IF age > 4" in out
    code, by_number, err = run(*words, "--data", rows, "--row-id", "36")
    assert (code, by_number) == (0, out), err
    code, _, err = run(*words, "--row", "age=55,job=cook", "a text")
    assert (code, err) == (2, "error: give --row or a text, not both.\n")
    code, _, err = run("anchor", "a text", "--data", rows)
    assert (code, err) == (2, "error: --data is for a row of a table; say with --row-id which.\n")


def test_words_are_proposed_and_another_class_is_set_against(run: Run) -> None:
    words = ("anchor", "not good at all", "--model", "bundled:sentiment-tiny", "--draws", "600")
    code, out, err = run(*words, "--proposer", "bundled:masked-words")
    assert code == 0, err
    assert "proposes one in its context" in " ".join(out.split())
    code, out, err = run(*words, "--versus", "positive")
    assert code == 0, err
    assert "THEN negative rather than positive" in out
