"""Token classification: why this tag for this word, or for an entity of several words."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, ClassVar

import numpy as np

from exegesis.core.errors import InputError, shown, unknown
from exegesis.core.text import words
from exegesis.core.types import Floats, Span
from exegesis.data.inputs import Document, find, plain
from exegesis.data.records import Prediction, Target
from exegesis.data.targets import Contrast, OneTarget, Tag, TargetSpec
from exegesis.tasks import tables
from exegesis.tasks.base import Aimed, Look, Scene, Task
from exegesis.tasks.cell_readout import CellReadout
from exegesis.tasks.cells import Aim, Cell
from exegesis.tasks.contrasts import contrasted_cells
from exegesis.tasks.entities import Entity, entities

_AND = "|"  # between the things that one label says, as in Universal Dependencies


@dataclass(frozen=True)
class Tagged:
    """One word: its characters, where its first piece is read, and the log-probabilities (K,) of its tags."""

    span: Span
    window: int
    position: int
    known: Floats


class Tags(Task):
    """Tags of words, each read at the word's first piece; of an entity's words together (sum of log-probabilities)."""

    head: ClassVar[str] = "token-classification"
    named_by: ClassVar[tuple[type, ...]] = (Tag,)
    several: ClassVar[bool] = True
    outputs: ClassVar[tuple[str, ...]] = ("probability", "log-probability", "logit")

    def _document(self, given: Any) -> Document:
        return plain(given)

    def aim(self, scene: Scene, spec: TargetSpec, look: Look) -> Aimed:
        """Targets: a word (its own tag), a `Tag` of a word or of several, or contrasts of these."""
        tagged = self.tagged(scene, look)
        specs = self.specs(spec)
        if not specs or specs == [None] or specs == ["predicted"]:
            raise InputError(self._which(scene, tagged))
        made = [self._target(scene, tagged, one) for one in specs]
        readout = CellReadout("positions", self.output, [aim for _, aim, _ in made], len(scene.windows), None)
        return Aimed(tuple(target for target, _, _ in made), tuple(said for _, _, said in made), readout)

    def predict(self, scene: Scene, look: Look, k: int) -> list[Prediction]:
        return [self._prediction([word], [int(word.known.argmax())]) for word in self.tagged(scene, look)]

    def entities(self, scene: Scene, look: Look) -> list[Entity]:
        """The entities that the tags spell out (BIO, BIOES or plain types)."""
        tagged = self.tagged(scene, look)
        return self._entities(scene, tagged)

    def _entities(self, scene: Scene, tagged: Sequence[Tagged]) -> list[Entity]:
        best = [int(word.known.argmax()) for word in tagged]
        chances = [float(np.exp(word.known[index])) for word, index in zip(tagged, best, strict=True)]
        labels = [self.model.labels[index] for index in best]
        return entities(scene.document.text, [word.span for word in tagged], labels, chances)

    def tagged(self, scene: Scene, look: Look) -> list[Tagged]:
        """Every word, read in the window that shows most around it."""
        found: dict[int, tuple[int, Tagged]] = {}
        spans = words(scene.document.text)
        for number, (window, part) in enumerate(zip(scene.windows, scene.tokens, strict=True)):
            firsts = _first_pieces(spans, part.spans, part.special, window.start)
            raw = look(part.row, tables.lines([position for _, position in firsts])) if firsts else np.empty(0)
            lines = tables.log_softmax(raw.reshape(len(firsts), -1)) if firsts else np.empty((0, 0))
            for (word, position), known in zip(firsts, lines, strict=True):
                room = min(position, len(part.spans) - 1 - position)
                if word not in found or room > found[word][0]:
                    found[word] = room, Tagged(spans[word], number, position, known)
        return [found[word][1] for word in sorted(found)]

    def _target(self, scene: Scene, tagged: Sequence[Tagged], spec: OneTarget | None) -> tuple[Target, Aim, Prediction]:
        if isinstance(spec, Contrast):
            this, that = (self._target(scene, tagged, one) for one in (spec.target, spec.versus))
            return *contrasted_cells(this[:2], that[:2]), this[2]
        if spec is None:
            raise InputError(self._which(scene, tagged))
        wanted = spec if isinstance(spec, Tag) else Tag(str(spec))
        span = find(scene.document.text, wanted.word, wanted.occurrence)
        mine = [word for word in tagged if word.span.start < span.end and span.start < word.span.end]
        if not mine:
            raise InputError(f"the model reads no token at {shown(wanted.word)}.")
        best = [int(word.known.argmax()) for word in mine]
        columns = self._columns(wanted.tag, len(mine)) if wanted.tag is not None else [(one,) for one in best]
        cells = tuple(
            Cell(word.window, word.position, first, also=tuple(also))
            for word, (first, *also) in zip(mine, columns, strict=True)
        )
        if len({cell.window for cell in cells}) > 1:
            raise InputError(f"{shown(wanted.word)} stands across two windows of the long text; give one word of it.")
        names = [self.model.labels[some[0]] if len(some) == 1 else wanted.tag or "" for some in columns]
        name = " ".join(dict.fromkeys(names))
        target = Target(name, columns[0][0], self.output, "tag", tuple(word.span for word in mine))
        return target, Aim(cells), self._prediction(mine, best)

    def _columns(self, tag: str, count: int) -> Sequence[tuple[int, ...]]:
        """The columns that are this tag, for each of `count` words: "LOC" is B-LOC, then I-LOC, where labels are such.

        Where labels are several things at once (NOUN|nsubj), one of these is every label that has it.
        """
        labels = self.model.labels
        if tag in labels:
            inside = "I-" + tag[2:]
            later = inside if tag.startswith("B-") and inside in labels else tag
            return [(labels.index(tag),)] + [(labels.index(later),)] * (count - 1)
        if "I-" + tag in labels:
            first = "B-" + tag if "B-" + tag in labels else "I-" + tag
            return [(labels.index(first),)] + [(labels.index("I-" + tag),)] * (count - 1)
        parted = [label.split(_AND) for label in labels]
        having = tuple(column for column, parts in enumerate(parted) if tag in parts)
        if not having:
            places = zip_longest(*parted)  # all parts of speech, then all relations
            raise unknown("tag", tag, dict.fromkeys(part for place in places for part in place if part), labels)
        return [having] * count

    def _prediction(self, mine: Sequence[Tagged], best: Sequence[int]) -> Prediction:
        spans = tuple(word.span for word in mine)
        labels = self.model.labels
        if len(mine) == 1:
            return Prediction(labels[best[0]], best[0], tuple(np.exp(mine[0].known).tolist()), labels, "tag", spans)
        name = " ".join(dict.fromkeys(labels[index] for index in best))
        total = sum(float(word.known[index]) for word, index in zip(mine, best, strict=True))
        return Prediction(name, 0, (float(np.exp(total)),), (name,), "tag", spans)

    def _which(self, scene: Scene, tagged: Sequence[Tagged]) -> str:
        found = ", ".join(f"{one.text} ({one.label})" for one in self._entities(scene, tagged)[:8])
        said = f" It finds: {found}." if found else ""
        return f"{self.model.name} tags every word; say which is meant, as target=Tag('word') or --at word.{said}"


def _first_pieces(
    spans: Sequence[Span], pieces: Sequence[Span], special: Sequence[bool], reach: int
) -> list[tuple[int, int]]:
    """(word, position of its first piece) for every word that begins in a window, which itself begins at `reach`.

    Where the tokenizer drops a word's first character (a direction mark) that is the first piece of what is left;
    several words that are one piece to it (an unknown emoji and the word behind it) are read there together.
    """
    found: list[tuple[int, int]] = []
    word = 0
    for position, piece in enumerate(pieces):
        if special[position] or piece.end <= piece.start:
            continue
        while word < len(spans) and spans[word].start < piece.end:
            # A window may begin inside a word, whose first piece then stands in the window before.
            if piece.start < spans[word].end and spans[word].start >= reach:
                found.append((word, position))
            word += 1
    return found
