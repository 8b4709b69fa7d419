"""`exegesis intervene`: texts and heads changed, printed and written, and contradictions refused."""

from pathlib import Path

import pytest

from exegesis import explorer
from exegesis.explorer import Shift
from tests.cli.conftest import Run

MODEL = "bundled:sentiment-tiny"
TEXT = "a good film and a dull plot"
WORDS = ("intervene", TEXT, "--model", MODEL)


def test_several_changes_of_words_are_printed_and_written(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "shift.json"
    changes = ("--mask", "good", "--replace", "dull=great", "--delete", "and", "--insert", "film=now")
    code, out, err = run(*WORDS, *changes, "--json", path)
    assert (code, err) == (0, f"wrote {path}\n")
    found = Shift.from_json(path.read_text(encoding="utf-8"))
    assert found.after.text == "a good film now a great plot"
    assert [token.text for token in found.after.tokens if token.hidden] == ["good"]
    assert "heads that moved most" in out
    assert all(len(line) <= 80 for line in out.splitlines())


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (("--silence", "1.1,1.2"), "without heads 1.1, 1.2"),
        (("--silence-layer", "1"), "without"),
        (("--isolate", "1.1"), "with head 1.1 alone"),
        (("--other-model", "bundled:sentiment"), "bundled:sentiment"),
    ],
)
def test_another_model_stands_beside_it(run: Run, words: tuple[str, ...], name: str) -> None:
    code, out, _ = run(*WORDS, *words, "--json", "-")
    assert code == 0
    found = Shift.from_json(out)
    assert name in found.after.model
    assert (found.before.model, found.after.text) == (MODEL, TEXT)


def test_another_text_stands_beside_it_and_a_second_place_is_named(run: Run) -> None:
    code, out, _ = run(*WORDS, "--other-text", "a good plot", "--json", "-")
    assert code == 0
    assert Shift.from_json(out) == explorer.beside(MODEL, TEXT, "a good plot", k=3)
    code, out, _ = run(*WORDS, "--delete", "a:2", "--json", "-")
    assert (code, Shift.from_json(out).after.text) == (0, "a good film and dull plot")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "say what changes: --mask"),
        (("--mask", "good", "--silence", "1.1"), "--mask changes the text and --silence is a change of its own"),
        (("--delete", "good", "--other-text", "a"), "--delete changes the text and --other-text"),
        (("--silence", "1.1", "--silence-layer", "1"), "--silence and --silence-layer are two changes"),
        (("--isolate", "1.1", "--other-model", MODEL), "--isolate and --other-model are two changes"),
        (("--silence", "1"), "--silence takes LAYER.HEAD"),
        (("--silence", "99.1"), "layer 99 is not there"),
        (("--replace", "good"), "--replace takes OLD=NEW, not 'good'; --delete takes a word away"),
        (("--insert", "good="), "--insert takes AFTER=NEW"),
        (("--mask", "a"), "'a' stands 2 times in the text; say which, as 'a:2'"),
        (("--mask", "good", "--delete", "good"), "two changes meet"),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    code, _, err = run(*WORDS, *words)
    assert code == 2
    assert said in err
