"""Neighbours of a text in which a masked language model proposes the words that a rule leaves open.

As in the code of the anchors' authors (`AnchorText`, `use_bert`, `onepass`): each other word is hidden with chance 1/2,
one pass guesses all that are hidden in a neighbour, and each is drawn by itself of the 500 likeliest words, by their
probabilities. So neighbours are sentences that could be, where masked ones are full of holes.
"""

from collections import OrderedDict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.texts import text_model
from exegesis.core.errors import InputError
from exegesis.core.types import Floats, Integers, Masks, Outputs
from exegesis.data.records import Window
from exegesis.data.rows import Texts
from exegesis.engine.asks import Ask, distinct, run_asks
from exegesis.engine.engine import Engine
from exegesis.engine.meter import Meter
from exegesis.engine.problem import Problem
from exegesis.modalities.text.maskers import StringMasker
from exegesis.rules.masking import Stays, drawn, masks_of
from exegesis.rules.neighbours import RuleNeighbours
from exegesis.rules.result import RuleExample
from exegesis.rules.search import Draws, Rule
from exegesis.tasks import tables
from exegesis.tasks.base import Scene
from exegesis.tasks.masked_lm import MaskedLM
from exegesis.tasks.table import masked_lm_of
from exegesis.tasks.word_pieces import word_of

_LIKELIEST = 500  # words that may be drawn in a place
_AT_ONCE = 32  # texts whose hidden words are guessed in one batch: each place gives a line over the vocabulary
_REMEMBERED = 1024  # texts with hidden words; short texts have no more
_LOOKED_AT, _SHOWN = 100, 3  # sentences to read: so many are drawn, of which so many of each kind are kept
_GAP = "\n"  # between the two texts of a pair, as the language model reads them


class HiddenWords:
    """The words that may stand in each hidden place of a text, with their chances."""

    def __init__(self, task: MaskedLM, likely: Sequence[Floats]) -> None:
        self._tokenizer = task.model.tokenizer  # type: ignore[attr-defined]  # what guesses words has one
        self._places = [_likeliest(line) for line in likely]

    def drawn(self, rng: np.random.Generator) -> list[str]:
        """A word for each place, by itself."""
        points = rng.random(len(self._places))
        found = [
            pieces[min(int(np.searchsorted(sums, point)), len(pieces) - 1)]
            for point, (pieces, sums) in zip(points, self._places, strict=True)
        ]
        return [word_of(self._tokenizer, (int(piece),)) for piece in found]


class ProposedNeighbours(RuleNeighbours):
    """Each word that a rule leaves open stays with chance 1/2, and else another is drawn for it in its context."""

    def __init__(self, engine: Engine, problem: Problem, stays: Stays, proposer: Model | str) -> None:
        super().__init__(engine, problem, stays)
        if problem.unit != "word":
            raise InputError(f"a language model proposes words, and the unit is {problem.unit!r}; leave out unit.")
        self.task, self.meter = masked_lm_of(api.load(proposer)), Meter()
        document, whole = problem.scene.document, Window(0, len(problem.text), 1.0)
        self._mask = self.task.model_mask
        if self._mask in problem.text:
            raise InputError(f"the text holds {self._mask}, by which {self.task.model.name} is told what is hidden.")
        self._masker = StringMasker(document, problem.units, (whole,), self._mask)
        self._known: OrderedDict[str, HiddenWords] = OrderedDict()
        self.units = problem.units
        self.conditions = tuple(unit.text for unit in problem.units)
        self.described = (
            f"each other word stays with chance 1/2, and else {self.task.model.name} proposes one in its context"
        )

    @property
    def proposing(self) -> int:  # type: ignore[override]  # known when it is asked for
        """Passes of the language model."""
        return self.meter.cost().forward_passes

    def kept(self, draws: Draws, rng: np.random.Generator) -> list[int]:
        texts = self.texts(masks_of(draws, len(self.units), rng), rng)
        return self.stays.counts(self._values(texts), draws)

    def examples(self, rule: Rule, rng: np.random.Generator) -> tuple[RuleExample, ...]:
        """Sentences under the rule, first some that turn the answer, then some that keep it."""
        texts = list(dict.fromkeys(self.texts(drawn(rule, _LOOKED_AT, len(self.units), rng), rng)))
        values, labels = self._values(texts), self.engine.model.labels
        made = [
            RuleExample(" / ".join([text] if isinstance(text, str) else text), labels[int(line.argmax())], bool(kept))
            for text, line, kept in zip(texts, values, self.stays.of(values), strict=True)
        ]
        return tuple(one for kept in (False, True) for one in [one for one in made if one.kept == kept][:_SHOWN])

    def texts(self, masks: Masks, rng: np.random.Generator) -> list[Texts]:
        """A neighbour for each mask (B, n)."""
        firsts, inverse = distinct(masks)
        hidden = self._masker.texts(0, masks[firsts])
        guessed = self._guessed([_joined(one) for one in hidden])
        return [self._filled(hidden[place], guessed[place].drawn(rng)) for place in inverse]

    def _guessed(self, texts: Sequence[str]) -> list[HiddenWords]:
        """The words for the hidden places of each text; what is remembered takes no pass."""
        fresh = [text for text in dict.fromkeys(texts) if text not in self._known]
        made = {text: self._known[text] for text in texts if text in self._known}
        for start in range(0, len(fresh), _AT_ONCE):
            some = fresh[start : start + _AT_ONCE]
            made.update(zip(some, self._guesses(some), strict=True))
        self._known.update(made)
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return [made[text] for text in texts]

    def _guesses(self, texts: Sequence[str]) -> list[HiddenWords]:
        """The words for each text, all in one batch."""
        scenes = [self.task.scene(text) if self._mask in text else None for text in texts]
        lines = iter(self._lines([scene for scene in scenes if scene is not None]))

        def likely(scene: Scene) -> list[Floats]:
            places = self.task.places(scene, lambda row, read: next(lines))  # window by window, as they were asked for
            return [place.likely[0] for place in places]

        return [HiddenWords(self.task, [] if scene is None else likely(scene)) for scene in scenes]

    def _lines(self, scenes: Sequence[Scene]) -> list[Floats]:
        """What the language model says at the hidden places of each window of each scene."""
        windows = [
            (scene.tokens[window].row, positions)
            for scene in scenes
            for window, positions in self.task.positions(scene).items()
        ]
        if not windows:
            return []
        most = max(len(positions) for _, positions in windows)
        asks = [  # all rows of a batch give as many lines: where there are fewer, the last one is asked for again
            Ask([row], [b""], tables.lines([*places, *[places[-1]] * (most - len(places))]), "float32")
            for row, places in windows
        ]
        model = self.task.model
        outputs = run_asks(model, asks, model.batch_tokens)
        self.meter.forward([row for row, _ in windows])
        return [found[0].reshape(most, -1)[: len(places)] for found, (_, places) in zip(outputs, windows, strict=True)]

    def _filled(self, hidden: Texts, words: Sequence[str]) -> Texts:
        """The text with its hidden places filled in, in order; of a pair both."""
        left = iter(words)
        filled = [
            "".join(part + next(left) for part in parts[:-1]) + parts[-1]
            for parts in (one.split(self._mask) for one in ((hidden,) if isinstance(hidden, str) else hidden))
        ]
        return filled[0] if isinstance(hidden, str) else (filled[0], filled[1])

    def _values(self, texts: Sequence[Texts]) -> Outputs:
        """The model's numbers for all classes (B, C); long texts by windows."""
        model, plain = text_model(self.engine.model), [text for text in texts if isinstance(text, str)]
        if plain:
            return model.predict(plain, run=self.engine.outputs)
        return self.engine.outputs(model.encode(texts))


def _joined(texts: Texts) -> str:
    return texts if isinstance(texts, str) else _GAP.join(texts)


def _likeliest(line: Floats) -> tuple[Integers, NDArray[np.float64]]:
    """Ids of the likeliest words of log-probabilities (V,), and the sums of their chances up to each."""
    count = min(_LIKELIEST, int(np.isfinite(line).sum()))
    chosen = np.sort(np.argpartition(-line, count - 1)[:count])
    chances = np.exp(line[chosen] - line[chosen].max())
    return chosen, np.cumsum(chances / chances.sum())
