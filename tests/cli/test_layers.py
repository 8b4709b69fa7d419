"""`exegesis layers`: printed, written, and what makes no sense refused."""

import json
from pathlib import Path

import pytest

from exegesis.explorer import LayerPredictions, Predictions
from tests.cli.conftest import Run

WORDS = ("layers", "a good film", "--model", "bundled:sentiment-tiny")
HIDDEN = ("layers", "the cat saw the dog", "--model", "bundled:masked-words")


def test_a_classifier_answers_in_its_labels_layer_by_layer(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "layers.json"
    code, out, err = run(*WORDS, "--json", path)
    assert (code, err) == (0, f"wrote {path}\n")
    read = json.loads(path.read_text(encoding="utf-8"))
    through, predicted = LayerPredictions.from_dict(read["layers"]), Predictions.from_dict(read["predictions"])
    last = through.places[0].layers[-1].guesses
    assert [one.label for one in last] == [one.label for one in predicted.places[0].guesses]
    lines = out.splitlines()
    assert f"  {through.layers}              1  {last[0].label:<12}{last[0].value:>7.3f}" in "\n".join(lines)
    assert all(len(line) <= 80 for line in lines)


def test_words_by_their_tokens_and_as_many_guesses_as_asked(run: Run) -> None:
    code, out, _ = run(*HIDDEN, "--token", "the:2", "--token", "cat", "--top-k", "2", "--json", "-")
    assert code == 0
    through = LayerPredictions.from_dict(json.loads(out)["layers"])
    assert [place.token for place in through.places] == [2, 4]
    assert {len(layer.guesses) for place in through.places for layer in place.layers} == {2}


def test_hidden_words_are_asked_for_where_there_are_some(run: Run) -> None:
    code, out, _ = run(*HIDDEN, "--hide", "dog", "--json", "-")
    assert code == 0
    assert [place["token"] for place in json.loads(out)["layers"]["places"]] == [5]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*HIDDEN, "--token", "the"), "'the' stands 2 times in the text; say which, as 'the:2'"),
        ((*HIDDEN, "--token", "the:3"), "'the:3' does not stand in the text"),
        ((*WORDS, "--token", "good"), "answers for the whole text"),
        ((*WORDS, "--top-k", "0"), "--top-k must be a whole number of at least 1"),
        ((*WORDS, "--pair", "b", "--question", "c"), "one of --pair, --question and --hide"),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    code, _, err = run(*words)
    assert code == 2
    assert said in err
