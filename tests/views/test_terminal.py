"""The terminal in full: colour or marks, Unicode or ASCII, and no control character of the text's own."""

import io
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given
from rich.console import Console

from exegesis.data.asked import Asked
from exegesis.data.explanation import Explanation
from exegesis.views.characters import printable
from exegesis.views.terminal import show
from tests.examples import examples
from tests.views import samples
from tests.views.strategies import hostile_strings

COLOURS = re.compile(r"\x1b\[[0-9;]*m")


def shown(*explanations: Explanation, encoding: str = "utf-8", colour: bool = False, **options: Any) -> str:
    """What reaches the terminal."""
    raw = io.BytesIO()
    file = io.TextIOWrapper(raw, encoding=encoding, newline="")
    system = "truecolor" if colour else None
    width = options.pop("width", 100)
    console = Console(
        file=file, width=width, force_terminal=colour, color_system=system, legacy_windows=False, _environ={}
    )
    show(list(explanations), console, verbose=options.pop("verbose", True), **options)
    file.flush()
    return raw.getvalue().decode(encoding)


def test_what_was_asked_is_not_shown() -> None:
    asked = Asked("text", "as asked", "word", {"as asked": 1}, phrases=("a b",))
    assert shown(replace(samples.lime(), asked=asked)) == shown(samples.lime())


def test_without_colour_the_strongest_words_are_marked_with_their_sign() -> None:
    text = shown(samples.lime(), width=400)
    assert "I expected very [-little], and the first half hour is [-slow]. [+But] the acting is [+wonderful]" in text
    assert "\x1b" not in text


def test_with_colour_words_stand_on_blue_and_orange_and_against_leans() -> None:
    text = shown(samples.explanation("good bad fair", [1.0, -0.9, 0.2]), colour=True)
    blue, orange = "48;2;98;172;226", "48;2;245;158;76"
    assert re.search(rf"\x1b\[[0-9;]*{blue}m" + "good", text)
    assert re.search(rf"\x1b\[3;[0-9;]*{orange}m" + "bad", text)
    assert re.search(r"\x1b\[38;2;0;122;192m" + "fair", text)
    assert "good bad fair" in COLOURS.sub("", text)


@pytest.mark.parametrize("build", samples.SHAPES)
@pytest.mark.parametrize("colour", [True, False])
def test_every_shape_is_drawn_within_the_width(build: Callable[[], Explanation], colour: bool) -> None:
    text = COLOURS.sub("", shown(build(), colour=colour, width=60))
    assert max(map(len, text.splitlines())) <= 62  # and two direction marks without width


def test_the_coloured_text_is_the_users_own() -> None:
    explanation = samples.long(300)
    text = COLOURS.sub("", shown(explanation, colour=True, width=10_000))
    assert all(line.rstrip() in text for line in explanation.text.splitlines())


def test_it_says_answer_target_words_facts_and_warnings() -> None:
    text = shown(samples.tokens(), width=200)
    for part in (
        "positive, 97%", "negative", "explains the logit of “positive”", "exegesis/review-sentiment", "222 characters",
        "number explained 3.588", "sum off the change by 0.000312", "seed 0", "+1.01", "−0.59",
        "2 forward, 52 backward",
    ):  # fmt: skip
        assert part in text, part
    assert "! The text was truncated" in shown(samples.long(50))
    assert "strongest phrases" in shown(samples.phrases())
    assert "every score is 0" in shown(samples.nothing())


def test_k_words_are_listed_largest_first() -> None:
    lines = [line for line in shown(samples.lime(), k=3).splitlines() if "█" in line and "±" in line]
    assert [line.split()[0] for line in lines] == ["wonderful", "best", "slow"]


def test_bars_have_the_scores_lengths_and_sides() -> None:
    explanation = samples.explanation("aaa bbb ccc", [1.0, -0.5, 0.25])
    rows = [line for line in shown(explanation).splitlines() if re.match("  (aaa|bbb|ccc) ", line)]
    zero = rows[0].index("█")
    assert [(row.count("█"), row.index("█") < zero) for row in rows] == [(20, False), (10, True), (5, False)]


def test_methods_on_one_text_share_a_heading() -> None:
    text = shown(samples.lime(), samples.phrases(), samples.arabic())
    assert text.count("positive, 97%") == 2
    assert text.count("explains the probability") == 3


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_other_encodings_get_ascii_bars_and_escapes(encoding: str) -> None:
    text = shown(samples.chinese(), samples.lime(), encoding=encoding)
    assert "###" in text
    assert "\\u597d" in text
    assert ("-0.190 +- 0.012" if encoding == "ascii" else "−0.190") in text or encoding == "latin-1"


# -- questions, words, tags -----------------------------------------------------------------------------------------


def lines(*explanations: Explanation, **options: Any) -> list[str]:
    return shown(*explanations, **options).splitlines()


def test_question_and_context_are_headed_and_the_answer_is_in_braces() -> None:
    found = lines(samples.question(), width=400)
    at = found.index("question")
    assert found[at + 1] == "[+Which] NFL team represented the [+AFC] at Super Bowl 50?"
    assert found[at + 2] == "context"
    assert found[at + 3].startswith("Super Bowl 50 decided the NFL [+champion] of [-2015].")
    assert "[+champion] {[+Denver] [+Broncos]} [+defeated]" in found[at + 3]
    assert found[at + 5] == "[+towards “Denver Broncos”] [-against]: the strongest words"
    assert found[at + 6] == "{...} answer"


@pytest.mark.parametrize(
    ("build", "text", "legend"),
    [
        (lambda: samples.question("start"), "{[+Denver]} [+Broncos]", "{...} where the answer starts"),
        (lambda: samples.question("end"), "[+Denver] {[+Broncos]}", "{...} where the answer ends"),
        (samples.two_answers, "<Carolina [-Panthers]>", "<...> what it is compared with"),
        (samples.hidden, "said that {she} would", "{...} hidden"),
        (samples.masked, "said that {[MASK]} would", "{...} hidden"),
        (samples.tag, "[+from] {[+New]  York} to", "{...} tagged word"),
        (samples.next_word, "is{Paris}\n", "{...} the next word, not in the text"),
    ],
)
def test_marked_places_stand_in_braces_that_the_legend_names(
    build: Callable[[], Explanation], text: str, legend: str
) -> None:
    found = shown(build(), width=400)
    assert text in found
    assert f"\n{legend}\n" in found


def test_with_colour_marked_places_are_underlined_too_and_their_braces_have_no_colour() -> None:
    found = shown(samples.question(), colour=True, width=400)
    assert re.search(
        r"champion\x1b\[0m \{\x1b\[4;[0-9;]*mDenver\x1b\[0m\x1b\[4m \x1b\[0m\x1b\[4;[0-9;]*mBroncos\x1b\[0m\} ", found
    )


def test_only_the_method_of_a_title_is_bold() -> None:
    assert "\x1b[1mIntegrated gradients\x1b[0m explains" in shown(samples.question(), colour=True, width=400)


@pytest.mark.parametrize(
    ("build", "first", "second"),
    [
        (samples.question, "Denver Broncos, 89%", "right: the true answer is “the Denver Broncos”"),
        (samples.no_answer, "no answer, 80%", "wrong: the true answer is “the Denver Broncos”"),
        (samples.hidden, "hidden word: he, 62%", "wrong: the true word is “she”"),
        (samples.tag, "“New  York”: B-LOC I-LOC, 93%", "right: the true tag is “B-LOC I-LOC”"),
    ],
)
def test_the_answer_and_the_truth_come_first(build: Callable[[], Explanation], first: str, second: str) -> None:
    assert lines(build(), width=200)[:2] == [first, second]


def test_the_best_answers_are_listed_and_no_answer_is_among_them() -> None:
    found = lines(samples.question(), width=200)
    names = [line[2:24].strip() for line in found[2:8]]
    assert names == ["Denver Broncos", "Broncos", "Carolina Panthers", "2015", "2", "no answer"]
    assert found[2].endswith("89%")
    assert "█" in found[2]


def test_bars_stand_under_the_part_of_their_word() -> None:
    found = lines(samples.question(), width=200)
    bars = found[[i for i, line in enumerate(found) if line == "question"][1] :]
    assert [line.split()[0] for line in bars[:5]] == ["question", "Which", "AFC", "context", "Denver"]


@pytest.mark.parametrize("width", [60, 100, 200])
@pytest.mark.parametrize("colour", [True, False])
def test_targets_of_one_answer_share_a_heading_and_a_table(width: int, colour: bool) -> None:
    text = COLOURS.sub("", shown(samples.question("start"), samples.ending(), width=width, colour=colour))
    flat = " ".join(text.split())
    assert text.count("Denver Broncos, 89%") == 1
    assert "explains the logit of the answer starting at “Denver”" in flat
    assert "explains the logit of the answer ending at “Broncos”" in flat
    table = text[text.index("side by side") :].splitlines()
    assert table[1].split("  ")[-1].strip() == "End: “Broncos”"
    assert "Start: “Denver”" in table[1]
    rows = [line.split() for line in table if line.strip().startswith("Denver")]
    assert rows[0][1] == "+3.96"
    assert max(map(len, text.splitlines())) <= width


def test_a_table_that_cannot_fit_is_left_out() -> None:
    several = [replace(samples.question(), method=f"method {i}") for i in range(6)]
    assert "side by side" not in shown(*several, width=60)
    assert "side by side" in shown(*several, width=120)
    assert "side by side" not in shown(samples.question())


@pytest.mark.parametrize("build", [samples.question, samples.asked_phrases, samples.pair])
def test_the_gap_between_the_parts_is_shown_nowhere(build: Callable[[], Explanation]) -> None:
    text = shown(build(), width=400)
    assert "↵↵" not in text
    first, second = (part.name for part in build().parts)
    head = {"second": "second text"}.get(second, second)
    assert re.search(rf"{first}.*\n[^\n]+\n{head}\n[^\n]", text)


@given(hostile_strings)
@examples(40)
def test_hostile_questions_and_words_bring_no_control_either(string: str) -> None:
    for explanation in (samples.hostile_question(string), samples.hostile_next(string)):
        for colour in (True, False):
            plain = COLOURS.sub("", shown(explanation, explanation, colour=colour))
            assert not [c for c in plain if c != "\n" and (ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0)]


@given(hostile_strings)
@example("\x1b]0;title\x07\x1b[2J\x9b31m\x00\r\x08")
def test_no_control_of_the_texts_own_reaches_the_terminal(string: str) -> None:
    explanation = samples.hostile(string)
    for colour in (True, False):
        plain = COLOURS.sub("", shown(explanation, colour=colour))
        assert not [c for c in plain if c != "\n" and (ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0)]
        assert not set(plain) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")


@pytest.mark.parametrize("markup", ["[bold]x[/bold]", "[/]", ":smile:", "[link=http://example.org]y[/link]", "\\[a]"])
def test_markup_in_texts_and_labels_is_only_text(markup: str) -> None:
    explanation = replace(samples.hostile(markup), scores=[0.0] * len(samples.hostile(markup).units))
    text = shown(explanation, colour=True, width=1000)
    assert "\x1b]8" not in text
    assert f"\n{printable(explanation.text)}\n" in COLOURS.sub("", text)
    assert f"! {markup}\n" in COLOURS.sub("", text)


def test_a_single_explanation_and_standard_output_will_do(capsys: pytest.CaptureFixture[str]) -> None:
    show(samples.lime(), width=80)
    assert "wonderful" in capsys.readouterr().out


def test_rich_is_imported_only_when_something_is_shown() -> None:
    code = "import sys, exegesis.views.terminal; sys.exit('rich' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
