"""The page: what it says, and that the text in it is the user's own, character for character."""

from collections.abc import Callable
from dataclasses import replace
from xml.etree.ElementTree import Element

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.core.text import words
from exegesis.core.types import Span
from exegesis.data.asked import Asked
from exegesis.data.explanation import Explanation
from exegesis.data.records import Target, Unit
from exegesis.views.characters import visible
from exegesis.views.html import fragment, page
from exegesis.views.sections import sections
from tests.views import samples
from tests.views.parsing import content, names, of_class, parse, shown_text
from tests.views.strategies import explanations


def only(root: Element, name: str) -> Element:
    (element,) = of_class(root, name)
    return element


def without_gaps(explanation: Explanation) -> str:
    """The text of what the page shows as its parts; test_sections says what these are."""
    return "".join(explanation.text[s.span.start : s.span.end] for s in sections(explanation))


def said(explanation: Explanation, *others: Explanation) -> str:
    """All the words of the page, one space between them."""
    body = parse(page([explanation, *others])).find("body")
    assert body is not None
    return " ".join(" ".join(body.itertext()).split())


# -- the document -------------------------------------------------------------------------------------------------


def test_it_is_one_document_that_forbids_everything_but_its_own_styles() -> None:
    text = page([samples.lime()])
    root = parse(text)
    assert text.startswith("<!doctype html>")
    policies = [m.get("content") for m in root.iter("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"]
    forbidden = {"script", "link", "img", "iframe", "object", "embed", "form", "base", "a"}
    assert not forbidden & {str(element.tag) for element in root.iter()}
    assert "url(" not in text
    assert "@import" not in text
    assert "http://" not in text
    assert "https://" not in text


def test_what_was_asked_is_no_part_of_the_page() -> None:
    asked = Asked("text", "as asked", "word", {"as asked": 1}, phrases=("a b",))
    assert page([replace(samples.lime(), asked=asked)]) == page([samples.lime()])


def test_the_title_is_the_answer_or_what_was_asked_for() -> None:
    assert parse(page([samples.lime()])).findtext("head/title") == "positive, 97% · Exegesis"
    assert parse(page([samples.lime()], title="</title>My <b>page</b>")).findtext("head/title") == (
        "</title>My <b>page</b>"
    )


def test_a_fragment_is_one_element_with_styles_that_touch_nothing_else() -> None:
    text = fragment([samples.lime()])
    root = parse(text)
    body = root.find("body")
    assert body is not None
    assert [element.get("class") for element in body] == ["exegesis"]
    (style,) = root.iter("style")
    selectors = [line.split("{")[0] for line in (style.text or "").splitlines() if "{" in line]
    assert all(".exegesis" in s or s.strip().startswith(("@media", "@container")) for s in selectors)
    assert "<html" not in text


@pytest.mark.parametrize("draw", [page, fragment])
def test_nothing_to_show_is_an_error(draw: Callable[[list[Explanation]], str]) -> None:
    with pytest.raises(InputError, match="no explanation to show"):
        draw([])


@pytest.mark.parametrize("build", [*samples.SHAPES, lambda: samples.long(2000)])
@pytest.mark.slow
def test_the_same_explanation_gives_the_same_page(build: Callable[[], Explanation]) -> None:
    assert page([build()]) == page([build()])


# -- the text -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("build", [*samples.SHAPES, lambda: samples.long(2000)])
@pytest.mark.slow
def test_the_text_is_the_users_own(build: Callable[[], Explanation]) -> None:
    explanation = build()
    assert shown_text(parse(page([explanation]))) == without_gaps(explanation)


@given(explanations())
def test_any_text_with_any_spans_is_kept_in_order(explanation: Explanation) -> None:
    """Controls are shown as symbols; everything else, line ends of every kind included, is there as it was."""
    assert shown_text(parse(page([explanation]))) == visible(without_gaps(explanation))


@given(st.text(" \t\r\n\x0b\u2028\xa0ab", min_size=1))
def test_white_space_and_line_ends_are_kept_exactly(text: str) -> None:
    explanation = samples.explanation(text, {"a": 1.0})
    assert content(only(parse(page([explanation])), "exg-text")) == text.replace("\x0b", "␋")


def test_units_are_coloured_by_sign_and_strength_and_say_their_scores() -> None:
    explanation = samples.explanation("good but bad film", [1.0, 0.0, -0.52, 0.04])
    spans = [(e.text, e.get("class"), e.get("title")) for e in only(parse(page([explanation])), "exg-text")]
    assert spans == [
        ("good", "exg-to exg-l10", "+1.00"), ("but", None, "0"), ("bad", "exg-no exg-l5", "−0.52"),
        ("film", None, "+0.04"),
    ]  # fmt: skip


def test_standard_errors_stand_in_the_tooltip() -> None:
    explanation = samples.explanation("good", [0.5], standard_errors=np.array([0.125]))
    assert [e.get("title") for e in only(parse(page([explanation])), "exg-text")] == ["+0.500 ± 0.125"]


def test_a_bag_of_words_unit_colours_all_its_places() -> None:
    places = tuple(span for span in words("no, no: no!") if span.end - span.start == 2)
    explanation = samples.explanation("no, no: no!", [1.0], units=[Unit("no", places)])
    assert [e.text for e in only(parse(page([explanation])), "exg-text")] == ["no", "no", "no"]


@pytest.mark.parametrize(
    "spans", [((4, 8), (0, 3)), ((0, 8), (4, 8)), ((0, 5), (3, 8)), ((0, 99), (50, 60)), ((8, 4), (0, 0))]
)
def test_overlapping_and_unsorted_spans_do_not_break_the_page(spans: tuple[tuple[int, int], ...]) -> None:
    units = [Unit("x", (Span(*span),)) for span in spans]
    explanation = samples.explanation("one two!", [1.0, -1.0], units=units)
    assert content(only(parse(page([explanation])), "exg-text")) == "one two!"


def test_directions_are_found_from_the_text() -> None:
    assert only(parse(page([samples.arabic()])), "exg-text").get("dir") == "auto"


def test_phrases_are_marked_in_the_text_and_listed_with_their_scores() -> None:
    root = parse(page([samples.phrases()]))
    marked = [(e.get("title"), content(e)) for e in of_class(only(root, "exg-text"), "exg-phrase")]
    assert ("phrase +0.420", "But the acting is wonderful, the") in marked
    listed = [" ".join(content(e).split()) for e in only(root, "exg-list")]
    assert listed[0] == "+0.420But the acting is wonderful, the"
    assert len(listed) == len(marked) == 5


def test_the_tree_of_phrases_begins_with_the_whole_text() -> None:
    tree = only(parse(page([samples.phrases()])), "exg-tree")
    assert content(tree).split()[:6] == ["All", "53", "phrases", "as", "a", "tree"]
    assert len(list(tree.iter("summary"))) + len(list(tree.iter("p"))) == 54


def test_a_long_text_has_a_map_that_shows_where_its_scores_lie() -> None:
    text = "word " * 1000
    explanation = samples.explanation(text, [1.0] * 250 + [0.0] * 500 + [-1.0] * 250)
    cells = list(only(parse(page([explanation])), "exg-map"))
    assert len(cells) == 96
    assert {cell.get("class") for cell in cells[:20]} <= {"exg-to exg-l9", "exg-to exg-l10"}
    assert {cell.get("class") for cell in cells[30:60]} == {""}
    assert {cell.get("class") for cell in cells[-20:]} <= {"exg-no exg-l9", "exg-no exg-l10"}
    assert not list(of_class(parse(page([samples.lime()])), "exg-map"))


# -- what it says ---------------------------------------------------------------------------------------------------


def test_it_says_everything_needed_to_judge_and_to_repeat() -> None:
    explanation = samples.tokens()
    text = said(explanation)
    for fact in (
        "positive, 97%", "negative", "3%", "exegesis/review-sentiment", "review-17", "222 characters",
        "Integrated gradients", "explains the logit of “positive”",
        "number explained 3.588", "at the baseline 0.041", "sum of scores", "sum off the change by 0.000312",
        "special tokens [CLS]: 0.02, [SEP]: −0.013",
        "baseline pad: The embedding of the padding token at every place.", "2 forward, 52 backward",
        "tokens 3,456", "time 0.4123 s", "seed 0", "steps 50", "rule gausslegendre", "layer none",
        "revision 1f0c2b7", str(explanation.fingerprint.weights), "torch 2.13.0",
    ):  # fmt: skip
        assert fact in text, fact


def test_the_legend_names_both_sides_and_their_ends() -> None:
    (legend,) = of_class(parse(page([samples.lime()])), "exg-legend")
    assert "".join(content(legend).split()) == "against“positive”−0.310−−−−0+++++0.310towards“positive”"


def test_warnings_windows_and_truncation_are_shown() -> None:
    root = parse(page([samples.long(2000)]))
    warnings = [content(e) for e in of_class(root, "exg-warning")]
    assert warnings[0] == "!The text was truncated: the model did not read all of it."
    assert warnings[1].startswith("!The scores rest on")
    assert "characters 2,000–4,500" in content(root)


def test_a_baseline_never_computed_and_scores_all_zero_are_said() -> None:
    assert "at the baseline not computed" in said(samples.regression())
    assert "Every score is 0." in said(samples.nothing())


def test_many_labels_fold_and_the_answer_names_all_that_hold() -> None:
    root = parse(page([samples.multi_label()]))
    assert "joy, 91%; relief, 64%; sadness, 50%" in content(root)
    outputs = only(root, "exg-outputs")
    assert len(list(outputs.iter("tr"))) == 5
    assert "2 more" in content(outputs)
    assert "<0.1%" in content(outputs)


def test_bars_and_whiskers_are_drawn_for_the_top_words() -> None:
    (bars,) = of_class(parse(page([samples.lime()])), "exg-bars")
    assert [content(row).split()[0] for row in bars.iter("tr")][:3] == ["wonderful", "best", "slow"]
    assert len(list(of_class(bars, "exg-whisker"))) == 10
    assert not list(of_class(parse(page([samples.tokens()])), "exg-whisker"))


# -- several ------------------------------------------------------------------------------------------------------


def test_methods_on_one_text_share_a_heading_and_a_table() -> None:
    root = parse(page([samples.lime(), samples.phrases(), samples.tokens()]))
    assert len(list(root.iter("h1"))) == 1
    assert len(list(root.iter("article"))) == 3
    (table,) = only(root, "exg-compare").iter("table")
    rows = [[content(cell) for cell in row] for row in table.iter("tr")]
    assert rows[0][1:] == [
        "LIMEpositive, probability", "Partition SHAPpositive, probability", "Integrated gradientspositive, logit",
    ]  # fmt: skip
    assert rows[1][:3] == ["wonderful", "+0.310", "+0.320"]


def test_other_texts_models_and_answers_have_headings_of_their_own() -> None:
    lime = samples.lime()
    other_model = replace(lime, fingerprint=replace(lime.fingerprint, model="another"))
    root = parse(page([lime, samples.arabic(), other_model, samples.phrases()]))
    assert len(list(root.iter("h1"))) == 3
    assert len(list(of_class(root, "exg-compare"))) == 1


def test_targets_of_one_text_stand_side_by_side() -> None:
    against = replace(samples.lime(), target=Target("negative", 0, "probability"), scores=-samples.lime().scores)
    root = parse(page([samples.lime(), against]))
    assert [content(heading) for heading in root.iter("h2")] == ["positive", "negative", "Side by side"]
    (table,) = only(root, "exg-compare").iter("table")
    assert [content(cell) for cell in table.iter("th")][:3] == [
        "Top words", "positiveLIME, probability", "negativeLIME, probability",
    ]  # fmt: skip


@pytest.mark.parametrize("build", samples.SHAPES)
def test_elements_are_nested_as_they_are_written(build: Callable[[], Explanation]) -> None:
    """A browser moves or closes what is nested wrongly; then the counts of opening tags and elements differ."""
    text = page([build()])
    found = names(parse(text))
    for tag in ("div", "span", "details", "p", "li", "tr", "td", "dl", "bdi", "section"):
        assert text.count(f"<{tag}>") + text.count(f"<{tag} ") == text.count(f"</{tag}>") == found[(tag,)], tag
