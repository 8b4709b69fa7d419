"""The terminal: colour or marks, Unicode or ASCII, and no control character of the text's own."""

import io
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from rich.console import Console

from exegesis.explanation import Explanation
from exegesis.views.characters import printable
from exegesis.views.terminal import show
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
    show(list(explanations), console, **options)
    file.flush()
    return raw.getvalue().decode(encoding)


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
        "f(x) 3.588", "convergence delta 0.000312", "seed 0", "+1.01", "−0.59", "2 forward, 52 backward",
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


@given(hostile_strings)
@settings(max_examples=60, deadline=None)
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
