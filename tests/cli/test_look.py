"""`exegesis look`: printed, written, and what has no effect refused."""

from pathlib import Path

import pytest

from exegesis.explorer import AttentionView
from tests.cli.conftest import Run

WORDS = ("look", "a good film", "--model", "bundled:sentiment-tiny")


def test_it_is_printed_and_written(run: Run, tmp_path: Path) -> None:
    view, page = tmp_path / "view.json", tmp_path / "look.html"
    chosen = ("--layer", "1", "--head", "2", "--method", "occlusion")
    code, out, err = run(*WORDS, *chosen, "--json", view, "--html", page)
    assert (code, err) == (0, f"wrote {view}\nwrote {page}\n")
    assert "Layer 1, head 2: what is given most" in out
    read = AttentionView.from_json(view.read_text(encoding="utf-8"))
    assert (read.what, [token.text for token in read.rows]) == (
        "layer 1, head 2",
        ["[CLS]", "a", "good", "film", "[SEP]"],
    )
    assert '"method":"Occlusion"' in page.read_text(encoding="utf-8")


def test_a_context_and_its_question_and_the_mean_of_a_layer(run: Run, qa_folder: Path) -> None:
    code, out, _ = run("look", "the plot was dull", "--question", "what was dull?", "--model", qa_folder)
    assert code == 0
    assert "Mean of all heads of layer" in out


def test_words_are_hidden(run: Run) -> None:
    words = ("look", "the cat sat on the mat", "--model", "bundled:masked-words", "--hide", "cat", "--hide", "the:2")
    code, out, _ = run(*words, "--json", "-")
    assert code == 0
    assert [token.text for token in AttentionView.from_json(out).rows if token.hidden] == ["cat", "the"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--head", "1"), "--head is a head of --layer"),
        (("--layer", "99"), "layer 99 is not there"),
        (("--method", "lime"), "--method puts something on the page; give --html too"),
        (("--lens",), "--lens puts something on the page"),
        (("--matches", "found.json"), "--matches puts something on the page"),
        (("--target", "positive"), "--target is for --method"),
        (("--seed", "3"), "--seed is for --method"),
        (("--pair", "b", "--question", "c"), "one of --pair, --question and --hide"),
        (("--hide", "good", "--hide", "good"), "the same word is hidden twice"),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    code, _, err = run(*WORDS, *words)
    assert code == 2
    assert said in err
