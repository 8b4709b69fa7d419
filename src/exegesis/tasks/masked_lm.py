"""Masked words: why a masked language model guesses this word at that place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import index
from typing import Any, ClassVar

import numpy as np
import regex
from numpy.typing import NDArray

from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.core.text import is_blank
from exegesis.core.types import Floats, Span
from exegesis.data.inputs import AnyInput, Document, Hidden, plain, trimmed
from exegesis.data.records import Prediction, Target
from exegesis.data.targets import Contrast, OneTarget, TargetSpec, Word
from exegesis.tasks import tables
from exegesis.tasks.base import Aimed, Look, Scene, Task
from exegesis.tasks.cell_readout import CellReadout
from exegesis.tasks.cells import AT_MASK, Aim, Cell
from exegesis.tasks.contrasts import contrasted_cells
from exegesis.tasks.whole_words import vocabulary
from exegesis.tasks.word_pieces import best_words, check_count, guess_number, piece_called, pieces_between, word_of

_SHOWN = 5  # words in the prediction
_RANKED = 200  # joint guesses among which a word of several pieces is looked for: there is no counting them all
_LETTER_BEFORE = regex.compile(r"[\p{L}\p{M}\p{N}]\Z")
_OTHERS_MASKS = ("[MASK]", "<mask>", "[mask]", "<MASK>")  # what people write that this model may not know


@dataclass(frozen=True)
class HiddenPlace:
    """One hidden place: its characters, the window it is read in, its positions there, and (n, V) log-probabilities.

    `likely` are those of the pieces that can stand there as a word, the others -inf.
    """

    span: Span
    window: int
    positions: tuple[int, ...]
    nth: int  # which of the row's mask tokens its first is
    known: Floats
    likely: Floats
    own: tuple[int, ...] | None  # the pieces of the hidden word; None where the user wrote a mask token


class MaskedLM(Task):
    """The words behind mask tokens, written in the text or hiding words of it (`Hidden`), all their pieces at once.

    Units: "log-probability" (of several pieces the sum, each guessed with all of them hidden), "probability" (their
    product) and "logit" (their sum).
    """

    head: ClassVar[str] = "masked-lm"
    named_by: ClassVar[tuple[type, ...]] = (Word,)
    several: ClassVar[bool] = True
    takes: ClassVar[tuple[type, ...]] = (str, Hidden)

    def _document(self, given: Any) -> Document:
        text = given.text if isinstance(given, Hidden) else given
        document = plain(text)
        mask = self.model_mask
        written = [Span(*match.span()) for match in regex.finditer(regex.escape(mask), document.text)]
        hidden = sorted([*written, *(_checked(document.text, span) for span in _spans_of(given))])
        if not hidden:
            raise InputError(_none_hidden(document.text, mask, self.model.name))
        for one, other in pairwise(hidden):
            if other.start < one.end:
                twice = f"characters {other.start} to {min(one.end, other.end)} are hidden twice"
                raise InputError(f"{twice}; hide each place once.")
        return Document(document.text, document.parts, tuple(hidden))

    @property
    def model_mask(self) -> str:
        """The model's own mask token."""
        mask = self._tokenizer.mask_token
        if mask is None:
            raise UnsupportedError(f"{self.model.name} has no mask token, so it cannot guess hidden words.")
        return str(mask)

    @property
    def _tokenizer(self) -> Any:
        return self._reader.tokenizer

    def truth(self, given: AnyInput) -> str | None:
        """The hidden word itself, where one word of the user's text is hidden and nothing else."""
        if isinstance(given, Hidden) and len(given.spans) == 1 and self.model_mask not in given.text:
            span = _checked(given.text, given.spans[0])
            return given.text[span.start : span.end]
        return None

    def aim(self, scene: Scene, spec: TargetSpec, look: Look) -> Aimed:
        """Targets: a word, the k-th guess by its number, a `Word` at one of several places, or contrasts of these."""
        specs = self.specs(spec)
        if not specs:
            raise InputError("no target given. Give a word, or 'predicted'.")
        places = self.places(scene, look)
        made = [self._target(scene, places, one) for one in specs]
        readout = CellReadout(
            "positions", self.output, [aim for _, aim, _ in made], len(scene.windows), self._tokenizer.mask_token_id
        )
        aims = [aim for _, aim, _ in made]
        shown = tuple(self._prediction(scene.document.text, place, _SHOWN, _named(place, aims)) for _, _, place in made)
        return Aimed(tuple(target for target, _, _ in made), shown, readout)

    def predict(self, scene: Scene, look: Look, k: int) -> list[Prediction]:
        return [self._prediction(scene.document.text, place, k) for place in self.places(scene, look)]

    def positions(self, scene: Scene) -> dict[int, list[int]]:
        """By window the positions that `places` looks at."""
        found = [self._found(scene, span) for span in scene.document.hidden]
        return {
            window: sorted({place for number, places in found if number == window for place in places})
            for window in sorted({window for window, _ in found})
        }

    def places(self, scene: Scene, look: Look) -> list[HiddenPlace]:
        """Every hidden place, each read in the window that shows most around it."""
        found = [self._found(scene, span) for span in scene.document.hidden]
        seen: dict[int, dict[int, Floats]] = {}
        for window, wanted in self.positions(scene).items():
            raw = look(scene.tokens[window].row, tables.lines(wanted))
            seen[window] = dict(zip(wanted, tables.log_softmax(raw.reshape(len(wanted), -1)), strict=True))
        made = []
        for span, (window, positions) in zip(scene.document.hidden, found, strict=True):
            known = np.stack([seen[window][position] for position in positions])
            own = self._own(scene, span, window, positions)
            likely = np.where(self._fitting(scene.document.text, span, own, known.shape[1]), known, -np.inf)
            if not np.isfinite(likely).any(axis=1).all():  # no piece of this vocabulary begins a word
                likely = known
            made.append(
                HiddenPlace(span, window, positions, self._nth(scene, window, positions[0]), known, likely, own)
            )
        return made

    def _own(self, scene: Scene, span: Span, window: int, positions: Sequence[int]) -> tuple[int, ...] | None:
        """The pieces of the hidden word itself; None for a mask token that the user wrote."""
        document = scene.document
        if document.text[span.start : span.end] == self.model_mask:
            return None
        shown = self._reader.tokens(replace(document, hidden=()), scene.windows[window]).row
        return tuple(shown.ids[position] for position in positions)

    def _fitting(self, text: str, span: Span, own: Sequence[int] | None, size: int) -> NDArray[np.bool_]:
        """Which pieces (n, V) can stand at each position of a place, so that what stands there is a word.

        Pieces of the kind that the hidden word has there; at a mask token those that begin a word, unless it is written
        to a word's letters, or to another mask token, where any piece may be meant.
        """
        known = vocabulary(self._tokenizer, size)
        before = text[: span.start]
        follows = bool(_LETTER_BEFORE.search(before))
        if own is not None:
            later = (known.like(piece, True) for piece in own[1:])
            return np.stack([known.like(own[0], follows), *later])
        if follows or before.endswith(self.model_mask):
            return np.ones((1, size), dtype=np.bool_)
        return (known.begins if before[-1:].isspace() else known.begins | known.begins_bare)[None, :]

    def _found(self, scene: Scene, span: Span) -> tuple[int, tuple[int, ...]]:
        """The window with the most tokens on the shorter side of the place, and the place's positions in it."""
        best: tuple[int, int, tuple[int, ...]] | None = None
        for number, part in enumerate(scene.tokens):
            places = tuple(i for i, s in enumerate(part.spans) if s.start < span.end and span.start < s.end)
            whole = scene.windows[number].start <= span.start and span.end <= scene.windows[number].end
            room = min(places[0], len(part.spans) - 1 - places[-1]) if places else -1
            if places and whole and (best is None or room > best[0]):
                best = room, number, places
        if best is None:
            raise InputError(
                f"{self.model.name} reads no token at characters {span.start} to {span.end}, or not all of them in one "
                "window of the long text; hide a word."
            )
        return best[1], best[2]

    def _nth(self, scene: Scene, window: int, position: int) -> int:
        mask_id = self._tokenizer.mask_token_id
        return sum(token == mask_id for token in scene.tokens[window].row.ids[:position])

    def _target(
        self, scene: Scene, places: Sequence[HiddenPlace], spec: OneTarget | None
    ) -> tuple[Target, Aim, HiddenPlace]:
        if isinstance(spec, Contrast):
            this, that = (self._target(scene, places, one) for one in (spec.target, spec.versus))
            return *contrasted_cells(this[:2], that[:2]), this[2]
        place = _place(places, spec)
        word, ids = self._word(scene.document.text, place, spec.word if isinstance(spec, Word) else spec)
        anchor = AT_MASK if self._all_written(scene.document) else None
        cells = tuple(
            Cell(place.window, position, token, anchor, place.nth + n)
            for n, (position, token) in enumerate(zip(place.positions, ids, strict=True))
        )
        return Target(word, ids[0], self.output, "word", (place.span,)), Aim(cells), place

    def _all_written(self, document: Document) -> bool:
        """Whether every hidden place is a mask token in the user's own text: a string made of it then holds them too.

        A word that `Hidden` hides stands in the text itself, and the model would see it there.
        """
        return all(document.text[span.start : span.end] == self.model_mask for span in document.hidden)

    def _word(self, text: str, place: HiddenPlace, spec: object) -> tuple[str, tuple[int, ...]]:
        """The word and its pieces."""
        hidden = text[place.span.start : place.span.end]
        if place.own is not None and spec in (None, hidden):
            if self._tokenizer.unk_token_id in place.own:
                raise InputError(
                    f"the hidden {shown(hidden)} is not in the vocabulary of {self.model.name}; "
                    "name another target, such as 'predicted'."
                )
            return hidden, place.own
        if spec is None or spec == "predicted":
            ids, _ = best_words(place.likely, 1)[0]
            return word_of(self._tokenizer, ids), ids
        if (guess := guess_number(spec)) is not None:
            ways = best_words(place.likely, max(guess + 1, 1))
            if not 0 <= guess < len(ways):
                raise InputError(f"guess {guess} is out of range; they are counted from 0, the best.")
            return word_of(self._tokenizer, ways[guess][0]), ways[guess][0]
        if not isinstance(spec, str) or is_blank(spec):
            raise InputError(f"the target must be a word, not {shown(spec)}.")
        found = pieces_between(self._tokenizer, text[: place.span.start], spec, text[place.span.end :])
        if len(found) != len(place.positions) == 1:
            found = piece_called(self._tokenizer, spec) or found
        check_count(spec, found, len(place.positions), self.model.name)
        if self._tokenizer.unk_token_id in found:
            raise InputError(f"{shown(spec)} is not in the vocabulary of {self.model.name}.")
        return spec, tuple(found)

    def _prediction(self, text: str, place: HiddenPlace, k: int, named: Sequence[tuple[int, ...]] = ()) -> Prediction:
        """The k likeliest words; then the hidden one and those that targets name, with their ranks."""
        ways = best_words(place.likely, k)
        ranks: list[int | None] = [*range(1, len(ways) + 1)]
        for ids in dict.fromkeys([*([] if place.own is None else [place.own]), *named]):
            if all(ids != shown for shown, _ in ways):
                ranks.append(_rank(place, ids))
                ways.append((ids, float(sum(line[i] for line, i in zip(place.known, ids, strict=True)))))
        hidden = text[place.span.start : place.span.end]
        words = tuple(hidden if ids == place.own else word_of(self._tokenizer, ids) for ids, _ in ways)
        outputs = tuple(float(np.exp(total)) for _, total in ways)
        return Prediction(words[0], 0, outputs, words, "word", (place.span,), tuple(ranks))


def _named(place: HiddenPlace, aims: Sequence[Aim]) -> list[tuple[int, ...]]:
    """The pieces of the words that targets name at this place."""
    cells = [part for aim in aims for part in (aim.cells, aim.versus) if part]
    here = [
        part for part in cells if (part[0].window, tuple(c.position for c in part)) == (place.window, place.positions)
    ]
    return [tuple(cell.column for cell in part) for part in here]


def _rank(place: HiddenPlace, ids: tuple[int, ...]) -> int | None:
    """The word's place among all that can stand there, from 1; None for one of several pieces far behind."""
    if len(ids) == 1:
        return 1 + int((place.likely[0] > place.known[0, ids[0]]).sum())
    ways = [shown for shown, _ in best_words(place.likely, _RANKED)]
    return ways.index(ids) + 1 if ids in ways else None


def _place(places: Sequence[HiddenPlace], spec: object) -> HiddenPlace:
    number = spec.place if isinstance(spec, Word) else 1
    if len(places) > 1 and not isinstance(spec, Word):
        raise InputError(
            f"the text has {len(places)} hidden places, so say which is meant: Word('{spec or '...'}', place=1) "
            f"to Word('{spec or '...'}', place={len(places)})."
        )
    if type(number) is not int or not 1 <= number <= len(places):
        raise InputError(f"there is no hidden place {shown(number)}; they are counted from 1 to {len(places)}.")
    return places[number - 1]


def _spans_of(given: object) -> tuple[tuple[int, int], ...]:
    if not isinstance(given, Hidden):
        return ()
    spans: object = given.spans
    if isinstance(spans, str) or not isinstance(spans, Sequence):
        raise InputError(f"the spans to hide must be a sequence of pairs, not {shown(spans)}.")
    return tuple(spans)


def _checked(text: str, span: tuple[int, int]) -> Span:
    try:
        start, end = map(index, span)
    except (TypeError, ValueError):
        raise InputError(
            f"the spans to hide must be pairs of whole numbers (first character, one past the last), not {shown(span)}."
        ) from None
    if not 0 <= start < end <= len(text):
        raise InputError(f"cannot hide characters {start} to {end} of a text of {len(text)}.")
    if is_blank(text[start:end]):
        raise InputError(f"characters {start} to {end} are blank; hide a word.")
    return trimmed(text, start, end)  # a word guessed there stands between the spaces


def _none_hidden(text: str, mask: str, model: str) -> str:
    other = next((one for one in _OTHERS_MASKS if one != mask and one in text), None)
    if other:
        return f"{other} is not the mask token of {model}; write {mask} instead."
    return f"nothing is hidden: write {mask} where {model} is to guess, or hide a word with Hidden.word(text, word)."
