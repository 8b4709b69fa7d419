"""`exegesis summarise` and `pick` on files of explanations: words, the wrong ones alone, a few texts."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.summaries.pictured import explained

REVIEWS = "review,stars\nA warm film.,1\nA dull and boring plot.,0\n,1\nA wonderful film!,0\nOdd but wonderful.,0\n"


@pytest.fixture
def lines(run: Run, tmp_path: Path) -> Path:
    """The file that `explain --data` writes of labelled reviews, two of them wrong and one empty."""
    (tmp_path / "reviews.csv").write_text(REVIEWS, encoding="utf-8")
    path = tmp_path / "out.jsonl"
    code, _, err = run(
        "explain", "--data", tmp_path / "reviews.csv", "--text-column", "review", "--label-column", "stars",
        "--model", "bundled:sentiment-tiny", "--method", "occlusion", "--json", path,
    )  # fmt: skip
    assert code == 0, err
    return path


def test_the_words_of_what_is_wrong_and_a_few_of_its_texts(run: Run, lines: Path, tmp_path: Path) -> None:
    made = [tmp_path / name for name in ("s.json", "s.html", "s.png")]
    code, out, err = run(
        "summarise", lines, "--wrong-only", "--pick", "5", "--json", made[0], "--html", made[1], "--plot", made[2]
    )
    assert code == 0
    assert err.splitlines() == [
        "left out 1 of 5 texts, which could not be explained",
        "2 of 4 answers are wrong",
        "note: there are only 2 to pick from",
        *(f"wrote {path}" for path in made),
    ]
    assert out.startswith("2 explanations of bundled:sentiment-tiny by Occlusion")
    assert "true: negative" in out
    data = json.loads(made[0].read_text(encoding="utf-8"))
    assert data["texts"] == 2
    assert sorted(one["number"] for one in data["pick"]["items"]) == [4, 5]
    assert made[1].read_text(encoding="utf-8").count('class="exg-item"') == 2


def test_all_of_them_in_words(run: Run, tmp_path: Path) -> None:
    texts, lines, html = tmp_path / "texts.csv", tmp_path / "out.jsonl", tmp_path / "words.html"
    texts.write_text("text\nA good film\nA dull film\nA bad film\nA fine film\n", encoding="utf-8")
    words = ("--model", "bundled:sentiment-tiny", "--method", "occlusion", "--target", "positive", "--json", lines)
    code, _, err = run("explain", "--data", texts, *words)
    assert code == 0, err
    code, out, err = run("summarise", lines, "--in-words", "--html", html)
    assert code == 0, err
    assert "The model answers “positive” to " in out
    assert "of the 4 texts." in html.read_text(encoding="utf-8")
    code, _, err = run("summarise", lines, "--model", "bundled:sentiment-tiny")
    assert (code, err) == (2, "error: --model is asked by --in-words alone; give that too.\n")
    code, _, err = run("summarise", lines, "--in-words", "--json", "-")
    assert code == 2
    assert "leave one out" in err


def test_all_of_them(run: Run, lines: Path) -> None:
    code, out, _ = run("summarise", lines, "--words", "2", "--json", "-")
    assert code == 0
    data = json.loads(out)
    assert data["texts"] == 4
    assert all(len(one["towards"]) <= 2 for one in data["classes"])


def test_a_pick_alone(run: Run, lines: Path, tmp_path: Path) -> None:
    code, out, err = run("pick", lines, "--count", "2", "--html", tmp_path / "p.html")
    assert code == 0
    assert "2 of 4 explanations, picked to cover" in out
    assert f"wrote {tmp_path / 'p.html'}" in err
    one, other = (run("pick", lines, "--random", "--seed", seed, "--count", "2", "--json", "-")[1] for seed in (1, 1))
    assert one == other
    assert json.loads(one)["is_random"] is True


@pytest.mark.slow
def test_slips_are_told_in_a_line(run: Run, lines: Path, tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text("a warm film\n", encoding="utf-8")
    bare = tmp_path / "bare.jsonl"
    quick = ("--model", "bundled:sentiment-tiny", "--method", "occlusion")
    run("explain", "--data", tmp_path / "t.txt", *quick, "--json", bare)
    for arguments, said in (
        (["summarise", bare, "--wrong-only"], "explain again with --label-column"),
        (["summarise", tmp_path / "none.jsonl"], "cannot read"),
        (["summarise", tmp_path / "t.txt"], "is not JSON"),
        (["summarise", lines, "--json", lines], "is what is read here"),
        (["pick", lines, "--seed", "3"], "give --random with it"),
        (["pick", lines, "--count", "0"], "count must be"),
    ):
        code, out, err = run(*arguments)
        assert (code, out) == (2, "")
        assert said in err


def test_where_none_is_wrong_it_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("text,label\nA warm film.,positive\n", encoding="utf-8")
    lines = tmp_path / "out.jsonl"
    usual = ("--model", "bundled:sentiment-tiny", "--method", "occlusion", "--label-column", "label")
    _, _, err = run("explain", "--data", tmp_path / "r.csv", *usual, "--json", lines)
    assert "accuracy 1.000: 1 of 1 right.\n" in err
    assert "none of the 1 answers is wrong" in run("summarise", lines, "--wrong-only")[2]


def test_a_pick_of_images(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "images.jsonl"
    path.write_text("\n".join(one.to_json() for one in explained()), encoding="utf-8")
    made = [tmp_path / "p.json", tmp_path / "p.html"]
    code, out, err = run("pick", path, "--count", "2", "--visual-words", "4", "--json", made[0], "--html", made[1])
    assert code == 0, err
    assert "24 regions of 6 images in 4 words, alike by colours and texture." in " ".join(out.split())
    assert json.loads(made[0].read_text(encoding="utf-8"))["visual"]["words"][0]["images"] == 6
    assert "img-src data:" in made[1].read_text(encoding="utf-8")
    assert "exegesis pick" in run("summarise", path)[2]


@pytest.mark.parametrize("option", [("--model", "bundled:sentiment"), ("--visual-words", "9")])
def test_texts_have_words_of_their_own(run: Run, lines: Path, option: tuple[str, str]) -> None:
    code, _, err = run("pick", lines, *option)
    assert code != 0
    assert f"{option[0]} has no effect on explanations of texts" in err
