"""`exegesis anchor`: printed and written."""

from pathlib import Path

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
