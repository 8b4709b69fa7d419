"""What can be explained beside a plain text: a question over a context, a pair of texts, a text with hidden words.

And `Document`, how all of them look inside: one text whose characters every span counts, made of named parts.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Any, TypeAlias

import regex

from exegesis.core.errors import InputError
from exegesis.core.text import check_text, is_blank
from exegesis.core.types import Span
from exegesis.data.events import EventSequence
from exegesis.data.image import Image
from exegesis.data.records import Part, Window
from exegesis.data.series import Series
from exegesis.data.sound import Sound
from exegesis.data.table_row import TableRow
from exegesis.data.video import Video

GAP = "\n\n"  # between the parts of a document; belongs to none of them
# Of scripts that are written without spaces any run of characters may be a word.
_SPACED_LETTER = r"[\w--[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー]]"


@dataclass(frozen=True, slots=True)
class Question:
    """A question over a context. `true_answer` is the data set's truth ("" for "no answer"), None where unknown."""

    question: str
    context: str
    true_answer: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts that a model reads together: premise and hypothesis, or two sentences to compare."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text of which a masked language model does not see the words at `spans` (characters): it is to guess them.

    `Hidden.word(text, "her")` finds the characters. The text stays as it is; all word pieces of a span are hidden.
    """

    text: str
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def word(cls, text: str, word: str, occurrence: int = 1) -> "Hidden":
        """The text with that occurrence (from 1) of a whole word hidden."""
        return cls(text, (find(check_text(text), word, occurrence),))


Input: TypeAlias = str | Question | Pair | Hidden
AnyInput: TypeAlias = Input | Image | TableRow | Series | EventSequence | Sound | Video  # of any kind of data


@dataclass(frozen=True, slots=True)
class Document:
    """One text, its named parts, and the places hidden from the model. All spans are of characters of `text`."""

    text: str
    parts: tuple[Part, ...]
    hidden: tuple[Span, ...] = ()

    def inside(self, part: int) -> str:
        """The characters of one part."""
        return self.text[self.parts[part].start : self.parts[part].end]

    def stretches(self, window: Window) -> tuple[Span, ...]:
        """What the model reads of each part in this window: of two parts the first whole, of the last the window."""
        *first, last = self.parts
        whole = [Span(part.start, part.end) for part in first]
        return (*whole, Span(max(window.start, last.start), min(window.end, last.end)))

    def texts(self, window: Window) -> str | tuple[str, str]:
        """The strings of this window's stretches: one, or two for a document of two parts."""
        found = [self.text[span.start : span.end] for span in self.stretches(window)]
        return found[0] if len(found) == 1 else (found[0], found[1])


def check_several(texts: Any, verb: str) -> None:
    """`InputError` in one line for what is no list of inputs: one input, bytes, a table, a mapping, a data set."""
    if isinstance(texts, Input):
        raise InputError(f"{verb} takes a list of texts; put the one text in a list.")
    if not isinstance(texts, Iterable):
        raise InputError(f"{verb} takes a list of texts, not {type(texts).__name__}; put the one text in a list.")
    if isinstance(texts, Set):
        raise InputError(f"{verb} takes a list of texts; a {type(texts).__name__} has no order to give results in.")
    if isinstance(texts, bytes | bytearray):
        raise InputError(f"{verb} takes a list of texts, not bytes; decode them and put the text in a list.")
    column = _column(texts)
    if column is not None:
        raise InputError(f"{verb} takes a list of texts, not a {type(texts).__name__}; give {column}.")


def _column(table: Any) -> str | None:
    """What to give of a table (rows by columns), by the names that pandas, polars, Arrow and data sets have for it."""
    if isinstance(table, Mapping):
        first = next(iter(table.values()), None)
        inner = _column(first)
        if inner is not None:
            return inner.replace("table", f"table[{next(iter(table))!r}]", 1)
        names: Any = list(table)
    else:
        names = getattr(table, "column_names", None)
        names = getattr(table, "columns", None) if names is None else names
        if names is None or callable(names):
            shape = getattr(table, "shape", ())
            return "the column with the texts, such as table[:, 0]" if len(shape) > 1 else None
    known = [str(name) for name in list(names)[:5]]
    usual = "text" if "text" in known else (known[0] if known else "text")
    return f"the column with the texts: table[{usual!r}]" + (f" (it has {', '.join(known)})" if known else "")


def content(given: Input) -> str:
    """What names an input that has no id: its characters; `InputError` where it is no text."""
    if isinstance(given, Question):
        return f"{given.question}\n{given.context}"
    if isinstance(given, Pair):
        return f"{given.first}\n{given.second}"
    return check_text(given.text if isinstance(given, Hidden) else given)


def plain(text: object, hidden: Iterable[Span] = ()) -> Document:
    """The document of one text; `InputError` where it is empty or no text."""
    checked = check_text(text)
    return Document(checked, (Part("text", 0, len(checked)),), tuple(hidden))


def of_two(names: tuple[str, str], first: object, second: object) -> Document:
    """The document of two texts; an `InputError` names the one that is empty or no text."""
    a, b = (_named(name, text) for name, text in zip(names, (first, second), strict=True))
    start = len(a) + len(GAP)
    return Document(a + GAP + b, (Part(names[0], 0, len(a)), Part(names[1], start, start + len(b))))


def find(text: str, word: str, occurrence: int = 1, what: str = "the text") -> Span:
    """Where a whole word (or run of words) stands the `occurrence`-th time (from 1); `InputError` where it does not."""
    found = places(text, word)
    if not found:
        raise InputError(f"{word!r} does not stand in {what} (upper and lower case count).")
    if type(occurrence) is not int or not 1 <= occurrence <= len(found):
        raise InputError(f"{word!r} stands {len(found)} times in {what}, so there is no occurrence {occurrence!r}.")
    return found[occurrence - 1]


def places(text: str, word: str) -> list[Span]:
    """Everywhere that a whole word (or run of words) stands, in order; [] where it does not."""
    if not isinstance(word, str) or is_blank(word):
        raise InputError("the word to find is empty; give at least one visible character.")
    return [Span(*match.span()) for match in regex.finditer(whole_word(word), text, regex.V1)]


def whole_word(word: str) -> str:
    """The pattern (of `regex`, V1) of a word or run of words that is no part of a longer word: "he" not in "the"."""
    # A word's edge counts only where the word itself ends in a letter.
    left = rf"(?<!{_SPACED_LETTER})" if regex.match(_SPACED_LETTER, word, regex.V1) else ""
    right = rf"(?!{_SPACED_LETTER})" if regex.search(_SPACED_LETTER + r"\Z", word, regex.V1) else ""
    return left + str(regex.escape(word)) + right


def trimmed(text: str, start: int, end: int) -> Span:
    """A stretch without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _named(name: str, text: object) -> str:
    try:
        return check_text(text)
    except InputError as error:
        raise InputError(str(error).replace("the text", f"the {name}", 1)) from None
