"""The page and the terminal of an edit: what they say, that nothing is markup, that long texts are shortened."""

import io

import html5lib
import pytest
from rich.console import Console

from exegesis.data.records import Part, Prediction
from exegesis.edits import wording
from exegesis.edits.page import fragment, page
from exegesis.edits.result import Edit
from exegesis.edits.terminal import show
from tests.edits.toys import edit, usual
from tests.views.parsing import content, of_class, parse
from tests.views.samples import explanation
from tests.views.strategies import ATTACKS


def printed(found: Edit, width: int = 80, encoding: str = "utf-8") -> str:
    held = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    show(found, Console(file=held, width=width, highlight=False))
    held.flush()
    return held.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]


def test_the_terminal_says_what_changed() -> None:
    shown = printed(usual())
    lines = shown.splitlines()
    assert lines[0] == "positive, 90% → negative, 80%. The label flips."
    assert "a [-very good-]{+bad+} film {+indeed+}" in shown
    assert [line.split()[:4] for line in lines if line.startswith("  very")] == [["very", "good", "→", "bad"]]
    assert any(line.split()[:5] == ["indeed", "(inserted)", "–", "+0.200", "+0.200"] for line in lines)
    assert "−1.000 by the edited words, 0 by all others" in shown.replace("−1.00 ", "−1.000 ")
    assert max(map(len, lines)) <= 80


def test_a_terminal_of_ascii_can_say_it() -> None:
    assert "positive, 90%" in printed(usual(), encoding="ascii")


def test_noise_is_marked_and_said_only_where_there_is_some() -> None:
    noisy = edit("a b c", [0.0, 0.0, 0.3], "a b d", [0.5, 0.2, 0.1], errors=([0.1] * 3, [0.1] * 3))
    assert "~ within two standard errors" in printed(noisy)
    assert "~" not in printed(usual())
    assert "~ within two standard errors" in page(noisy)
    assert "~" not in page(usual()).split("</style>")[1]


def test_of_a_long_text_only_what_is_near_an_edit_is_printed() -> None:
    text = "word " * 400
    made = printed(edit(f"{text}good", [0.0] * 401, f"{text}bad", [0.0] * 401))
    assert "[-good-]{+bad+}" in made
    assert len(made) < 1500


def test_the_page_shows_both_texts_with_the_edited_words_marked() -> None:
    shown = page(usual())
    html5lib.HTMLParser(strict=True).parse(shown)
    root = parse(shown)
    assert [content(one).strip() for one in of_class(root, "exg-text")] == ["a very good film", "a bad film indeed"]
    assert [content(one) for one in root.iter("del")] == ["very good"]
    assert [content(one) for one in root.iter("ins")] == ["bad", "indeed"]
    cells = [[content(cell).strip() for cell in row if cell.tag in ("td", "th")] for row in root.iter("tr")]
    assert ["positive", "90%", "20%", "−70.0 points"] in cells
    assert ["very good → bad", "+0.600", "−0.600", "−1.200", ""] in cells
    assert "The label flips." in shown
    assert shown.split("<style>")[0] == page(usual()).split("<style>")[0]


def test_both_texts_share_one_scale() -> None:
    """A score of the same size has the same colour on both sides, though each side's own largest differs."""
    root = parse(page(edit("a b", [1.0, 0.5], "a c", [0.5, 0.1])))
    one, other = of_class(root, "exg-text")
    looks = [[span.get("class") for span in side.iter("span")] for side in (one, other)]
    assert looks == [["exg-to exg-l10", "exg-to exg-l5"], ["exg-to exg-l5", "exg-to exg-l1"]]


def test_a_part_stands_under_its_name_and_what_changed_less_is_folded_away() -> None:
    text = " ".join(f"w{place}" for place in range(30))
    parts = (Part("question", 0, 2), Part("context", 4, 4 + len(text)))
    asked = [explanation(f"{q}?\n\n{text}", [0.1, 0.0, *[0.0] * 30], parts=parts) for q in ("a", "b")]
    shown = page(Edit(*asked))
    assert [content(one) for one in of_class(parse(shown), "exg-part")] == ["question", "context"] * 2
    assert "31 more words change less." in shown


def test_a_value_has_no_label_to_flip() -> None:
    values = [Prediction("score", 0, (value,), ("score",), "regression") for value in (1.0, 5.0)]
    found = Edit(*(explanation(t, [0.0], prediction=v) for t, v in zip("ab", values, strict=True)))
    assert wording.flip(found) == ""
    assert wording.outputs(found) == [("score", "1", "5", "+4.00")]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.slow
def test_nothing_of_a_text_or_a_label_is_markup(attack: str) -> None:
    found = edit(attack, [0.1] * len(edit_words(attack)), f"{attack} more", [0.1] * (len(edit_words(attack)) + 1))
    for made in (page(found, title=attack), fragment(found)):
        assert {one.tag for one in parse(made).iter()} <= {one.tag for one in parse(page(usual())).iter()} | {
            "html",
            "head",
            "body",
        }
    shown = printed(found)
    assert "\x1b" not in shown
    assert "\x07" not in shown


def edit_words(text: str) -> list[object]:
    from exegesis.core.text import words

    return list(words(text))
