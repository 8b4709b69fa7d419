"""How searches and their figures are said, once, for terminal and page alike."""

from collections.abc import Sequence

from exegesis.core.plurals import plural
from exegesis.explorer.corpus.records import CorpusWord
from exegesis.explorer.corpus.search.records import CountRow, CountTable, HeadPlace, LeftOut, SoughtWord
from exegesis.explorer.corpus.search.result import AttentionPattern, Concordance, CorpusSummary, Matches, SavedSearch
from exegesis.views.tables import NONE, Table, figure, share

_TAGS = ("upos", "deprel", "ent")
_ORDERS = {"corpus": "in the order of the corpus", "left": "by the words before", "right": "by the words after"}


def heads_said(heads: Sequence[HeadPlace]) -> str:
    """ "layer 3, head 5", or of several "3.5, 3.7" """
    if len(heads) == 1:
        return f"layer {heads[0].layer}, head {heads[0].head}"
    return f"heads {', '.join(f'{one.layer}.{one.head}' for one in heads)}"


def place_said(search: SavedSearch) -> str:
    """Where vectors are compared."""
    if search.layer == 0:
        return "the embeddings (layer 0)"
    return f"layer {search.layer}" if search.layer is not None else f"the output of {heads_said(search.heads)}"


def word_said(word: SoughtWord) -> str:
    """A word that others are to be like."""
    if word.text is None or word.span is None:
        return f"word {word.row}"
    form = f"“{word.text[word.span.start : word.span.end]}”"
    form += ", hidden," if word.hidden else "" if word.row is None else f" (word {word.row})"
    return f"{form} in “{word.text}”"


def asked(search: SavedSearch) -> str:
    """What was asked, in a line."""
    if search.kind == "words":
        return f"words for which holds: {search.where}"
    like = " and ".join(map(word_said, search.like))
    away = f", not like {' and '.join(map(word_said, search.unlike))}" if search.unlike else ""
    where = f", where {search.where}" if search.where else ""
    return f"words like {like}{away} by {place_said(search)}{where}"


def page_said(offset: int, shown: int, possible: int, what: str = "word") -> str:
    """Which of all are shown."""
    if not possible:
        return f"no {what}"
    if not shown:
        return f"none from {offset + 1:,} on, of {plural(possible, what)}"
    if offset == 0 and shown == possible:
        return plural(possible, what)
    return f"{offset + 1:,} to {offset + shown:,} of {plural(possible, what)}"


def left_out_said(left_out: LeftOut) -> str | None:
    """How many were not ranked, and why; None where there are none."""
    said = []
    if left_out.itself:
        said.append("the word sought" if left_out.itself == 1 else f"the word sought ({left_out.itself:,} times)")
    if left_out.repeats:
        said.append(f"{plural(left_out.repeats, 'word')} of repeated sentences")
    return f"left out: {' and '.join(said)}" if said else None


def tags_said(word: CorpusWord) -> str:
    """ "VERB root" """
    return " ".join(tag for name in _TAGS if (tag := getattr(word, name)))


def heading(found: Matches | Concordance) -> str:
    """How many, and of what."""
    if isinstance(found, Concordance):
        shown = page_said(found.offset, len(found.lines), found.possible)
        return f"{shown}, {_ORDERS[found.sort]}: {found.query}"
    return f"{page_said(found.search.offset, len(found.matches), found.possible)}: {asked(found.search)}"


# -- patterns ---------------------------------------------------------------------------------------------------------


def pattern_heading(found: AttentionPattern) -> str:
    """What was asked, and over how much."""
    read = f"{found.sentences:,} of {plural(found.candidates, 'sentence')}"
    return f"{found.query}: {plural(found.words, 'word')} in {read}"


def pattern_figures(found: AttentionPattern) -> list[tuple[str, str]]:
    """The figures of a pattern, each with what it is."""
    if not found.words:
        return []
    strongest = found.strongest
    rate = f"{share(strongest.share)} [{share(strongest.low)}, {share(strongest.high)}]"
    offset = NONE if found.fixed_offset is None else f"{found.fixed_offset:+d}"
    return [
        ("share that goes there", f"{share(found.share)} of what goes to other words"),
        ("by chance", share(found.by_chance)),
        ("from other words", share(found.share_of_others)),
        ("strongest word is one", f"{rate}; by chance {share(found.by_chance)}, {p_said(found.p)}"),
        (f"always at {offset}", f"{share(found.by_offset)}: how often the word there is one"),
    ]


# -- summaries --------------------------------------------------------------------------------------------------------


def summary_heading(found: CorpusSummary) -> str:
    """What is summed up."""
    return plural(found.words, "word") + (f": {found.query}" if found.query else "")


def summary_notes(found: CorpusSummary) -> list[str]:
    """What a reader must know."""
    notes = list(found.notes)
    if found.missing:
        notes.append(f"not annotated: {', '.join(found.missing)}")
    if found.special is not None:
        read = f"the attention of {plural(found.attending, 'word')} was read ({heads_said(found.heads)})"
        notes.append(f"{read}; {share(found.special)} of it goes to special tokens")
    return notes


def table_title(table: CountTable) -> str:
    """ "upos of the word before" """
    what = "words away" if table.what == "offset" else table.what
    places = {"match": "of the words", "offset -1": "one word before", "offset +1": "one word after"}
    place = places.get(table.place, table.place.replace("offset ", "at "))
    return f"{what}, {'of the word attended to most' if table.place == 'attended' else place}"


def table_rows(table: CountTable) -> Table:
    """A table of counts, its heading first."""
    rows = [["", "count", "share", "95 %", "in the corpus" if "corpus" in table.base else "by chance", "times", "p"]]
    rows += [_row(row) for row in table.rows]
    if table.others:
        rows.append([f"{table.others:,} other words", "", "", "", "", "", ""])
    if table.untagged:
        rows.append([f"{table.untagged:,} not annotated", "", "", "", "", "", ""])
    return rows


def _row(row: CountRow) -> list[str]:
    name = "(the sentence ends)" if row.value is None else row.value or "(none)"
    seen = row.seen
    times = f"{seen.share / row.base:.1f}" if row.base > 0 else NONE
    limits = f"{100 * seen.low:.0f}–{100 * seen.high:.0f}"
    return [name, f"{seen.count:,}", share(seen.share), limits, share(row.base), times, p_said(row.p, named=False)]


def p_said(p: float, named: bool = True) -> str:
    """ "p = 0.012", "p < 0.001" """
    said = "< 0.001" if p < 0.001 else figure(p, 3)
    if not named:
        return said
    return f"p {said}" if p < 0.001 else f"p = {said}"
