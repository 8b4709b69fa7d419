"""The page, the Markdown, the terminal and the plot of a comparison: what they say, and that nothing is markup."""

import io

import html5lib
import pytest
from markupsafe import Markup
from rich.console import Console

from exegesis.comparison.markdown import markdown
from exegesis.comparison.notes import notes_of
from exegesis.comparison.page import page
from exegesis.comparison.plots import picture, plot
from exegesis.comparison.records import Side
from exegesis.comparison.result import Comparison
from exegesis.comparison.terminal import show
from exegesis.core.errors import InputError
from exegesis.views.tables import safe
from tests.comparison.toys import comparison, text, usual
from tests.views.parsing import content, names, of_class, parse
from tests.views.strategies import ATTACKS


def cells(shown: str) -> list[list[str]]:
    """Every row of every table, as text."""
    rows = parse(shown).iter("tr")
    return [[content(cell).strip() for cell in row if cell.tag in ("td", "th")] for row in rows]


def printed(found: Comparison, width: int = 100, encoding: str = "utf-8") -> str:
    held = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    show(found, Console(file=held, width=width, highlight=False))
    held.flush()
    return held.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]


def test_the_page_is_well_formed() -> None:
    html5lib.HTMLParser(strict=True).parse(page(usual()))


def test_the_figures_are_on_the_page() -> None:
    found = cells(page(usual()))
    assert ["1 a", "2", "1", "1 of 2", "–", "50.0%", "0"] in found
    assert ["2 b", "1", "1", "2 of 2", "50.0%", "–", "1"] in found
    assert ["2: so good a film", "positive", "✗ negative, 80%", "✓ positive, 80%"] in found
    assert ["id fine: a fine film", "–", "positive, 80%", "failed"] in found
    assert ["1 a, LIME", "1.00", "0.25"] in found  # 0.5 and 0, and the third text has none
    assert ["1 a", "–", "0"] in found
    assert ["2 b", "1", "–"] in found


def test_texts_stand_side_by_side_in_their_order() -> None:
    root = parse(page(usual()))
    headings = [content(next(one.iter("h3"))) for one in of_class(root, "exg-changed")]
    assert headings == ["text 2", "text 1", "text 2"] or headings == ["text 2", "text 2", "text 1"]
    columns = [content(next(one.iter("h3"))) for one in of_class(root, "exg-side-by-side")]
    assert columns == ["1 a, LIME", "2 b, LIME"] * 3


def test_what_is_undefined_or_did_not_fit_is_said_and_never_a_0() -> None:
    made = page(usual())
    said = [content(one) for one in of_class(parse(made), "exg-warning")]
    assert said[0] == "!b is not explained by Gradient: gradient needs gradients, fine"
    assert any("all scores are equal in 1 text" in line and "not counted as 0" in line for line in said)
    assert said[-1] == "!a note"
    nothing = comparison([text("a b", [[0.0, 0.0], [1.0, 2.0]])])
    assert ["1 a, LIME", "–", "–"] in cells(page(nothing))
    assert "| 1 a, LIME | – | – |" in markdown(nothing)
    assert [one.get_text() for one in plot(nothing).axes[0].texts] == ["–", "–", "–", "1.00"]


def test_without_labels_nothing_is_right_or_wrong() -> None:
    made = page(comparison([text("a b", [[1.0, 0.0], [1.0, 2.0]], ["positive", "negative"])]))
    assert "One right, the other wrong" not in made
    assert "✓" not in made


def test_one_side_or_none_can_be_shown() -> None:
    for sides in ([("a", "lime")], []):
        found = comparison([text("a b", [[1.0, 0.0]] * len(sides), ["positive"] * len(sides))], sides)
        assert "Do the explanations agree" not in page(found)
        assert markdown(found)
        assert printed(found)
        with pytest.raises(InputError, match="nothing to draw"):
            plot(found)


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.slow
def test_hostile_names_words_and_notes_stay_text(attack: str) -> None:
    honest, made = parse(page(usual())), parse(page(usual(attack, attack, attack)))
    for root in (honest, made):
        assert not set(names(root)) & {"script", "img", "svg", "iframe", "link"}
    assert not any(name.startswith("on") for element in made.iter() for name in element.attrib)
    assert len(list(made.iter("style"))) == 1


def test_a_string_that_calls_itself_safe_is_escaped() -> None:
    made = page(usual(name=Markup("<script>x</script>"), note=Markup("<script>y</script>")))
    assert "<script" not in made


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_control_reaches_the_terminal_and_no_markup_markdown(attack: str) -> None:
    for encoding in ("utf-8", "ascii"):
        said = printed(usual(attack, attack, attack), encoding=encoding)
        assert not any(ord(char) < 32 and char != "\n" for char in said)
        assert "\u202e" not in said
    made = markdown(usual(attack, attack, attack))
    assert "<script" not in made
    assert "<img" not in made
    assert f"- {safe(attack)}" in made


def test_the_terminal_tells_the_same() -> None:
    said = printed(usual())
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert "a beside b" in lines
    assert "1 a 2 1 1 of 2 – 50.0% 0" in lines
    assert "true: positive; right: b; wrong: a" in lines
    assert (
        lines.index("Answers") < lines.index("Agreement: rank correlation") < lines.index("One right, the other wrong")
    )


def test_the_plot_has_three_matrices() -> None:
    axes = plot(usual()).axes
    assert [one.get_title(loc="left") for one in axes] == [
        "Rank correlation",
        "Top words shared",
        "Top words shared, same sign",
    ]
    assert [one.get_text() for one in axes[0].get_yticklabels()] == ["1 a, LIME", "2 b, LIME"]
    with pytest.raises(InputError, match="17 sides are too many"):
        plot(comparison([text("a b", [[1.0, 2.0]] * 17)], [(f"m{place}", "lime") for place in range(17)]))


@pytest.mark.parametrize(("suffix", "start"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")])
@pytest.mark.slow
def test_pictures(suffix: str, start: bytes) -> None:
    assert picture(usual("$\\frac{1}$ 日本語"), suffix).startswith(start)


def test_the_words_are_ordered_by_the_column_that_says_so() -> None:
    """By the difference over all texts, which is shown; sides are numbered, so that many fit."""
    found = usual()
    heads, *rows = [
        row for row in cells(page(found)) if (row and "▼" in "".join(row)) or row[0] in ("dull", "so", "good")
    ]
    assert heads == ["word", "difference, all texts\N{NO-BREAK SPACE}▼", "where it stands", "texts", "1", "2"]
    shown = [float(row[1].rstrip("%")) for row in rows if len(row) == len(heads)]
    assert shown == sorted(shown, reverse=True)
    assert "Columns: 1 a, LIME; 2 b, LIME." in content(parse(page(found)))
    assert "difference, all texts" in printed(found)


def test_several_units_are_one_short_line() -> None:
    sides = [Side(f"model {place}", "lime", "word", unit, {}) for place, unit in enumerate(("logit", "probability"))]
    (line,) = notes_of(sides, [])
    assert line == "Scores are in several units (logit, probability): compare their ranks and shares, not their sizes."


def test_counts_and_the_side_that_scores_speak_for_are_said() -> None:
    for shown in (page(usual()), printed(usual()), markdown(usual())):
        assert "texts: negative" in shown
        assert "scores are towards it, also where the answer is another" in " ".join(shown.split())
    like = comparison([text("a film", [[0.1, 0.2]], ["positive"])], [("a", "lime")])
    assert "All explain “positive”." in printed(like)
