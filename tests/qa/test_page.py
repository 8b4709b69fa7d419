from dataclasses import replace
from typing import Any

import pytest
from markupsafe import Markup

from exegesis.core.errors import InputError
from exegesis.data.explanation import Explanation
from exegesis.qa.page import page, readings
from exegesis.qa.result import GivenAnswer, QuestionComparison
from exegesis.views.html import page as other_page
from tests.qa.samples import (
    CONTEXT,
    FAILED,
    PARTLY,
    QUESTION,
    SILENT,
    UNSIGNED,
    WRONG,
    compared,
    right,
    saliency,
    totals,
)
from tests.views.parsing import content, names, of_class, parse
from tests.views.samples import lime
from tests.views.strategies import ATTACKS


def words(page: str, name: str) -> list[str]:
    """The contents of the elements of that class, white space squeezed."""
    return [" ".join(content(element).split()) for element in of_class(parse(page), name)]


def tables(page: str) -> list[list[list[str]]]:
    """The cells of every table."""
    return [
        [[" ".join(content(cell).split()) for cell in row if cell.tag in ("th", "td")] for row in table.iter("tr")]
        for table in parse(page).iter("table")
    ]


def test_the_models_stand_on_top_with_their_figures() -> None:
    first, *_ = tables(page(compared()))
    assert first[0][:5] == ["model", "returned", "correct", "exact match", "F1"]
    assert [row[0] for row in first[1:]] == ["first", "second"]
    assert first[1][1:5] == ["1 of 2", "1 of 2", "50.00%", "66.67%"]


def test_every_answer_is_marked_right_or_wrong_by_sign_and_word() -> None:
    found = page(compared((right(), PARTLY), (WRONG, SILENT), (FAILED, right())))
    verdicts = ["✓ right", "≈ partly right", "✗ wrong", "✗ wrong", "! error", "✓ right"]
    assert words(found, "exg-verdict") == [*verdicts, *verdicts]  # in the overview and in the cards
    _, overview = tables(found)
    assert overview[1] == [QUESTION, "✓ right Denver Broncos", "≈ partly right Denver"]
    assert overview[2] == [QUESTION, "✗ wrong 2016", "✗ wrong no answer"]
    assert overview[3][1] == "! error the question alone takes 300 tokens."


def test_the_overview_leads_to_the_questions() -> None:
    root = parse(page(compared()))
    links = [element.get("href") for element in root.iter("a")]
    assert links == ["#question-1", "#question-2"]
    assert [element.get("id") for element in of_class(root, "exg-question")] == ["question-1", "question-2"]


def test_question_and_context_are_painted_whole_without_the_gap() -> None:
    texts = [content(element) for element in of_class(parse(page(compared((right(), WRONG)))), "exg-text")]
    assert texts == [QUESTION, CONTEXT, QUESTION, CONTEXT]


def test_the_answer_given_is_framed_in_the_context() -> None:
    for answer, text in ((right(), "Denver Broncos"), (PARTLY, "Denver"), (WRONG, "2016")):
        root = parse(page(compared((answer, SILENT))))
        framed = [content(element) for element in root.iter("mark")]
        assert framed == [text]


def test_pieces_carry_their_scores() -> None:
    _, context = readings(saliency(), right())
    found = {piece.text: (piece.classes, piece.score) for piece in context.stretches if piece.score}
    assert found["Panthers"] == ("exg-to exg-l10", "+1.00")
    assert found["7"] == ("exg-to exg-l1", "+0.12")
    marks = [(piece.text, piece.begins, piece.ends) for piece in context.stretches if piece.begins or piece.ends]
    assert marks == [("Denver", True, False), ("Broncos", False, True)]


def test_an_answer_at_the_very_ends_of_the_context() -> None:
    whole = saliency(context="Denver Broncos", answer="Denver Broncos")
    _, context = readings(whole, GivenAnswer("Denver Broncos", 0))
    assert (context.stretches[0].begins, context.stretches[-1].ends) == (True, True)


def test_what_all_warn_of_is_told_once() -> None:
    other = replace(saliency(), warnings=(UNSIGNED, "only here"))
    found = words(page(compared((right(), right(saliency=other)))), "exg-warning")
    assert [text for text in found if UNSIGNED in text] == [f"! {UNSIGNED}".replace("! ", "!")]
    assert [text for text in found if "only here" in text] == ["!only here"]


def test_scores_without_signs_have_a_scale_from_0_and_scores_with_signs_one_of_two_sides() -> None:
    unsigned = page(compared((right(), right())))
    assert "against the answer" not in unsigned
    signed = replace(saliency(), diagnostics={})
    assert "against the answer" in page(compared((right(saliency=signed),) * 2))


def test_questions_left_out_are_counted() -> None:
    some = compared(*((right(), WRONG),) * 3)
    some = replace(some, saliency=replace(some.saliency, questions=2))
    found = page(some)
    assert "Left out here, and counted in the figures alone: 1." in found
    assert found.count('<article class="exg-question"') == 2
    assert "3 questions" in words(found, "exg-top")[0]
    assert "Left out" not in page(compared())


def test_nothing_shown_is_a_table_alone() -> None:
    some = compared()
    found = page(replace(some, saliency=replace(some.saliency, questions=0)))
    assert len(tables(found)) == 1
    assert "exg-question" not in [name for e in parse(found).iter() for name in e.get("class", "").split()]


def test_errors_are_told_in_full() -> None:
    found = page(compared((FAILED, right(saliency=None, saliency_error="no memory"))))
    assert "first: 1 of 1 questions; the first: the question alone takes 300 tokens." in "".join(
        words(found, "exg-warning")
    )
    assert "!no memory" in words(found, "exg-warning")


def test_no_answer_is_right_where_there_is_none() -> None:
    some = compared((GivenAnswer("", None, 0.9, True, 1.0, 0.1), WRONG), rules="2.0")
    (question,) = some.questions
    found = page(replace(some, questions=(replace(question, references=()),)))
    assert "right: no answer" in " ".join(content(parse(found)).split())
    assert tables(found)[1][1][1:] == ["✓ right no answer", "✗ wrong 2016"]


def test_it_stands_under_the_policy_of_the_other_pages_and_holds_no_script() -> None:
    found, other = page(compared()), other_page([lime()])
    policy = [line for line in other.splitlines() if "Content-Security-Policy" in line]
    assert policy
    assert all(line in found.splitlines() for line in policy)
    assert "default-src 'none'" in policy[0]
    assert not list(parse(found).iter("script"))
    assert "http" not in found.replace("http-equiv", "")


def hostile(attack: str, **changes: Any) -> QuestionComparison:
    """The string wherever a file or a model can put one."""
    context = f"a {attack} b"
    answer = saliency(attack, context, "a", warnings=(attack,))
    given = [
        right(saliency=None, saliency_error=attack),
        GivenAnswer("a", 0, 0.5, False, 0.5, 0.1, saliency=answer),
        GivenAnswer("", error=attack),
        GivenAnswer(attack, 2, 0.5, False, 0.0, 0.1, saliency=answer),
    ]
    some = compared(
        (given[0], given[1]),
        (given[2], given[3]),
        names=(attack, f"{attack} (2)"),
        source=attack,
        totals=(totals(errors=1), totals()),
        **changes,
    )
    questions = tuple(
        replace(one, id=attack, question=attack, context=context, references=(attack,)) for one in some.questions
    )
    return replace(some, questions=questions, saliency=replace(some.saliency, settings={"kind": attack}))


def mild(attack: str) -> str:
    return "x" * len(attack)


@pytest.mark.parametrize(
    "attack", [*ATTACKS, "a</title><script>alert(1)</script>", "<img src=x onerror=alert(1)>" * 40]
)
@pytest.mark.slow
def test_no_string_adds_an_element_or_an_attribute(attack: str) -> None:
    def kinds(text: str) -> set[tuple[str, ...]]:
        return set(names(parse(page(hostile(text), title=text))))

    assert kinds(attack) <= kinds(mild(attack)) | {("span", "title"), ("span", "class")}


def test_a_string_that_calls_itself_safe_is_escaped_too() -> None:
    safe = compared(names=(Markup("<script>alert(1)</script>"), "b"), source=Markup("<q>x</q>"))
    root = parse(page(safe, title=Markup("<q>x</q>")))
    assert not [element for element in root.iter() if element.tag in ("script", "q")]


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_page_can_be_written_whatever_it_holds(attack: str) -> None:
    found = page(hostile(attack))
    found.encode("utf-8")
    assert not [c for c in found if (ord(c) < 0x20 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0]


def test_templates_in_a_text_are_not_run() -> None:
    assert "{{7*7}}" in page(hostile("{{7*7}}"))
    assert ">49<" not in page(hostile("{{7*7}}"))


def test_there_must_be_a_model() -> None:
    with pytest.raises(InputError, match="compare at least one"):
        page(compared(names=()))


def test_an_explanation_is_what_is_drawn() -> None:
    assert isinstance(compared().questions[0].answers[0].saliency, Explanation)
