"""Personal text taken out of a report: every character of it becomes a sign of its own, so that offsets stay.

What is covered: mail addresses, telephone numbers, names (words that a tagger calls so) and what the caller's own
expressions find. A text is covered as a whole before any word of it is shown, since a word alone does not say what it
was part of. What a text had covered is then looked for in every other string of the report, error lines too.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from exegesis import api
from exegesis.core.errors import InputError, unknown
from exegesis.core.expressions import Expression
from exegesis.core.types import Span

COVER = "█"
MAIL, PHONE, NAMES, PATTERN = "mail", "phone", "names", "pattern"
KINDS = (MAIL, PHONE, NAMES)
TAGGER, TAGS = "bundled:tags", ("PROPN",)
# Words of titles ("The Matrix"), which are covered there and name nobody elsewhere.
_GRAMMAR = ("a", "an", "and", "at", "by", "for", "from", "in", "is", "it", "not", "of", "on", "or", "the", "to", "with")
_TELLING = 5  # characters of a secret in a row that tell of it, where a message has cut it short
_AT_ONCE = 256  # texts in which an expression is looked for, within its time
_EXPRESSIONS = {
    MAIL: r"[\p{L}\p{N}._%+'-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+",
    # Seven to fifteen digits with what stands between them; no date of the form 2026-12-31, and no decimal fraction.
    PHONE: r"(?<![\p{L}\p{N}.,_-])(?!\d{4}-\d\d-\d\d\b|0\.\d)"
    r"(?:\+|00)?[(]?\d(?:[ ()./\u00a0-]{0,2}\d){6,14}(?![\p{L}\p{N}_])",
}


@dataclass(frozen=True)
class Redaction:
    """What is covered: kinds of `KINDS`, expressions of the caller's, and who says what a name is.

    `tagger`: a model that tags words. `tags`: those of its tags, or parts of them, that are names.
    """

    kinds: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    tagger: Any = TAGGER
    tags: tuple[str, ...] = TAGS

    def __post_init__(self) -> None:
        for kind in self.kinds:
            if kind not in KINDS:
                raise unknown("kind of personal text", kind, KINDS)

    def __bool__(self) -> bool:
        return bool(self.kinds or self.patterns)


class Redactor:
    """Covers texts, and remembers what it covered; without anything to cover, all is as it was."""

    def __init__(self, wished: Redaction) -> None:
        self.wished = wished
        self.places: Counter[str] = Counter()
        self._expressions = _compiled(wished)
        self._known: dict[str, tuple[Span, ...]] = {}  # what is covered in each text
        self._names: set[str] = set()
        self._values: dict[str, str] = {}  # names of files, columns and classes that hold what is covered
        # Runs of `_TELLING` characters of mail addresses, numbers and what the caller's expressions found.
        self._pieces: set[str] = set()
        self._namer = _Namer(wished) if NAMES in wished.kinds else None

    def __bool__(self) -> bool:
        return bool(self.wished)

    def learn(self, texts: Iterable[str]) -> None:
        """Find what is to be covered in all texts that will be shown: a name of one is a name in every other."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known] if self else []
        found: dict[str, list[tuple[str, Span]]] = {text: [] for text in new}
        for some in _some(new):
            for kind, expression in self._expressions:
                for text, spans in zip(some, _places(kind, expression, some), strict=True):
                    found[text] += [(kind, span) for span in spans]
        if self._namer is not None:
            for text, names in zip(new, self._namer.names(new), strict=True):
                found[text] += [(NAMES, span) for span in names]
        for text, marked in found.items():
            self._remember(text, marked)

    def _remember(self, text: str, marked: Sequence[tuple[str, Span]]) -> None:
        for kind, span in marked:
            self.places[kind] += 1
            secret = text[span.start : span.end]
            if kind == NAMES:
                self._names |= {secret} if secret.lower() not in _GRAMMAR else set()
            else:
                self._pieces.update(_pieces(secret))
        self._known[text] = tuple(span for _, span in marked)

    def text(self, text: str) -> str:
        """The text, as long as it was: each character of what is to be covered is `COVER`."""
        if not self or not text:
            return text
        self.learn([text])
        return covered(text, [*self._known[text], *self._mentions(text)])

    def value(self, value: str) -> str:
        """A name of a file, a column or a class: all that was covered elsewhere is, without asking what a name is."""
        if not self or not value:
            return value
        sign = covered(value, [*self._found(value), *self._mentions(value)])
        if sign != value and len(value) >= _TELLING:
            self._values[value] = sign
        return sign

    def line(self, line: str) -> str:
        """A sentence of ours, which may quote data, whole or cut short.

        Names without a capital letter are left, since they may be words of ours; texts are covered before they are
        quoted.
        """
        if not self or not line:
            return line
        for value, sign in self._values.items():
            line = line.replace(value, sign)
        return covered(line, [*self._found(line), *self._mentions(line, capital=True)])

    def values(self, values: Iterable[str]) -> dict[str, str]:
        """How each of the values is shown; those that look alike when they are covered are numbered."""
        shown: dict[str, str] = {}
        for value in dict.fromkeys(values):
            sign = self.text(value)
            shown[value] = sign if sign == value or sign not in shown.values() else f"{sign} {len(shown) + 1}"
        return shown

    def _found(self, line: str) -> Iterator[Span]:
        """What the expressions find, and what is left where a message cut it short."""
        for kind, expression in self._expressions:
            yield from _places(kind, expression, [line])[0]
        yield from self._cut_short(line)

    def _mentions(self, text: str, capital: bool = False) -> Iterator[Span]:
        """Where the text says a name again that was covered elsewhere; `capital`: one that begins with a capital."""
        for match in re.finditer(r"[^\W_][\w'’-]*", text):
            name = match.group()
            if name in self._names and not (capital and name == name.lower()):
                yield Span(*match.span())

    def _cut_short(self, line: str) -> Iterator[Span]:
        folded = line.casefold()
        if len(folded) == len(line):
            for start in range(len(line) - _TELLING + 1):
                if folded[start : start + _TELLING] in self._pieces:
                    yield Span(start, start + _TELLING)


def covered(text: str, spans: Iterable[Span]) -> str:
    """The text with every character of the spans covered, ends of lines too; of the same length."""
    signs = list(text)
    for start, end in spans:
        signs[start:end] = COVER * (end - start)
    return "".join(signs)


class _Namer:
    """Says which words of texts are names, by a tagger's tags or the types of its entities."""

    def __init__(self, wished: Redaction) -> None:
        self.model = api.load(wished.tagger)
        self.tags = frozenset(wished.tags)
        if self.model.head != "token-classification":
            raise InputError(f"names are found by a model that tags words; {self.model.name} is for {self.model.head}.")
        known = {part for label in self.model.labels for part in _parts(label)}
        for tag in wished.tags:
            if tag not in known:
                raise unknown(f"tag of {self.model.name}", tag, sorted(known))

    def names(self, texts: Sequence[str]) -> list[list[Span]]:
        """The words of each text that are names."""
        found: list[list[Span]] = []
        for some in _some(texts):
            tagged: Any = api.predict(self.model, some)
            found += [[one.spans[0] for one in words if self.tags & set(_parts(one.label))] for words in tagged]
        return found


def _parts(label: str) -> list[str]:
    """All that a label says: PROPN and nsubj of "PROPN|nsubj", PER of "B-PER"."""
    return [label, *label.split("|"), *([label[2:]] if label[1:2] == "-" else [])]


def _some(texts: Sequence[str]) -> Iterator[list[str]]:
    """A few of the texts at a time."""
    return (list(texts[start : start + _AT_ONCE]) for start in range(0, len(texts), _AT_ONCE))


def _compiled(wished: Redaction) -> list[tuple[str, Expression]]:
    compiled = [(kind, Expression(_EXPRESSIONS[kind])) for kind in wished.kinds if kind in _EXPRESSIONS]
    for number, pattern in enumerate(wished.patterns, 1):
        try:
            compiled.append((PATTERN, Expression(pattern)))
        except InputError:  # it quotes the pattern, which may be what nobody is to read
            raise InputError(f"pattern {number} of what is to be covered is no regular expression.") from None
    return compiled


def _places(kind: str, expression: Expression, texts: Sequence[str]) -> list[list[Span]]:
    """What the expression finds in each text; an error says nothing of the text that it was stopped at."""
    try:
        return [[Span(*span) for span in spans] for spans in expression.places(texts)]
    except InputError:
        what = "a pattern" if kind == PATTERN else f"the expression for {kind}"
        raise InputError(f"{what} of what is to be covered took too long; write it without nested repeats.") from None


def _pieces(secret: str) -> Iterator[str]:
    folded = secret.casefold()
    return (folded[start : start + _TELLING] for start in range(len(folded) - _TELLING + 1))
