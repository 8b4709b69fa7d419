"""The terminal in brief: about twenty lines, nothing said twice, long texts shortened and said to be."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given

from exegesis.core.text import words
from exegesis.data.explanation import Explanation
from exegesis.views.excerpts import excerpts
from exegesis.views.html import page
from exegesis.views.sections import sections
from tests.examples import examples
from tests.views import samples
from tests.views.strategies import hostile_strings
from tests.views.tabled import row_explanation
from tests.views.test_terminal import COLOURS, shown


def brief(*explanations: Explanation, width: int = 80, colour: bool = False, **options: object) -> list[str]:
    text = shown(*explanations, width=width, colour=colour, verbose=False, **options)
    return COLOURS.sub("", text).splitlines()


@pytest.mark.parametrize("build", [samples.lime, samples.phrases, samples.tokens, samples.hidden, samples.tag])
@pytest.mark.parametrize("colour", [True, False])
def test_a_sentence_takes_about_twenty_lines(build: Callable[[], Explanation], colour: bool) -> None:
    assert len(brief(build(), colour=colour)) <= 24


def test_it_says_answer_method_words_phrases_and_what_it_took() -> None:
    text = "\n".join(brief(samples.phrases(), width=200))
    for part in ("positive, 97%  (negative 3%)", "Partition SHAP explains the probability of “positive”",
                 "strongest phrases", "baseline mask", "seed 0", " passes · "):  # fmt: skip
        assert part in text, part
    assert re.search(r"· 6 of \d+ words ·", text)


def test_what_is_for_the_second_look_is_left_to_the_full_view() -> None:
    explanation = replace(
        samples.phrases(), diagnostics={"interactions": [-0.4995, 0.07666], "convergence_delta": -5.551e-17}
    )
    text = "\n".join(brief(explanation, width=200))
    assert not re.search(r"halves|0\.4995|e-1[67]|sha256|number explained|tokens", text)
    full = shown(explanation, width=200)
    assert "what two halves do only together 2 values, in the JSON" in full
    assert re.search(r"sum off the change by 0$", full, re.MULTILINE)
    assert "0.4995" not in full


def test_several_methods_share_the_answer_and_the_text() -> None:
    explanations = [samples.lime(), samples.phrases(), replace(samples.lime(), method="occlusion")]
    text = "\n".join(brief(*explanations, width=200))
    assert text.count("positive, 97%") == 1
    assert text.count("But the acting is wonderful") == 1
    assert all(name in text for name in ("LIME explains", "Partition SHAP explains", "Occlusion explains"))
    assert "side by side" in text
    assert "[+" not in text


def test_where_a_table_does_not_fit_each_has_its_bars() -> None:
    several = [replace(samples.question(), method=f"method {i}") for i in range(6)]
    lines = brief(*several, width=60)
    assert "side by side" not in lines
    assert sum(line.startswith("  Denver") for line in lines) == 6


@pytest.mark.parametrize("times", [20, 60, 400])
@pytest.mark.slow
def test_a_long_text_is_shortened_and_says_how_many_words_are_left_out(times: int) -> None:
    explanation = samples.long(times * 12)
    lines = brief(explanation, width=100)
    text = "\n".join(lines)
    assert len(lines) <= 32
    told = [int(count.replace(",", "")) for count in re.findall(r"\[… ([\d,]+) words? …\]", text)]
    (section,) = sections(explanation)
    stretches = excerpts([explanation], [], section)
    whole = len(words(explanation.text))
    kept = sum(len(words(explanation.text[span.start : span.end])) for span in stretches)
    assert sum(told) == whole - kept > 0
    assert [span.start for span in stretches] == sorted(span.start for span in stretches)
    for unit, _ in explanation.top(3):
        assert unit.text in text


def test_a_long_text_without_any_score_is_shown_from_its_beginning() -> None:
    long = samples.long(2_000)
    explanation = replace(long, scores=np.zeros(len(long.units)))
    text = "\n".join(brief(explanation, width=100))
    assert explanation.text[:40] in text
    assert "words …]" in text


def test_an_answer_in_a_long_context_is_among_what_is_shown() -> None:
    text = "\n".join(brief(samples.long_question(), width=100))
    assert "{" in text
    assert "words …]" in text
    assert "question" in text


def test_the_whole_of_a_long_text_is_in_the_full_view() -> None:
    assert "words …]" not in shown(samples.long(300), width=100)


def test_a_text_of_many_lines_is_one_paragraph() -> None:
    explanation = samples.explanation("\n".join(["good bad"] * 12), np.linspace(-1, 1, 24))
    lines = brief(explanation)
    assert len(lines) <= 20
    assert sum(" ↵ " in line for line in lines) >= 1


@given(hostile_strings)
@examples(40)
@example("\x1b]0;title\x07\x1b[2J\x9b31m\x00\r\x08")
def test_no_control_of_the_texts_own_reaches_the_terminal(string: str) -> None:
    for explanation in (samples.hostile(string), samples.hostile_question(string), samples.hostile_next(string)):
        for several in ([explanation], [explanation, explanation]):
            plain = "\n".join(brief(*several, colour=True))
            assert not [c for c in plain if c != "\n" and (ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0)]
            assert not set(plain) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_other_encodings_have_no_character_that_they_lack(encoding: str) -> None:
    text = shown(samples.long(300), samples.lime(), encoding=encoding, verbose=False)
    assert "words ...]" in text


@pytest.mark.parametrize("build", samples.SHAPES)
@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.slow
def test_every_shape_is_drawn_within_the_width(build: Callable[[], Explanation], width: int) -> None:
    assert max(map(len, brief(build(), width=width))) <= width + 2  # and two direction marks without width


def test_one_method_twice_says_its_settings_above_each_block() -> None:
    one = samples.lime()
    lines = brief(one, replace(one, settings={**one.settings, "samples": 10}), width=120)
    assert [line for line in lines if line.startswith("LIME, samples 10 explains")]
    assert not [line for line in lines if line.startswith("LIME explains")]


def test_how_to_check_several_is_said_once() -> None:
    one, other = samples.lime(), replace(samples.lime(), method="occlusion")
    assert one.verdict.level == other.verdict.level == "unchecked"
    for found in ("\n".join(brief(one, other, width=160)), shown(one, other, width=160), page([one, other])):
        assert found.count(one.verdict.text) == 1


def test_a_sign_stands_once_in_the_legend() -> None:
    text = "\n".join(brief(samples.question("start"), samples.question("end"), width=160))
    assert "{...} where the answer starts or where the answer ends" in text
    assert text.count("{...}") == 1


def test_passes_that_two_targets_shared_are_said_once() -> None:
    one, other = samples.question("start"), samples.question("end")
    text = "\n".join(brief(one, other, width=160))
    assert text.count(" passes") == text.count(" s together") == 1
    apart = replace(other, cost=replace(other.cost, seconds=9.0))
    assert "together" not in "\n".join(brief(one, apart, width=160))


def test_names_of_stretches_are_whole_while_bars_have_room() -> None:
    named = {f"acceleration of the left wrist, {start}–{start + 1} s": 0.5 - start / 10 for start in range(3)}
    wide, narrow = (brief(row_explanation(dict.fromkeys(named, 1.5), named), width=width) for width in (80, 40))
    assert all(f"{name} = 1.5 " in "\n".join(wide) for name in named)
    ends = [line.split("…")[1].split(" +")[0] for line in narrow if "…" in line]
    assert ends == [f"{start}–{start + 1} s = 1.5" for start in range(3)]


def test_as_many_are_said_to_be_listed_as_are() -> None:
    few = row_explanation(dict.fromkeys("abcdefgh", 1.0), {**dict.fromkeys("abcdefgh", 0.0), "a": 0.5, "b": -0.2})
    assert "2 of 8 columns" in brief(few, width=160)[-1]
    assert "· 2 columns ·" in brief(row_explanation({"a": 1.0, "b": 2.0}, {"a": 0.5, "b": -0.2}), width=160)[-1]
