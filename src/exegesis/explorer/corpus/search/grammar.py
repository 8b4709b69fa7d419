"""The language of searches: conditions on a word, and patterns of attention between two words.

    bank                                  a word by its form, upper and lower case alike
    upos=VERB deprel=root|conj            several conditions hold together; "|" parts values of which one is enough
    lemma=be form!=is form=/^w/i          "!=": none of these; "/.../": a regular expression, "i": case does not count
    text=/New York/ source="my file.txt"  words within a stretch of the sentence's text; quotes around odd values
    layer 3 head 5 from upos=VERB to its deprel=obj
                                          a head of the attention, and between which words it goes; "its": the second
                                          word hangs on the first in the tree of dependencies

A query is read once, with an error that shows the place where it goes wrong.
"""

from dataclasses import dataclass
from typing import NoReturn

import regex

from exegesis.core.errors import InputError, check_count, unknown
from exegesis.core.expressions import Expression

OF_WORDS = ("form", "lemma", "upos", "xpos", "deprel", "ent")
OF_SENTENCES = ("source", "name", "text")
FIELDS = (*OF_WORDS, *OF_SENTENCES)
_WORDS_OF_PATTERNS = ("layer", "head", "from", "to", "its")
_LONGEST = 4_000  # characters
_QUOTED = r'"(?:[^"\\]|\\.)*"|/(?:[^/\\]|\\.)*/i?'
_ONE_VALUE = rf'(?:{_QUOTED}|[^\s"/|=][^\s"|]*)'
_PIECE = regex.compile(
    rf"\s*(?:(?P<field>[A-Za-z_]+)(?P<sign>!?=)(?P<values>{_ONE_VALUE}(?:\|{_ONE_VALUE})*)"
    rf'|(?P<plain>{_QUOTED}|[^\s"/|=][^\s"|=]*))(?=\s|\Z)',
    regex.V1,
)
_VALUE = regex.compile(r""""((?:[^"\\]|\\.)*)"|/((?:[^/\\]|\\.)*)/(i?)|([^"|]+)""", regex.V1)


@dataclass(frozen=True, slots=True)
class WordCondition:
    """What holds of a word: its `field` is one of `values`, or one of `expressions` is found in it.

    `negated`: none of these. `any_case`: upper and lower case of values are alike.
    """

    field: str
    values: tuple[str, ...]
    expressions: tuple[Expression, ...] = ()
    negated: bool = False
    any_case: bool = False


@dataclass(frozen=True, slots=True)
class WordQuery:
    """Conditions that hold of one word together; none: every word."""

    said: str
    conditions: tuple[WordCondition, ...] = ()


@dataclass(frozen=True, slots=True)
class PatternQuery:
    """Heads of the attention (layer, head), from 1, and between which words they go.

    `hangs`: the second word hangs on the first one in the tree of dependencies.
    """

    said: str
    heads: tuple[tuple[int, int], ...]
    first: WordQuery
    second: WordQuery
    hangs: bool = False


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the query: a condition, or a plain word with its `text` (`quoted`: no word of the language)."""

    start: int
    end: int
    text: str
    quoted: bool
    condition: WordCondition


def read(query: str) -> WordQuery | PatternQuery:
    """The query of a text; `InputError` that shows the place where it is not understood."""
    if not isinstance(query, str) or not query.strip():
        raise InputError('a query is a text such as upos=VERB or "layer 3 head 5 from upos=VERB to deprel=obj".')
    if len(query) > _LONGEST:
        raise InputError(f"a query may have {_LONGEST:,} characters, not {len(query):,}.")
    pieces = _pieces(query)
    if not pieces[0].quoted and pieces[0].text == "layer":
        return _Pattern(query, pieces).read()
    return WordQuery(query.strip(), tuple(one.condition for one in pieces))


def words_alone(query: str | WordQuery | None) -> WordQuery:
    """Conditions on words; `InputError` for a pattern, which is no filter."""
    if isinstance(query, WordQuery):
        return query
    if query is None or query == "":
        return WordQuery("")
    found = read(query)
    if isinstance(found, PatternQuery):
        raise InputError("a filter is conditions on one word (upos=VERB form=/ing$/), not a pattern of attention.")
    return found


def _pieces(query: str) -> list[_Piece]:
    found: list[_Piece] = []
    at, end = 0, len(query.rstrip())
    while at < end:
        match = _PIECE.match(query, at)
        if match is None:
            start = at + len(query[at:]) - len(query[at:].lstrip())
            _fail(query, start, _word_end(query, start), "write FIELD=VALUE, FIELD!=VALUE, or a word; quote odd values")
        found.append(_piece(query, match))
        at = match.end()
    return found


def _piece(query: str, match: "regex.Match[str]") -> _Piece:
    start, end = match.start() + len(match[0]) - len(match[0].lstrip()), match.end()
    field = match["field"]
    if field is None:
        plain = match["plain"]
        values, expressions = _values(query, start, plain)
        condition = WordCondition("form", values, expressions, any_case=True)
        return _Piece(start, end, plain, plain[0] in '"/', condition)
    if field not in FIELDS:
        _fail(query, start, start + len(field), str(unknown("field", field, FIELDS)).rstrip("."))
    values, expressions = _values(query, match.start("values"), match["values"])
    return _Piece(start, end, match[0].strip(), True, WordCondition(field, values, expressions, match["sign"] == "!="))


def _values(query: str, start: int, written: str) -> tuple[tuple[str, ...], tuple[Expression, ...]]:
    values: list[str] = []
    expressions: list[Expression] = []
    for match in _VALUE.finditer(written):
        quoted, pattern, flag, bare = match.groups()
        if pattern is None:
            values.append(regex.sub(r"\\(.)", r"\1", quoted) if bare is None else bare)
            continue
        try:
            expressions.append(Expression(pattern.replace(r"\/", "/"), flag == "i"))
        except InputError as error:
            _fail(query, start + match.start(), start + match.end(), str(error).rstrip("."))
    return tuple(values), tuple(expressions)


class _Pattern:
    """Reads `(layer N (head N)+)+ from CONDITION+ to [its] CONDITION+`."""

    def __init__(self, query: str, pieces: list[_Piece]) -> None:
        self._query, self._pieces, self._at = query, pieces, 0

    def read(self) -> PatternQuery:
        heads: list[tuple[int, int]] = []
        while self._takes("layer"):
            layer = self._number("layer")
            if not self._is("head"):
                self._fail('after a layer comes "head N"')
            while self._takes("head"):
                heads.append((layer, self._number("head")))
        if not self._takes("from"):
            self._fail('after the heads comes "from", and conditions on the word that attends')
        first = self._conditions("from")
        if not self._takes("to"):
            self._fail('after "from" and its conditions comes "to", and conditions on the word attended to')
        hangs = self._takes("its")
        return PatternQuery(self._query.strip(), tuple(dict.fromkeys(heads)), first, self._conditions("to"), hangs)

    def _conditions(self, after: str) -> WordQuery:
        found: list[_Piece] = []
        while self._at < len(self._pieces) and not any(map(self._is, _WORDS_OF_PATTERNS)):
            found.append(self._pieces[self._at])
            self._at += 1
        if not found or (after == "to" and self._at < len(self._pieces)):
            self._fail(f'after "{after}" come conditions on a word, such as upos=VERB')
        said = self._query[found[0].start : found[-1].end]
        return WordQuery(said, tuple(one.condition for one in found))

    def _number(self, what: str) -> int:
        piece = self._pieces[self._at] if self._at < len(self._pieces) else None
        if piece is None or piece.quoted or not (piece.text.isascii() and piece.text.isdigit()):
            self._fail(f"after {what} comes its number, counted from 1")
        self._at += 1
        number = int(piece.text[:9])
        check_count(what, number)
        return number

    def _is(self, word: str) -> bool:
        if self._at >= len(self._pieces):
            return False
        piece = self._pieces[self._at]
        return not piece.quoted and piece.text == word

    def _takes(self, word: str) -> bool:
        taken = self._is(word)
        self._at += taken
        return taken

    def _fail(self, hint: str) -> NoReturn:
        if self._at < len(self._pieces):
            piece = self._pieces[self._at]
            _fail(self._query, piece.start, piece.end, hint)
        _fail(self._query, len(self._query), len(self._query), hint)


def _word_end(query: str, start: int) -> int:
    match = regex.compile(r"\S+").match(query, start)
    return start if match is None else int(match.end())


def _fail(query: str, start: int, end: int, hint: str) -> NoReturn:
    """The query with the place between marks, and what belongs there."""
    before, after = query[max(start - 30, 0) : start], query[end : end + 20]
    place = f"{before}>>{query[start : min(end, start + 60)]}<<{after}"
    raise InputError(f"the query is not understood at character {start + 1}, {place!r}: {hint}.")
