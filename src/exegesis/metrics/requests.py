"""What a measure may ask for beyond `exegesis.data.requests`: the same method again, under other conditions.

A measure is a generator, as an explainer is: it yields requests and receives the reply named beside each. Of
`exegesis.data.requests` it uses `Score`, whose reply is here the one target's values (B, 1).
"""

from dataclasses import dataclass
from typing import TypeAlias

from exegesis.core.types import Floats, Scores
from exegesis.data.requests import Score


@dataclass(frozen=True)
class Reseeded:
    """The explanation made anew with another seed. Reply: `Scores` (n,)."""

    seed: int


@dataclass(frozen=True)
class Shaken:
    """The explanation of embeddings moved a little, the `neighbour`-th of a fixed series. Reply: `ShakenReply`.

    Each coordinate moves by at most `radius` times the root mean square of the input's coordinates.
    """

    neighbour: int
    radius: float


@dataclass(frozen=True)
class ShakenReply:
    """Scores (n,) of the moved input, and how far it moved (Euclidean, over all positions)."""

    scores: Scores
    distance: float


@dataclass(frozen=True)
class Blocks:
    """Names of the stretches of weights that can be drawn anew, from the head down to the embeddings: a tuple."""


@dataclass(frozen=True)
class Randomised:
    """The explanation of a copy of the model with these blocks drawn anew; target and seed stay. `Scores` (n,)."""

    blocks: tuple[str, ...]


@dataclass(frozen=True)
class OtherClass:
    """The explanation of another output of the same model. Reply: `Scores` (n,)."""

    index: int


@dataclass(frozen=True)
class Repainted:
    """The answer while an image goes over into another one, its regions in `order`. Reply: `RepaintedReply`.

    A step is a whole region, or `pixels` of them (None: as many as stand in eight rows). `into`: by a baseline's name
    what the image becomes; with `back` it begins there, and the pixels of the image come.
    """

    order: tuple[int, ...]
    whole_regions: bool
    pixels: int | None
    into: str
    back: bool


@dataclass(frozen=True)
class RepaintedReply:
    """Values (S+1,) after each of S steps, from none to all, the shares (S+1,) of pixels that have gone or come, and
    what they became."""

    values: Floats
    shares: Floats
    said: str


Ask: TypeAlias = Score | Reseeded | Shaken | Blocks | Randomised | OtherClass | Repainted
