"""The small records of a shift: tokens beside one another, and how far the heads of a stack moved."""

from dataclasses import dataclass
from typing import Annotated

from exegesis.core.codec import Note, OneOf
from exegesis.core.types import Count, Floats
from exegesis.data.attention import STACKS


@dataclass(frozen=True, slots=True)
class TokenPair:
    """A token of the one side and of the other, by their numbers; `changed`: masked, or replaced by another."""

    before: Count
    after: Count
    changed: bool


@dataclass(frozen=True, slots=True, eq=False)
class StackShift:
    """How far the attention of each head moved, from 0 to 1.

    Of a row half the sum of the absolute differences (the total variation distance), over the columns that both sides
    have and the rest as one; of a head the mean over the rows that are the same on both sides.
    """

    kind: Annotated[str, OneOf(*STACKS)]
    moved: Annotated[tuple[Floats, ...], Note("A list a layer, of one number a head.")]
