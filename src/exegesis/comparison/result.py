"""Comparison: several models, several methods, one set of texts. Frozen data, JSON both ways."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from exegesis.comparison import agreement, differences
from exegesis.comparison.agreement import MEASURES, Agreement
from exegesis.comparison.differences import WordDifference
from exegesis.comparison.records import ComparedText, Side, Unsupported
from exegesis.core.characters import one_line
from exegesis.data import renderers
from exegesis.data.facts import ModelFacts
from exegesis.data.records import Prediction
from exegesis.data.result import DrawnResult

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Computed from the fields and written beside them, for readers without this package.
_DERIVED = {"differences": "differences", "disagreements": "disagreements", "agreement": "agreements"}


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A text on which some models are right and others wrong: its index, and their names."""

    index: int
    right: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Comparison(DrawnResult, noun="a comparison", drawn="comparison", derived=_DERIVED):
    """What the models answer, and how far their explanations agree, on the same words of the same texts.

    `labels`: as the first model calls them; the others' were matched by name. `sides`: each model with each method
    that fits it, in this order the columns of all matrices. `notes`: what a reader must know beside the figures.
    """

    models: tuple[ModelFacts, ...]
    methods: tuple[str, ...]
    labels: tuple[str, ...]
    sides: tuple[Side, ...]
    unsupported: tuple[Unsupported, ...]
    texts: tuple[ComparedText, ...]
    seed: int
    notes: tuple[str, ...] = ()

    @property
    def predictions(self) -> tuple[tuple[Prediction | None, ...], ...]:
        """[text][model]: the answers, their labels called and ordered as the first model's; None where it failed."""
        return tuple(one.predictions for one in self.texts)

    def agreement(self, measure: str = "spearman", k: int = agreement.K) -> Agreement:
        """How far each pair of sides agrees, a mean over texts: "spearman", "overlap" (of the k strongest words) or
        "sign" (of them those with the same sign too). Of texts under 2 k words the top half counts."""
        return agreement.agreement([side.name for side in self.sides], self.texts, measure, k)

    @property
    def agreements(self) -> Mapping[str, Agreement]:
        """How far each pair of sides agrees by every measure, by its name."""
        return {measure: self.agreement(measure) for measure in MEASURES}

    @cached_property
    def differences(self) -> tuple[WordDifference, ...]:
        """The words on which the models differ most under the same method (with one model: the methods)."""
        return differences.word_differences(self.texts, self.sides)

    def differences_in(self, index: int) -> tuple[tuple[str, float, tuple[float | None, ...]], ...]:
        """Of one text: (word, difference, share of each side) for each of its words, the largest difference first."""
        text = self.texts[index]
        found = differences.spread(text, self.sides)
        if found is None:
            return ()
        rows = [differences.shares(text, side) for side in range(len(self.sides))]
        order = sorted(range(len(text.words)), key=lambda place: -round(float(found[place]), 9))
        return tuple(
            (text.words[i].text, float(found[i]), tuple(None if row is None else float(row[i]) for row in rows))
            for i in order
        )

    @cached_property
    def furthest(self) -> tuple[tuple[int, float], ...]:
        """(index, distance) of the texts, those whose explanations lie furthest apart first; undefined ones left out.

        Half the sum over words of largest - smallest share: 0 for equal shares, of two sides 1 at most.
        """
        known = [(one.index, differences.distance(one, self.sides)) for one in self.texts]
        found = [(index, distance) for index, distance in known if distance is not None]
        return tuple(sorted(found, key=lambda one: (-round(one[1], 9), one[0])))

    @cached_property
    def disagreements(self) -> tuple[Disagreement, ...]:
        """The texts on which one model is right and another wrong, in the order of the texts; () without labels."""
        found = []
        for one in self.texts:
            verdicts = [one.right(place) for place in range(len(self.models))]
            if True in verdicts and False in verdicts:
                right, wrong = (self._named(verdicts, which) for which in (True, False))
                found.append(Disagreement(one.index, right, wrong))
        return tuple(found)

    def _named(self, verdicts: Sequence[bool | None], which: bool) -> tuple[str, ...]:
        return tuple(model.name for model, found in zip(self.models, verdicts, strict=True) if found is which)

    # -- pictures -----------------------------------------------------------------------------------------------

    def to_markdown(self) -> str:
        """The tables of the page as Markdown."""
        text: str = renderers.renderer("comparison markdown")(self)
        return text

    def plot(self, path: str | Path | None = None) -> "Figure":
        """A matplotlib figure: the agreement matrices as heat maps.

        Drawn to the file `path` (.png, .svg, .pdf) too where one is given.
        """
        figure: Figure = renderers.figure("comparison plot", (self,), path)
        return figure

    def __repr__(self) -> str:
        names = ", ".join(model.name for model in self.models)
        return one_line(f"Comparison({names}; {', '.join(self.methods)}; {len(self.texts)} texts)")
