"""`exegesis edit`: a text and an edit in, what it changes printed and written; slips told in a line."""

import json
from pathlib import Path

import pytest

from exegesis.edits.result import Edit
from tests.cli.conftest import Run

TEXT = "A dull plot, but the acting is wonderful."
QUICK = ("--model", "bundled:sentiment-tiny", "--method", "occlusion")


def test_words_are_replaced_and_deleted_and_all_is_written(run: Run, tmp_path: Path) -> None:
    made = [tmp_path / name for name in ("e.json", "e.html")]
    code, out, err = run(
        "edit", TEXT, "--replace", "plot=story", "--delete", "dull", *QUICK, "--json", made[0], "--html", made[1]
    )
    assert (code, err.splitlines()) == (0, [f"wrote {path}" for path in made])
    assert "A [-dull-] [-plot-]{+story+}, but" in out
    found = Edit.from_json(made[0].read_text(encoding="utf-8"))
    assert found.edited.text == "A story, but the acting is wonderful."
    assert made[1].read_text(encoding="utf-8").startswith("<!doctype html>")


def test_the_whole_edited_text_and_json_alone(run: Run) -> None:
    code, out, err = run("edit", TEXT, TEXT.replace("wonderful", "awful"), *QUICK, "--json", "-")
    assert (code, err) == (0, "")
    assert [row["edited"] for row in json.loads(out)["changes"] if row["kind"] != "kept"] == ["awful"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["edit", TEXT], "say what to edit"),
        (["edit", TEXT, "--replace", "plot"], "--replace takes OLD=NEW"),
        (["edit", TEXT, "--replace", "plot="], "--delete takes a word away"),
        (["edit", TEXT, "--replace", "plot=a", "--replace", "plot=b"], "names 'plot' twice"),
        (["edit", TEXT, "--replace", "dul=bad"], "(upper and lower case count). Did you mean 'dull'"),
        (["edit", TEXT, "--delete", "film"], "'film' does not stand in the text"),
        (["edit", TEXT, "--delete", "plot", "--set", "steps=3", "--method", "lime"], "steps"),
    ],
)
def test_slips_are_told_in_a_line(run: Run, arguments: list[str], said: str) -> None:
    code, out, err = run(*arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert said in err
