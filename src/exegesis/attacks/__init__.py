"""Attacks: small edits of texts that turn a model's answers."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "CONSTRAINTS",
    "GOALS",
    "RECIPES",
    "SEARCHES",
    "TRANSFORMATIONS",
    "Attack",
    "AttackedText",
    "BehaviourTest",
    "CheckList",
    "RecipePart",
    "Recipe",
    "attack",
    "checklist",
]

if TYPE_CHECKING:
    from exegesis.attacks.behaviour.result import CheckList
    from exegesis.attacks.behaviour.run import checklist
    from exegesis.attacks.behaviour.suite import BehaviourTest
    from exegesis.attacks.constraints.table import CONSTRAINTS
    from exegesis.attacks.goals.table import GOALS
    from exegesis.attacks.recipes.base import Recipe, RecipePart
    from exegesis.attacks.recipes.table import RECIPES
    from exegesis.attacks.result import Attack, AttackedText
    from exegesis.attacks.run import attack
    from exegesis.attacks.searches.table import SEARCHES
    from exegesis.attacks.transformations.table import TRANSFORMATIONS
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "CONSTRAINTS": "constraints.table",
            "GOALS": "goals.table",
            "RECIPES": "recipes.table",
            "SEARCHES": "searches.table",
            "TRANSFORMATIONS": "transformations.table",
            "Attack": "result",
            "AttackedText": "result",
            "RecipePart": "recipes.base",
            "Recipe": "recipes.base",
            "BehaviourTest": "behaviour.suite",
            "CheckList": "behaviour.result",
            "attack": "run",
            "checklist": "behaviour.run",
        },
    )
