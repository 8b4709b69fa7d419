"""Hidden words at the command line: the hidden word is explained, with its rank and its rival's."""

import json

import pytest

from tests.cli.conftest import Run

pytestmark = pytest.mark.slow

MODEL = ("--model", "bundled:masked-words", "--method", "occlusion")


def test_the_hidden_word_against_a_rival(run: Run) -> None:
    code, out, _ = run("explain", "Mary said that her brother was late.", *MODEL, "--hide", "her", "--versus", "his")
    assert code == 0
    assert "“her” rather than “his”" in out
    assert "true word" in out
    assert "compared with" in out or "his" in out


@pytest.mark.parametrize(("hide", "versus"), [("his", "a"), ("cat", "dog"), ("hat", "mat")])
def test_another_sentence_explains_the_word_hidden(run: Run, hide: str, versus: str) -> None:
    text = "He put a cat in his hat."
    code, out, _ = run("explain", text, *MODEL, "--hide", hide, "--versus", versus, "--json", "-")
    found = json.loads(out)
    assert code == 0
    assert (found["target"]["name"], found["target"]["versus"]["name"]) == (hide, versus)
    assert {hide, versus} <= set(found["prediction"]["labels"])
    assert len(found["prediction"]["ranks"]) == len(found["prediction"]["labels"])


def test_another_target_may_be_named(run: Run) -> None:
    code, out, _ = run("explain", "He put a cat in his hat.", *MODEL, "--hide", "cat", "--target", "dog", "--json", "-")
    assert code == 0
    assert json.loads(out)["target"]["name"] == "dog"


def test_predict_says_the_rank_of_the_true_word(run: Run) -> None:
    code, out, _ = run("predict", "He put a cat in his hat.", "--model", "bundled:masked-words", "--hide", "cat")
    assert code == 0
    assert "true word" in out.splitlines()[-1]
    assert "##" not in out


def test_which_of_two_is_hidden_is_said_and_can_be_chosen(run: Run) -> None:
    text = "Mary said her brother and her aunt were late."
    first, second = text.index("her"), text.rindex("her")
    code, out, err = run("explain", text, *MODEL, "--hide", "her", "--json", "-")
    assert (code, json.loads(out)["target"]["spans"]) == (0, [[first, first + 3]])
    assert err == "note: 'her' stands 2 times; the first is hidden. For the second: --hide her:2\n"
    code, out, err = run("explain", text, *MODEL, "--hide", "her:2", "--json", "-")
    assert (code, err, json.loads(out)["target"]["spans"]) == (0, "", [[second, second + 3]])
    code, _, err = run("explain", text, *MODEL, "--hide", "her:3")
    assert (code, "stands 2 times in the text, so there is no occurrence 3" in err) == (2, True)
