"""Questions, hidden and next words, tags and pairs on the page: parts, marked places, truth, targets side by side."""

import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest

from exegesis.core.errors import InputError
from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.views.html import fragment, page
from exegesis.views.marks import marks
from tests.views import samples
from tests.views.parsing import content, of_class, parse, shown_text


def texts(root: Element) -> list[str]:
    return [content(element) for element in of_class(root, "exg-text")]


def parts(root: Element) -> list[str]:
    return [content(element) for element in of_class(root, "exg-part")]


def boxes(root: Element) -> list[tuple[str, str]]:
    """(kind, characters) of the marked places in the text."""
    return [
        (element.get("class", "").split("exg-mark-")[-1], content(element))
        for overlay in of_class(root, "exg-text")
        for element in overlay.iter("mark")
    ]


def keys(root: Element) -> list[tuple[str, str]]:
    """(kind, words) of the legend's entries."""
    found = []
    for key in of_class(root, "exg-key"):
        (box,) = of_class(key, "exg-mark")
        found.append((box.get("class", "").split("exg-mark-")[-1], content(key).strip()))
    return found


# -- parts ----------------------------------------------------------------------------------------------------------


def test_question_and_context_stand_apart_under_their_names() -> None:
    root = parse(page([samples.question()]))
    assert parts(root) == ["question", "context"]
    assert texts(root) == [samples.QUESTION, samples.CONTEXT]
    assert [element.get("aria-label") for element in of_class(root, "exg-text")] == [
        "The question, coloured by score", "The context, coloured by score",
    ]  # fmt: skip


@pytest.mark.parametrize("build", [samples.question, samples.asked_phrases, samples.pair, samples.long_question])
def test_the_gap_between_the_parts_is_shown_nowhere(build: Callable[[], Explanation]) -> None:
    explanation = build()
    root = parse(page([explanation]))
    gap = explanation.text[explanation.parts[0].end - 3 : explanation.parts[1].start + 3]
    assert gap not in shown_text(root)
    assert "↵↵" not in content(root)


def test_phrases_over_both_parts_are_read_as_two() -> None:
    root = parse(page([samples.asked_phrases()]))
    (tree,) = of_class(root, "exg-tree")
    whole = next(element for element in tree.iter("summary") if "|" in content(element))
    assert content(whole).split()[1:4] == ["Which", "NFL", "team"]


def test_a_part_that_was_not_scored_says_so() -> None:
    known = samples.question()
    units = tuple(unit for unit in known.units if unit.start > len(samples.QUESTION))
    root = parse(page([replace(known, units=units, scores=known.scores[-len(units) :])]))
    assert parts(root) == ["question: not scored, the model always reads it", "context"]


def test_bars_and_the_table_are_grouped_by_part() -> None:
    root = parse(page([samples.question("start"), samples.ending()]))
    for table in of_class(root, "exg-bars"):
        assert [content(row).strip() for row in of_class(table, "exg-group")] == ["question", "context"]
    (compare,) = of_class(root, "exg-compare")
    assert [content(row).strip() for row in of_class(compare, "exg-group")] == ["question", "context"]
    assert not list(of_class(parse(page([samples.lime()])), "exg-group"))


def test_a_long_context_has_a_map_and_an_excerpt_around_its_answer_and_the_question_has_neither() -> None:
    explanation = samples.long_question(90)
    root = parse(page([explanation]))
    (cells,) = of_class(root, "exg-map")
    assert len([cell for cell in cells if "exg-here" in cell.get("class", "").split()]) == 1
    assert [cell.get("title", "").endswith("marked place") for cell in cells].count(True) == 1
    (excerpt,) = of_class(root, "exg-excerpt")
    assert content(excerpt) in explanation.text
    assert [content(box) for box in excerpt.iter("mark")] == ["Denver Broncos"]
    assert shown_text(root) == samples.QUESTION + explanation.text[len(samples.QUESTION) + 2 :]


@pytest.mark.parametrize("build", [samples.arabic_question, samples.question])
def test_each_part_finds_its_own_direction(build: Callable[[], Explanation]) -> None:
    found = list(of_class(parse(page([build()])), "exg-text"))
    assert [element.get("dir") for element in found] == ["auto", "auto"]


# -- marked places --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("build", "found", "legend"),
    [
        (samples.question, [("span", "Denver Broncos")], [("span", "answer")]),
        (lambda: samples.question("start"), [("start", "Denver")], [("start", "where the answer starts")]),
        (samples.ending, [("end", "Broncos")], [("end", "where the answer ends")]),
        (samples.two_answers, [("span", "Denver Broncos"), ("other", "Carolina Panthers")],
         [("span", "answer"), ("other", "what it is compared with")]),
        (samples.hidden, [("word", "she")], [("word", "hidden")]),
        (samples.masked, [("word", "[MASK]")], [("word", "hidden")]),
        (samples.tag, [("tag", "New  York")], [("tag", "tagged word")]),
        (samples.next_word, [("next", "")], [("next", "the next word, not in the text")]),
        (samples.arabic_question, [("span", "يوسف شاهين")], [("span", "answer")]),
        (samples.no_answer, [], []),
        (samples.lime, [], []),
    ],
)  # fmt: skip
def test_the_places_a_target_speaks_of_are_boxed_and_named_in_the_legend(
    build: Callable[[], Explanation], found: list[tuple[str, str]], legend: list[tuple[str, str]]
) -> None:
    root = parse(page([build()]))
    assert boxes(root) == found
    assert keys(root) == legend


def test_the_next_word_is_seen_at_the_end_and_is_no_part_of_the_text() -> None:
    root = parse(page([samples.next_word()]))
    assert shown_text(root) == "The capital of France is"
    (overlay,) = of_class(root, "exg-text")
    assert (overlay[-1].tag, overlay[-1].get("data-word")) == ("mark", "Paris")


def test_boxes_differ_in_shape_and_not_in_colour() -> None:
    (style,) = parse(fragment([samples.question()])).iter("style")
    rules = dict(re.findall(r"^\.exegesis (?::is\()?(\.exg-mark[^{]*?) {(.*)}$", style.text or "", re.M))
    colours = [name for name, rule in rules.items() if "rgb" in rule]
    assert colours == [".exg-mark"]
    shapes = {name: rule for name, rule in rules.items() if "border" in rule}
    assert len(set(shapes.values())) == len(shapes) == 6


def test_a_phrase_that_reaches_into_an_answer_is_cut_there_and_the_box_stays_whole() -> None:
    known = samples.asked_phrases()
    root = parse(page([known]))
    (overlay,) = [e for e in of_class(root, "exg-text") if content(e) == samples.CONTEXT]
    assert [content(box) for box in overlay.iter("mark")] == ["Denver Broncos"]
    lines = [content(line) for line in of_class(overlay, "exg-phrase")]
    assert any(line.startswith("Denver") for line in lines)
    assert not any("champion Denver" in line or "Broncos defeated" in line for line in lines)


def test_overlapping_and_stray_places_do_not_break_the_page() -> None:
    known = samples.tag()
    for spans in ([(0, 8), (4, 30)], [(3, 99)], [(9, 2)], [(5, 5)], [(0, 34)]):
        target = replace(known.target, spans=tuple(Span(*span) for span in spans))
        root = parse(page([replace(known, target=target)]))
        assert shown_text(root) == known.text
    before = replace(known, target=replace(known.target, spans=(Span(-3, 9),)))
    with pytest.raises(InputError, match="should be 0 or more, not -3"):
        page([before])


# -- the answer -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (samples.question, "✓ right: the true answer is “the Denver Broncos”"),
        (samples.no_answer, "✗ wrong: the true answer is “the Denver Broncos”"),
        (samples.hidden, "✗ wrong: the true word is “she”"),
        (lambda: replace(samples.regression(), truth="4"), "the true label is “4”"),
    ],
)
def test_the_truth_stands_beside_the_answer_with_a_word_and_a_sign(build: Callable[[], Explanation], said: str) -> None:
    root = parse(page([build()]))
    assert [content(element) for element in of_class(root, "exg-truth")] == [said]
    assert not list(of_class(parse(page([samples.lime()])), "exg-truth"))


def test_the_head_says_what_was_asked() -> None:
    root = parse(page([samples.tag()]))
    assert [content(element) for element in of_class(root, "exg-kicker")] == ["The model tags “New  York”"]
    assert root.findtext("head/title") == "“New  York”: B-LOC I-LOC, 93% · Exegesis"


def test_the_best_answers_have_bars_and_no_answer_is_among_them() -> None:
    root = parse(page([samples.question()]))
    (found,) = of_class(root, "exg-outputs")
    rows = [" ".join(content(row).split()) for row in found.iter("tr")]
    assert rows == [
        "Denver Broncos 89%", "Broncos 5%", "Carolina Panthers 2%", "2015 0.4%", "2 0.2%", "no answer 0.1%",
    ]  # fmt: skip
    assert [bar.get("style") for bar in found.iter("span")][:2] == ["width:88.80%", "width:5.00%"]


def test_the_models_answer_comes_first_though_another_may_be_likelier() -> None:
    known = samples.question()
    prediction = replace(known.prediction, outputs=(0.2, 0.3, 0.1, 0.05, 0.01, 0.001))
    (found,) = of_class(parse(page([replace(known, prediction=prediction)])), "exg-outputs")
    assert [content(row).split()[-1] for row in found.iter("tr")][:3] == ["20%", "30%", "10%"]


def test_truth_sum_and_convergence_delta_are_among_the_facts() -> None:
    root = parse(page([samples.question()]))
    facts = {content(pair[0]): content(pair[1]) for pair in root.iter("div") if [e.tag for e in pair] == ["dt", "dd"]}
    assert (facts["truth"], facts["sum off the change by"]) == ("the Denver Broncos", "0.0123")
    assert float(facts["sum of scores"]) == pytest.approx(samples.question().scores.sum(), rel=1e-3)


# -- side by side ---------------------------------------------------------------------------------------------------


def test_start_and_end_stand_side_by_side_and_name_their_targets() -> None:
    root = parse(page([samples.question("start"), samples.ending()]))
    assert [content(heading) for heading in root.iter("h2")] == ["Start: “Denver”", "End: “Broncos”", "Side by side"]
    assert len(list(root.iter("h1"))) == 1
    titles = [" ".join(content(title).split()) for title in of_class(root, "exg-title")]
    assert "Integrated gradients explains the logit of the answer starting at “Denver”" in titles[0]
    assert "Integrated gradients explains the logit of the answer ending at “Broncos”" in titles[1]
    assert texts(root) == [samples.QUESTION, samples.CONTEXT] * 2
    assert len(list(of_class(root, "exg-bars"))) == 2
    (compare,) = of_class(root, "exg-compare")
    (head,) = compare.iter("thead")
    assert [content(cell) for cell in head.iter("th")] == [
        "Top words",
        "Start: “Denver”Integrated gradients, logit",
        "End: “Broncos”Integrated gradients, logit",
    ]


def test_a_contrast_names_both_ends_of_its_scale() -> None:
    (legend,) = of_class(parse(page([samples.hidden()])), "exg-legend")
    said = "".join(content(legend).split())
    assert said.startswith("for“he”−1.30")
    assert "+1.30for“she”" in said


@pytest.mark.parametrize("build", samples.ASKED)
def test_every_mark_in_the_text_is_in_the_legend(build: Callable[[], Explanation]) -> None:
    explanation = build()
    root = parse(page([explanation]))
    assert {kind for kind, _ in boxes(root)} == {kind for kind, _ in keys(root)}
    assert len(boxes(root)) == len(marks(explanation))
