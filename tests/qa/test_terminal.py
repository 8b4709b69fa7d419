import io
from typing import Any

import pytest
from rich.console import Console

from exegesis.core.types import Span
from exegesis.data.records import Prediction
from exegesis.data.squad.scoring import evaluate
from exegesis.qa.terminal import show, show_answers, show_evaluation, show_figures, show_predictions
from tests.data.squad.making import asked
from tests.qa.samples import compared, evaluation, saliency
from tests.views.strategies import ATTACKS


def printed(draw: Any, what: Any, **options: Any) -> str:
    file = io.TextIOWrapper(io.BytesIO(), encoding=options.pop("encoding", "utf-8"))
    draw(what, Console(file=file, **{"width": 60, "highlight": False, **options}))
    file.seek(0)
    return file.read()


def test_the_table_of_models_is_plain_columns_where_it_is_piped() -> None:
    lines = printed(show, compared(names=("first", "a model of a very long name " * 3))).splitlines()
    assert lines[0] == "2 models on 2 questions of dev.json, scored by SQuAD 1.1"
    assert lines[1].startswith(" " * 14 + "first       a model of a very long name a model")
    assert lines[2].split("  ")[0] == "returned"
    assert "66,362,880" in "".join(lines)
    (told,) = [line for line in lines if line.startswith("! a model of a very long name")]
    assert told.endswith("the question alone takes 300 tokens.")
    assert "\x1b" not in "".join(lines)


def test_in_a_terminal_it_has_rules_and_fits() -> None:
    text = printed(show, compared(), force_terminal=True, color_system=None)
    assert "─" in text
    lines = [line for line in text.splitlines()[1:] if not line.startswith("!")]
    assert max(map(len, lines)) <= 60


def test_questions_stand_with_what_is_true_and_every_answer() -> None:
    lines = printed(show, compared(), width=100).splitlines()
    place = lines.index("Who won Super Bowl 50?")
    assert lines[place + 1 : place + 4] == [
        "   true    Denver Broncos / Broncos",
        "✓  first   Denver Broncos",
        "≈  second  Denver",
    ]
    assert not any("questions, " in line for line in lines[place:])


def test_a_terminal_without_unicode_gets_ascii() -> None:
    for is_terminal in (False, True):
        text = printed(show, compared(names=("größer", "日本")), encoding="ascii", force_terminal=is_terminal)
        assert text.isascii()
        assert "gr" in text


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("is_terminal", [False, True])
def test_no_name_reaches_the_terminal_as_a_command(attack: str, is_terminal: bool) -> None:
    text = printed(
        show, compared(names=(attack, "b"), source=attack), force_terminal=is_terminal, color_system=None, width=400
    )
    assert not [c for c in text if (ord(c) < 0x20 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c == "\u202e"]


def test_figures_and_evaluations_are_lines() -> None:
    figures = evaluate([asked("a", "Ada"), asked("b", "Quill")], {"a": "Ada"})
    assert printed(show_figures, figures).splitlines() == [
        "exact match           50.00%",
        "F1                    50.00%",
        "questions             2",
        "without a prediction  1 (each scores 0)",
    ]
    lines = printed(show_evaluation, evaluation(errors={"q\n1": "too long"})).splitlines()
    assert lines[0].split() == ["model", "exegesis/review-sentiment"]
    assert lines[-1] == "! 1 of 4 questions met an error; the first, q↵1: too long"


def test_all_answers_are_listed() -> None:
    assert printed(show_answers, saliency().prediction).splitlines() == ["Denver Broncos  90%", "no answer       5%"]


def test_tagged_words_stand_a_line_each_with_the_tag_alone() -> None:
    labels = tuple(f"TAG|{number}" for number in range(200))
    text = f"We {ATTACKS[0]}"
    spans = [Span(0, 2), Span(3, len(text))]
    found = [
        Prediction(labels[n], n, tuple(0.9 if m == n else 0.1 / 199 for m in range(200)), labels, "tag", (span,))
        for n, span in enumerate(spans, 7)
    ]
    lines = printed(lambda one, console: show_predictions(one, text, console), found).splitlines()
    assert len(lines) == 2
    assert lines[0].split() == ["We", "TAG|7", "90%"]
    assert "\x1b" not in lines[1]
