"""What an attack is to do, checked once: a recipe or parts of one's own, made into goal, space and search."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from exegesis.attacks.choice import NamedPart, chosen
from exegesis.attacks.constraints.base import Constraint
from exegesis.attacks.constraints.table import CONSTRAINTS
from exegesis.attacks.drafts import Draft
from exegesis.attacks.goals.base import Goal
from exegesis.attacks.goals.table import GOALS
from exegesis.attacks.recipes.base import Recipe, RecipePart
from exegesis.attacks.recipes.table import RECIPES
from exegesis.attacks.searches.base import AttackSearch
from exegesis.attacks.searches.table import SEARCHES
from exegesis.attacks.space import EditSpace
from exegesis.attacks.transformations.base import Transformation
from exegesis.attacks.transformations.several import Several
from exegesis.attacks.transformations.table import TRANSFORMATIONS
from exegesis.core.errors import InputError, unknown


@dataclass(frozen=True, eq=False)
class AttackPlan:
    """The four parts of an attack, made."""

    recipe: Recipe
    goal: Goal
    transformation: Transformation
    constraints: Sequence[Constraint]
    search: AttackSearch

    @classmethod
    def of(cls, recipe: Recipe) -> "AttackPlan":
        """The parts of the recipe; `InputError` for what is not there, or does not go together."""
        edits = Several([_made("transformation", part, TRANSFORMATIONS) for part in recipe.transformations])
        search = _made("search", recipe.search, SEARCHES)
        if search.keeps_words and not edits.keeps_words:
            raise InputError(
                f"the search {recipe.search.name!r} mixes texts word by word, and {_named(recipe.transformations)} "
                "changes how many there are; choose 'ranked', 'greedy' or 'beam'."
            )
        constraints = [_made("constraint", part, CONSTRAINTS) for part in recipe.constraints]
        return cls(recipe, _made("goal", recipe.goal, GOALS), edits, constraints, search)

    def space(self, original: Draft, rng: np.random.Generator) -> EditSpace:
        """The edits of one text."""
        return EditSpace(original, self.transformation, self.constraints, rng)

    @property
    def settings(self) -> dict[str, Any]:
        """All four parts with their settings, as plain data."""
        recipe = self.recipe
        return {
            "transformations": [_plain(part) for part in recipe.transformations],
            "constraints": [_plain(part) for part in recipe.constraints],
            "search": _plain(recipe.search),
            "goal": _plain(recipe.goal),
        }


def recipe_of(
    name: str | Recipe,
    *,
    words: Any = None,
    search: str | None = None,
    goal: str | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Recipe:
    """The recipe of that name with what the caller wants otherwise.

    `words`: the word list of a recipe that takes one. `search`, `goal`: other ones. `settings`: of the search and the
    goal, by name ("width", "rank", "target").
    """
    recipe = name if isinstance(name, Recipe) else RECIPES.get(name)
    if recipe is None:
        raise unknown("recipe", name, RECIPES)
    recipe = _with_words(recipe, words)
    if search is not None:
        recipe = replace(recipe, search=RecipePart(search))
    if goal is not None:
        recipe = replace(recipe, goal=RecipePart(goal))
    return _set(recipe, dict(settings or {}))


def _with_words(recipe: Recipe, words: Any) -> Recipe:
    if not recipe.needs_words:
        if words is not None:
            raise InputError(f"the recipe {recipe.name!r} takes no word list; leave out words=.")
        return recipe
    if words is None:
        raise InputError(
            f"the recipe {recipe.name!r} takes a word list: words= a mapping or a file (JSON, or lines of "
            f"word<TAB>other), with a {recipe.needs_words} or several for each word, or 'wordnet:synonyms'."
        )
    parts = [
        replace(part, settings={**part.settings, "words": words}) if part.name == recipe.needs_words else part
        for part in recipe.transformations
    ]
    return replace(recipe, transformations=tuple(parts))


def _set(recipe: Recipe, settings: dict[str, Any]) -> Recipe:
    search, goal = chosen("search", recipe.search.name, SEARCHES), chosen("goal", recipe.goal.name, GOALS)
    for name in settings:
        if name not in search.settings and name not in goal.settings:
            raise unknown(
                f"setting of the search {search.name!r} and the goal {goal.name!r}",
                name,
                (*search.settings, *goal.settings),
            )
    return replace(recipe, search=_with(recipe.search, search, settings), goal=_with(recipe.goal, goal, settings))


def _with(part: RecipePart, choice: NamedPart[Any], settings: Mapping[str, Any]) -> RecipePart:
    own = {name: value for name, value in settings.items() if name in choice.settings}
    return replace(part, settings={**part.settings, **own})


def _made(what: str, part: RecipePart, table: Mapping[str, NamedPart[Any]]) -> Any:
    return chosen(what, part.name, table).made(**part.settings)


def _named(parts: Sequence[RecipePart]) -> str:
    return " with ".join(part.name for part in parts)


def _plain(part: RecipePart) -> dict[str, Any]:
    return {"name": part.name, **{name: _said(value) for name, value in part.settings.items()}}


def _said(value: Any) -> Any:
    """A setting as the result keeps it: of a word list how many words it has, of a function its name."""
    if isinstance(value, Mapping):
        return f"{len(value):,} words"
    return value if isinstance(value, str | int | float | bool | None) else getattr(value, "__name__", str(value))
