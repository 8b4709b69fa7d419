"""Visual words of many explanations of images, as data: which regions are alike, and what each image says of them."""

from dataclasses import dataclass
from typing import Annotated

from exegesis.core.codec import Limit, Note
from exegesis.core.plurals import plural
from exegesis.core.types import Count
from exegesis.data.result import DrawnResult
from exegesis.summaries.pick import Weights, weights_of


@dataclass(frozen=True, slots=True)
class Patch:
    """A region as an example of its word: where it is from, its score, and how it looks, what is around it faded."""

    row: Annotated[Count, Note("The explanation's place among those given, from 0.")]
    id: str | None
    region: Annotated[int, Limit(at_least=1), Note("Its number in the image, from 1.")]
    score: float
    png: Annotated[str, Note("As PNG, base64.")]


@dataclass(frozen=True, slots=True)
class VisualWord:
    """Regions of several images that look alike to who described them.

    `importance` = sqrt(sum over images of |weight|) (SP-LIME), by which words are numbered. `images`: so many speak of
    it, `towards` of them for their target. `mean`: its weight in these. `regions`: all of its regions, spoken of or
    not. `patches`: those most like it, of as many images as there are.
    """

    name: str
    importance: float
    images: Count
    towards: Count
    mean: float
    regions: Count
    patches: tuple[Patch, ...]


@dataclass(frozen=True, eq=False)
class VisualWords(DrawnResult, noun="visual words", drawn="visual words"):
    """The words, the most important first, and what each explanation says of them.

    `spoken`: for each explanation the words (from 0) that it speaks of, with the sum of the scores of their regions.
    `owners`: the word of each region, for each explanation. `described_by`: in whose eyes regions are alike.
    """

    words: tuple[VisualWord, ...]
    spoken: tuple[tuple[tuple[Count, float], ...], ...]
    owners: tuple[tuple[Count, ...], ...]
    described_by: str
    features: Annotated[int, Limit(at_least=1)] | None
    seed: int
    methods: tuple[str, ...]
    models: tuple[str, ...]
    targets: tuple[str, ...]

    def weights(self) -> Weights:
        """W, of explanations by words, from which `submodular` and `at_random` pick."""
        return weights_of([dict(row) for row in self.spoken], tuple(word.name for word in self.words))

    def __repr__(self) -> str:
        return f"VisualWords({plural(len(self.words), 'word')} of {plural(len(self.owners), 'image')})"
