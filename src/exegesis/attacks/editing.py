"""Which words of a text were edited into which."""

from exegesis.attacks.drafts import NEW, Draft
from exegesis.attacks.result import WordEdit
from exegesis.core.types import Span


def word_edits(original: Draft, final: Draft) -> tuple[WordEdit, ...]:
    """The edits in the text's order; a word that was left out where it stood."""
    before, after = original.spans, final.spans
    places = {origin: place for place, origin in enumerate(final.origins) if origin != NEW}
    edits, at, reached = [], 0, 0  # where the original, and the edited text, have been told to
    for place, (word, origin) in enumerate(zip(final.words, final.origins, strict=True)):
        if origin == NEW:
            edits.append(WordEdit("", word, Span(at, at), after[place]))
            reached = after[place].end
            continue
        edits += _left_out(original, at_word=origin, known=places, since=at, reached=reached)
        if origin in final.changed:
            edits.append(WordEdit(original.words[origin], word, before[origin], after[place]))
        at, reached = before[origin].end, after[place].end
    edits += _left_out(original, at_word=len(original.words), known=places, since=at, reached=reached)
    tail = final.gaps[-1].removesuffix(original.gaps[-1])
    if tail.strip():
        end = len(final.text) - len(original.gaps[-1])
        edits.append(WordEdit("", tail, Span(at, at), Span(end - len(tail), end)))
    return tuple(edits)


def _left_out(original: Draft, *, at_word: int, known: dict[int, int], since: int, reached: int) -> list[WordEdit]:
    """The words that are no longer there, between those characters of the original and a word of it."""
    spans = original.spans
    gone = [word for word in range(at_word) if word not in known and spans[word].start >= since]
    return [WordEdit(original.words[word], "", spans[word], Span(reached, reached)) for word in gone]
