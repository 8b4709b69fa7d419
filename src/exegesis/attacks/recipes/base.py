"""A recipe: goal, transformation, constraints and search of one attack, by name and setting."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Settings = Mapping[str, Any]


@dataclass(frozen=True)
class RecipePart:
    """A row of one of the tables, with its settings."""

    name: str
    settings: Settings = field(default_factory=dict)


@dataclass(frozen=True)
class Recipe:
    """An attack in the field's terms (Morris et al., TextAttack, EMNLP 2020). `needs_words`: the kind of word list that
    its user gives ("" where none is needed)."""

    name: str
    summary: str
    transformations: Sequence[RecipePart]
    constraints: Sequence[RecipePart]
    search: RecipePart
    goal: RecipePart = RecipePart("other")
    needs_words: str = ""
