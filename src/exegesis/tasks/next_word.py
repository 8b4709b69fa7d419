"""The next word of a causal language model: why this token comes next. One step; generation is out of scope."""

from typing import Any, ClassVar

import numpy as np

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.core.types import Floats, Span
from exegesis.data.inputs import Document, plain
from exegesis.data.records import Prediction, Target
from exegesis.data.targets import Contrast, OneTarget, TargetSpec, Word
from exegesis.tasks import tables
from exegesis.tasks.base import Aimed, Look, Scene, Task, likeliest
from exegesis.tasks.cell_readout import CellReadout
from exegesis.tasks.cells import FROM_END, Aim, Cell
from exegesis.tasks.contrasts import contrasted_cells
from exegesis.tasks.word_pieces import guess_number, piece_called, pieces_after, word_of

_SHOWN = 5
_CLOSING = ".,;:!?…'’)]}%"  # marks that follow a word without a space


class NextWord(Task):
    """What follows the text, read at its last token; a text longer than the model is read by its last window."""

    head: ClassVar[str] = "causal-lm"
    named_by: ClassVar[tuple[type, ...]] = (Word,)

    def _document(self, given: Any) -> Document:
        return plain(given)

    def aim(self, scene: Scene, spec: TargetSpec, look: Look) -> Aimed:
        """Targets: a word (its one token), the k-th guess by its number, or contrasts of these."""
        specs = self.specs(spec)
        if not specs:
            raise InputError("no target given. Give a word, or 'predicted'.")
        known = self._known(scene, look)
        made = [self._target(scene, known, one) for one in specs]
        readout = CellReadout("positions", self.output, [aim for _, aim in made], len(scene.windows), None)
        shown = self._prediction(scene, known, _SHOWN)
        return Aimed(tuple(target for target, _ in made), (shown,) * len(made), readout)

    def predict(self, scene: Scene, look: Look, k: int) -> list[Prediction]:
        return [self._prediction(scene, self._known(scene, look), k)]

    @property
    def _tokenizer(self) -> Any:
        return self._reader.tokenizer

    def _known(self, scene: Scene, look: Look) -> Floats:
        """Log-probabilities (V,) of what follows."""
        return tables.log_softmax(look(scene.tokens[-1].row, tables.lines([self._last(scene)])))

    def _last(self, scene: Scene) -> int:
        """The last position of the text itself: some tokenizers end every text with a special token."""
        tokens = scene.tokens[-1]
        for place in range(len(tokens.spans) - 1, -1, -1):
            if not tokens.special[place]:
                return place
        raise UnsupportedError("the tokenizer sees no token in this text.")

    def _target(self, scene: Scene, known: Floats, spec: OneTarget | None) -> tuple[Target, Aim]:
        if isinstance(spec, Contrast):
            this, that = (self._target(scene, known, one) for one in (spec.target, spec.versus))
            return contrasted_cells(this, that)
        token = self._token(scene.document.text, known, spec.word if isinstance(spec, Word) else spec)
        last = self._last(scene)
        after = len(scene.tokens[-1].spans) - 1 - last
        cell = Cell(len(scene.windows) - 1, last, token, FROM_END, after)
        name = word_of(self._tokenizer, [token])
        return Target(name, token, self.output, "word", (_end(scene),)), Aim((cell,))

    def _token(self, text: str, known: Floats, spec: object) -> int:
        if spec is None or spec == "predicted":
            return likeliest(known, 1)[0]
        if (guess := guess_number(spec)) is not None:
            if not 0 <= guess < len(known):
                raise InputError(f"guess {guess} is out of range; they are counted from 0, the best.")
            return likeliest(known, guess + 1)[guess]
        if not isinstance(spec, str) or not spec:
            raise InputError(f"the target must be a word, not {spec!r}.")
        return self._piece(text, spec)

    def _piece(self, text: str, word: str) -> int:
        """The one token that `word` is after the text.

        A space is put between where neither has one and the word is no mark that follows without one; a word's token
        without its space comes where the text itself ends in one.
        """
        spaced = text[-1:].isspace() or word[:1].isspace() or word[0] in _CLOSING
        joined = word if spaced else " " + word
        for way in (joined, word):
            ids = pieces_after(self._tokenizer, text, way)
            if len(ids) == 1:
                return ids[0]
        if called := piece_called(self._tokenizer, word):
            return called[0]
        raise InputError(self._not_one(text, word, joined))

    def _not_one(self, text: str, word: str, joined: str) -> str:
        ids = pieces_after(self._tokenizer, text, joined)
        if not ids:
            return (
                f"{word!r} is no token of {self.model.name} after a text that ends in white space; "
                "leave out the white space at the text's end."
            )
        first = word_of(self._tokenizer, ids[:1])
        return (
            f"{word!r} is {len(ids)} tokens for {self.model.name}; one next token is explained. Its first is {first!r}."
        )

    def _prediction(self, scene: Scene, known: Floats, k: int) -> Prediction:
        best = likeliest(known, k)
        words = tuple(word_of(self._tokenizer, [token]) for token in best)
        return Prediction(words[0], 0, tuple(float(np.exp(known[t])) for t in best), words, "word", (_end(scene),))


def _end(scene: Scene) -> Span:
    """The place after the text's last character."""
    return Span(len(scene.document.text), len(scene.document.text))
