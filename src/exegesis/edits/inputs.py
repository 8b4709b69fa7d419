"""The edited input: given whole, or made from the original by replacing and deleting words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import pairwise, takewhile

from exegesis.core.errors import InputError
from exegesis.core.text import words
from exegesis.core.types import Span
from exegesis.data.inputs import Hidden, Input, Pair, Question, places

_LINE_ENDS = "\r\n"


def words_of(replacements: Mapping[str, str] | None, deletions: str | Iterable[str]) -> dict[str, str]:
    """What is to be replaced by what, "" for a deletion."""
    for word, new in (replacements or {}).items():
        if not isinstance(new, str) or not new.strip():
            raise InputError(f"{word!r} is replaced by nothing; delete it instead.")
    return dict(replacements or {}) | dict.fromkeys([deletions] if isinstance(deletions, str) else deletions, "")


def edited_input(given: Input, edited: Input | None, words: Mapping[str, str]) -> Input:
    """The input after the edit, of the same kind as `given`: `edited`, or made by replacing `words`.

    Words (or runs of words) are found whole and as they are written, at every place; all edits are of the original,
    none of what another has put there. A deleted word takes the space before it along. Raises `InputError` where
    nothing would change, where a word does not stand in the text, and where two edits meet.
    """
    if (edited is not None) == bool(words):
        raise InputError("say what to edit: give the edited text, or words to replace or delete (one of the two).")
    made = _of_words(given, words) if edited is None else edited
    if type(made) is not type(given):
        raise InputError(f"the edit of a {type(given).__name__} must be one too, not a {type(made).__name__}.")
    if made == given:
        raise InputError("the edited text is the original; change something in it.")
    return made


def _of_words(given: Input, edits: Mapping[str, str]) -> Input:
    texts = _texts(given)
    for word in edits:
        if not any(places(text, word) for text in texts):
            known = {found.casefold(): found for text in texts for found in _words(text)}
            near = get_close_matches(word.casefold(), known, n=1)
            hint = f" Did you mean {known[near[0]]!r}?" if near else ""
            raise InputError(f"{word!r} does not stand in the text (upper and lower case count).{hint}")
    revised = [_revised(text, edits) for text in texts]
    if isinstance(given, Question):
        return Question(revised[0].text, revised[1].text)  # what was true of the original need not be true of it
    if isinstance(given, Pair):
        return Pair(revised[0].text, revised[1].text)
    if isinstance(given, Hidden):
        return replace(given, text=revised[0].text, spans=tuple(map(revised[0].moved, given.spans)))
    return revised[0].text


def _words(text: str) -> Sequence[str]:
    return [text[span.start : span.end] for span in words(text)]


def _texts(given: Input) -> Sequence[str]:
    match given:
        case Question(question, context):
            return question, context
        case Pair(first, second):
            return first, second
        case Hidden(text):
            return (text,)
        case str():
            return (given,)
    raise InputError(f"the text must be a string, a Question, a Pair or a Hidden, not {type(given).__name__}.")


@dataclass(frozen=True)
class _Revised:
    """A text after its edits. `kept`: the stretches of the old one that stand in it, and where they begin now."""

    text: str
    kept: tuple[tuple[Span, int], ...]

    def moved(self, span: tuple[int, int]) -> tuple[int, int]:
        """Where a stretch of the old text is now."""
        for old, start in self.kept:
            if old.start <= span[0] and span[1] <= old.end:
                return span[0] - old.start + start, span[1] - old.start + start
        raise InputError("the hidden word itself cannot be edited; hide another, or give the edited text whole.")


def _revised(text: str, words: Mapping[str, str]) -> _Revised:
    made, at, kept = "", 0, list[tuple[Span, int]]()
    for span, new in _cuts(text, words):
        kept.append((Span(at, span.start), len(made)))
        made, at = made + text[at : span.start] + new, span.end
        if not new and made and made[-1] not in _LINE_ENDS:
            made = made[: len(made) - _spaces(reversed(made))]
        elif not new:  # at the start of a line it is the space after the word that goes
            at += _spaces(text[at:])
    kept.append((Span(at, len(text)), len(made)))
    return _Revised(made + text[at:], tuple(kept))


def _spaces(letters: Iterable[str]) -> int:
    """How many spaces come first; line ends are none."""
    return sum(1 for _ in takewhile(lambda letter: letter.isspace() and letter not in _LINE_ENDS, letters))


def _cuts(text: str, words: Mapping[str, str]) -> list[tuple[Span, str]]:
    cuts = sorted((span, new, word) for word, new in words.items() for span in places(text, word))
    for (one, _, word), (other, _, next_word) in pairwise(cuts):
        if other.start < one.end:
            raise InputError(f"{word!r} and {next_word!r} meet in the text, so they cannot both be edited.")
    return [(span, new) for span, new, _ in cuts]
