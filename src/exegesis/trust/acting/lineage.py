"""The rounds of a project: what each was trained without, from what, and how well it did."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exegesis.core.types import Count
from exegesis.data.result import Result
from exegesis.data.rounds import RoundTree


@dataclass(frozen=True)
class RoundAccuracy:
    """On some texts, which the fingerprint names."""

    value: float
    texts: int
    fingerprint: str


@dataclass(frozen=True)
class Round:
    """One training. `words`: all it was trained without; `removed` and `returned`: in what it differs from its parent.

    `weights`: the folder of its model in the project, None where the model is no bag of words that can be packed;
    `sha256`: of that folder's weights.
    """

    number: int
    parent: int | None
    when: str
    words: tuple[str, ...]
    removed: tuple[str, ...]
    returned: tuple[str, ...]
    absent: tuple[str, ...]
    way: str
    vocabulary: int | None
    accuracy: Mapping[str, RoundAccuracy]  # "held out", "real world"
    data: str  # fingerprint of the training texts
    settings: Mapping[str, Any]
    weights: str | None
    sha256: str | None


@dataclass(frozen=True)
class Lineage(Result, RoundTree[Round], noun="a lineage"):
    """All rounds, and which of them is the present one. Going back changes that alone: no round is lost."""

    rounds: tuple[Round, ...] = ()
    current: Count | None = None
