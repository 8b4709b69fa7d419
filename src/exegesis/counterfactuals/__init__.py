"""Why not something else: the smallest change of an input that gives another answer."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "counterfactual",
    "counterfactual_many",
    "changed_texts",
    "CounterfactualText",
    "Counterfactual",
    "Counterfactuals",
]

if TYPE_CHECKING:
    from exegesis.counterfactuals.many import CounterfactualText, changed_texts, counterfactual_many
    from exegesis.counterfactuals.result import Counterfactual, Counterfactuals
    from exegesis.counterfactuals.run import counterfactual
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "counterfactual": "run",
            "counterfactual_many": "many",
            "changed_texts": "many",
            "CounterfactualText": "many",
            "Counterfactual": "result",
            "Counterfactuals": "result",
        },
    )
