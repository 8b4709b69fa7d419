"""`exegesis heads`: printed, sorted, written, and what has no effect refused."""

from pathlib import Path

import pytest

from exegesis.explorer import HeadTable
from tests.cli.conftest import Run

WORDS = ("heads", "a good film", "--model", "bundled:sentiment-tiny")


def test_heads_are_printed_by_a_column_and_written_layer_by_layer(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "heads.json"
    code, out, err = run(*WORDS, "--sort", "gradient", "--target", "negative", "--json", path)
    assert (code, err) == (0, f"wrote {path}\n")
    table = HeadTable.from_json(path.read_text(encoding="utf-8"))
    assert table.target is not None
    assert table.target.name == "negative"
    assert [(row.layer, row.head) for row in table.rows] == sorted((row.layer, row.head) for row in table.rows)
    printed = [line.split()[0] for line in out.splitlines()[3:]]
    best = [f"{row.layer}.{row.head}" for row in table.sorted_by("gradient")]
    assert printed[: len(best)] == best[: len(printed)]
    assert all(len(line) <= 80 for line in out.splitlines())


def test_all_heads_and_no_importance(run: Run) -> None:
    code, out, _ = run(*WORDS, "--no-importance", "--verbose")
    assert code == 0
    assert "silenced" not in out
    heading, *_ = out.splitlines()
    assert f" {len(out.splitlines()) - 2} heads" in heading


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--sort", "entrpy"), "unknown column 'entrpy'. Did you mean 'entropy'?"),
        (("--sort", "silenced", "--no-importance"), "unknown column 'silenced'"),
        (("--sort", "entropy", "--json", "-"), "--sort is for what is printed"),
        (("--verbose", "--json", "-"), "--verbose is for what is printed"),
        (("--target", "negative", "--no-importance"), "--no-importance leaves it out"),
    ],
)
def test_what_has_no_effect_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    code, _, err = run(*WORDS, *words)
    assert code == 2
    assert said in err
