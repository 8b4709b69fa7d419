"""What searches find, in a terminal: matches in their sentences, one under another; counts as tables.

Nothing of texts is interpreted: no markup, no control character reaches the terminal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from exegesis.explorer.corpus.search import wording as said
from exegesis.explorer.corpus.search.records import LeftOut, WordPair
from exegesis.explorer.corpus.search.result import AttentionPattern, Concordance, CorpusSummary, Matches
from exegesis.views.characters import label
from exegesis.views.paper import NAME, Paper

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_ROW, _SCORE, _TAGS, _PAIR = 8, 7, 28, 26  # columns; of tags at most
_LEAST = 20  # columns beside a match
_LONGEST = 24  # of a match


def show_matches(found: Matches, console: Console | None = None, width: int | None = None) -> None:
    """Print a page of matches to standard output or `console`."""
    _print(lambda paper: _matches(found, paper), console, width)


def show_concordance(found: Concordance, console: Console | None = None, width: int | None = None) -> None:
    """Print a page of a concordance."""
    _print(lambda paper: _concordance(found, paper), console, width)


def show_pattern(found: AttentionPattern, console: Console | None = None, width: int | None = None) -> None:
    """Print a pattern's figures and its strongest pairs."""
    _print(lambda paper: _pattern(found, paper), console, width)


def show_summary(found: CorpusSummary, console: Console | None = None, width: int | None = None) -> None:
    """Print a summary's tables."""
    _print(lambda paper: _summary(found, paper), console, width)


def _matches(found: Matches, paper: Paper) -> Iterator[Text]:
    yield paper.write(label(said.heading(found)), "bold")
    for note in (said.left_out_said(found.left_out), *found.notes):
        if note:
            yield paper.write(f"! {label(note)}", "dim")
    wide = min(max((len(said.tags_said(one.word) or "") for one in found.matches), default=0), _TAGS)
    for one in found.matches:
        text = one.sentence.text
        score = "" if one.score is None else f"{one.score:.3f}"
        tags = said.tags_said(one.word)
        lead = f"{one.word.row:>{_ROW}} {score:>{_SCORE}} {paper.column(tags, wide) if tags else ' ' * wide}"
        sides = text[: one.word.start], text[one.word.start : one.word.end], text[one.word.end :]
        yield _line(lead, *sides, paper)


def _concordance(found: Concordance, paper: Paper) -> Iterator[Text]:
    yield paper.write(label(said.heading(found)), "bold")
    if found.repeats:
        yield paper.write(f"! {said.left_out_said(LeftOut(repeats=found.repeats))}", "dim")
    for one in found.lines:
        yield _line(f"{one.word.row:>{_ROW}}", one.before, one.form, one.after, paper)


def _pattern(found: AttentionPattern, paper: Paper) -> Iterator[Text]:
    yield paper.write(label(said.pattern_heading(found)), "bold")
    for note in found.notes:
        yield paper.write(f"! {label(note)}", "dim")
    for name, figure in said.pattern_figures(found):
        yield paper.write(f"  {paper.column(name)} {label(figure)}")
    if found.pairs:
        yield paper.write("")
        yield paper.write(said.page_said(found.offset, len(found.pairs), found.possible, "pair"), "dim")
    for one in found.pairs:
        pair = f"{label(one.first.form, _LONGEST)} → {label(one.second.form, _LONGEST)}"
        room = max(paper.width - _ROW - _SCORE - _PAIR - 3, _LEAST)
        lead = f"{one.first.row:>{_ROW}} {one.weight:>{_SCORE}.3f} {paper.column(pair, _PAIR)}"
        yield paper.write(f"{lead} {label(_around(one, room))}")


def _around(pair: WordPair, room: int) -> str:
    """So much of the sentence that both words are seen, with what is between them or, where that is long, its ends."""
    text = pair.sentence.text
    start, end = min(pair.first.start, pair.second.start), max(pair.first.end, pair.second.end)
    if end - start > room:
        half = (room - 3) // 2
        return f"{text[start : start + half]} … {text[end - half : end]}"
    start = max(start - (room - (end - start)) // 2, 0)
    end = min(start + room, len(text))
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return before + text[start + len(before) : end - len(after)] + after


def _summary(found: CorpusSummary, paper: Paper) -> Iterator[Text]:
    yield paper.write(label(said.summary_heading(found)), "bold")
    for note in said.summary_notes(found):
        yield paper.write(f"! {label(note)}", "dim")
    for table in found.tables:
        yield paper.write("")
        yield paper.write(said.table_title(table), "bold")
        yield from _table(said.table_rows(table), paper)


def _table(rows: Sequence[Sequence[str]], paper: Paper) -> Iterable[Text]:
    """The first column to the left, numbers to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(1, len(rows[0]))]
    for number, (name, *cells) in enumerate(rows):
        numbers = "  ".join(f"{cell:>{width}}" for cell, width in zip(cells, widths, strict=True))
        first = paper.column(name) if name else " " * NAME
        yield paper.write(f"  {first} {numbers}".rstrip(), "dim" if number == 0 else "")


def _line(lead: str, before: str, form: str, after: str, paper: Paper) -> Text:
    """A match with as much of its sentence as there is room for; matches stand one under another."""
    room = max((paper.width - len(lead) - _LONGEST - 4) // 2, _LEAST)
    left = _tail(before, room, paper)
    match, right = label(form, _LONGEST), label(after)[:room] if after.strip() else ""
    match = match if paper.has_colour else f"[{match}]"
    line = paper.write(f"{lead} {left} ")
    line.append_text(paper.write(match, "bold reverse" if paper.has_colour else ""))
    line.append_text(paper.write(f" {right}".rstrip()))
    return line


def _tail(text: str, room: int, paper: Paper) -> str:
    """The end of what stands before, to the right of its column."""
    from rich.cells import cell_len

    tail = paper.write(label(text)).plain if text.strip() else ""
    while cell_len(tail) > room:
        tail = tail[1:]
    return " " * (room - cell_len(tail)) + tail


def _print(lines: Callable[[Paper], Iterable[Text]], console: Console | None, width: int | None) -> None:
    from rich.console import Console

    console = console or Console(width=width, highlight=False)
    paper = Paper(console, width or console.width)
    for line in lines(paper):
        console.print(line, highlight=False, markup=False, emoji=False, soft_wrap=True)
