"""What an explanation was asked, as its caller put it: all that is needed to ask again, beside what it says anyway.

The text and its parts, the method, the seed and the id stand in the explanation itself; `Explanation.again` puts all of
it together as the arguments of `exegesis.explain`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Annotated, Any

import numpy as np

from exegesis.core.codec import OneOf
from exegesis.core.errors import InputError
from exegesis.core.text import FixedSpans
from exegesis.core.types import Span
from exegesis.data.events import EventSequence
from exegesis.data.image import Image
from exegesis.data.inputs import AnyInput, Hidden, Input, Pair, Question
from exegesis.data.place import OTHER_UNITS
from exegesis.data.records import Part
from exegesis.data.series import Series
from exegesis.data.sound import Sound
from exegesis.data.table_row import TableRow
from exegesis.data.targets import Answer, Contrast, OneTarget, Tag, Word
from exegesis.data.video import Video

OWN_UNIT = "segment"  # what a unit is called that the caller's own function has cut
ENGINE = (
    "batch_tokens",
    "batch_pixels",
    "batch_rows",
    "batch_values",
    "batch_frames",
    "background_rows",
    "precision",
    "resample",
)  # the settings that are not the method's


@dataclass(frozen=True)
class InputKind:
    """A kind of input: its type, and how one is made again of its texts and the places hidden in it.

    `make` None: it is no text, and what was explained stands in the explanation (`Explanation.kept`).
    """

    type: type
    make: Callable[[Sequence[str], tuple[Span, ...]], Input] | None


# The kinds by name. Adding one is a line here, and a field of `Asked` for what its inputs have beside texts.
KINDS: Mapping[str, InputKind] = {
    "text": InputKind(str, lambda texts, hidden: texts[0]),
    "hidden": InputKind(Hidden, lambda texts, hidden: Hidden(texts[0], hidden)),
    "question": InputKind(Question, lambda texts, hidden: Question(texts[0], texts[1])),
    "pair": InputKind(Pair, lambda texts, hidden: Pair(texts[0], texts[1])),
    "image": InputKind(Image, None),
    "table": InputKind(TableRow, None),
    "series": InputKind(Series, None),
    "events": InputKind(EventSequence, None),
    "sound": InputKind(Sound, None),
    "video": InputKind(Video, None),
}


@dataclass(frozen=True)
class Asked:
    """The input's kind, what is asked of it, and how.

    `target`: as the caller said it, None for what is explained by default; of several the one of this explanation.
    `unit`: "word", "token" or "sentence"; "segment" for the caller's own function, of which `spans` are what it gave.
    `settings`: the method's own and the engine's, in full, before anything was chosen where they say "auto". A setting
    that is too large for a record (the background texts of `parzen`) is not in it.
    `unit` of an image is "region", whatever cut it: the regions stand in the explanation.
    `hidden`: the places that a `Hidden` text hides. `truth`: the true answer that came with a `Question`.
    `parts`: the parts that were perturbed, None for all. `output`: the unit of the scores, None for the usual one.
    """

    kind: Annotated[str, OneOf(*KINDS)]
    target: OneTarget | None
    unit: Annotated[str, OneOf("word", "token", "sentence", OWN_UNIT, *OTHER_UNITS)]
    settings: Mapping[str, Any]
    hidden: tuple[Span, ...] = ()
    truth: str | None = None
    spans: tuple[Span, ...] = ()
    parts: tuple[str, ...] | None = None
    phrases: tuple[str, ...] = ()
    output: str | None = None

    def __post_init__(self) -> None:
        settings = {name: _plain(value) for name, value in self.settings.items()}
        object.__setattr__(self, "settings", MappingProxyType(settings))

    def __reduce__(self) -> tuple[Any, ...]:
        values = {**{name: getattr(self, name) for name in self.__dataclass_fields__}, "settings": dict(self.settings)}
        return (type(self), tuple(values.values()))

    @classmethod
    def of(
        cls, given: AnyInput, target: OneTarget | None, *, parts: str | Iterable[str] | None = None, **fields: Any
    ) -> "Asked":
        """What is asked of an input: its kind and what belongs to it, its texts left out."""
        parts = None if parts is None else (parts,) if isinstance(parts, str) else tuple(parts)
        kind = next(name for name, kind in KINDS.items() if isinstance(given, kind.type))
        hidden = tuple(Span(int(start), int(end)) for start, end in given.spans) if isinstance(given, Hidden) else ()
        truth = given.true_answer if isinstance(given, Question) else None
        return cls(kind=kind, target=said(target), hidden=hidden, truth=truth, parts=parts, **fields)

    @property
    def mode(self) -> str:
        """ "position": a unit is one place of the text; "bag-of-words": all places of a word."""
        return str(self.settings.get("mode", "position"))

    def input(self, text: str, parts: Sequence[Part]) -> Input:
        """The input made again of the text that its parts stand in (none: all of it), without its truth."""
        texts = [text[part.start : part.end] for part in parts] or [text]
        make = KINDS[self.kind].make
        if make is None:
            raise InputError(f"an input of the kind {self.kind!r} stands in no text.")
        return make(texts, self.hidden)

    def arguments(self, text: str, parts: Sequence[Part]) -> dict[str, Any]:
        """The arguments of the verb that asked this of a text: the input, truth and all, its target, unit, settings."""
        given = self.input(text, parts)
        if isinstance(given, Question):
            given = replace(given, true_answer=self.truth)
        return self.asking(given, FixedSpans(self.spans) if self.unit == OWN_UNIT else self.unit)

    def asking(self, given: Any, unit: Any) -> dict[str, Any]:
        """The same of an input of any kind, cut into these units."""
        shared = {"output": self.output, "parts": self.parts, "phrases": self.phrases or None}
        named = {name: value for name, value in shared.items() if value is not None}
        return {"text": given, "target": self.target, "unit": unit, **named, **self.settings}


def said(target: OneTarget | None) -> OneTarget | None:
    """A target with plain numbers and texts in the place of numpy's and of other libraries' own."""
    match target:
        case Contrast(this, that):
            return Contrast(said(this), said(that))
        case Answer(text, start, side):
            return Answer(_plain(text), _plain(start), _plain(side))
        case Word(word, place):
            return Word(_plain(word), _plain(place))
        case Tag(word, tag, occurrence):
            return Tag(_plain(word), _plain(tag), _plain(occurrence))
    plain: str | int | None = _plain(target)
    return plain


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, np.integer):
        return int(value)
    return tuple(map(_plain, value)) if isinstance(value, Iterable) else value
