"""`exegesis attack`: printed and written, of a text and of a file."""

import json
from pathlib import Path

from exegesis.attacks import RECIPES, Attack
from tests.cli.conftest import Run

TINY = ("--model", "bundled:sentiment-tiny")


def test_a_text_is_attacked(run: Run, tmp_path: Path) -> None:
    path, html = tmp_path / "attack.json", tmp_path / "attack.html"
    code, out, err = run("attack", "run", "a warm and funny film", *TINY, "--json", path, "--html", html)
    assert code == 0, err
    assert out.startswith("deepwordbug turned 1 of 1 answers (100%)")
    found = Attack.from_json(path.read_text(encoding="utf-8"))
    assert found.items[0].answer_after == "negative"
    assert "<ins>" in html.read_text(encoding="utf-8")


def test_a_file_with_labels_is_attacked_and_gone_on_with(run: Run, tmp_path: Path) -> None:
    data, words, journal = tmp_path / "data.csv", tmp_path / "words.json", tmp_path / "journal.jsonl"
    data.write_text("id,text,label\nx,a warm film,1\ny,a dull film,1\nz,a funny film,1\n", encoding="utf-8")
    words.write_text(json.dumps({"warm": ["cold"], "funny": ["dull"]}), encoding="utf-8")
    asked = ("attack", "run", "--data", data, "--label-column", "label", "--recipe", "pwws", "--words", words, *TINY)
    code, out, err = run(*asked, "--journal", journal, "--json", "-")
    assert code == 0, err
    found = Attack.from_json(out)
    assert [(item.id, item.outcome) for item in found.items][1] == ("y", "skipped")
    assert len(journal.read_text(encoding="utf-8").splitlines()) == 4
    again = Attack.from_json(run(*asked, "--journal", journal, "--json", "-")[1])
    assert again.to_dict() == found.to_dict()


def test_recipes_are_listed(run: Run) -> None:
    code, out, _ = run("attack", "recipes")
    assert code == 0
    assert all(name in out for name in RECIPES)


def test_options_without_effect_are_refused(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data.txt"
    data.write_text("a film\n", encoding="utf-8")
    for words, said in (
        (("a film", "--limit", "3"), "--limit is for --data FILE"),
        (("a film", "--data", data), "give --data or a text, not both"),
        (("a film", "--recipe", "deepwordbgu"), "Did you mean 'deepwordbug'"),
        (("a film", "--words", data), "takes no word list"),
        (("a warm film", "--target", "positive"), "is the present one"),
        (("a film", "--recipe", "input-reduction", "--target", "negative"), "has a goal of its own"),
        ((" ",), "blank"),
        (("a film", "--set", "width=3"), "unknown setting of the search 'ranked' and the goal 'other'"),
    ):
        code, _, err = run("attack", "run", *words, *TINY)
        assert code == 2
        assert said in err, err
