"""Which methods fit a model: told where one does not, and tried on the row at hand rather than looked up in a list."""

from typing import Any

from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesAttentions, GivesGradients, GivesPointGradients
from exegesis.adapters.texts import text_model
from exegesis.adapters.trees import TreesOfTables
from exegesis.core.errors import ExegesisError, UnsupportedError
from exegesis.data.requests import Attentions, Blend, Gradients, Neighbours, Predict, Score, TreeShapley
from exegesis.data.rows import TokenRow
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Explainer
from exegesis.explainers.table import METHODS
from exegesis.modalities.masker import Blender, Masker, Sampler

_OF_PIECES = frozenset({"gradients", "attentions"})
_SPOKEN: dict[type, str] = {
    Score: "masks",
    Neighbours: "neighbours",
    Gradients: "gradients at positions of the input",
    Attentions: "attention between positions of the input",
    Blend: "pixels that are there in part",
    Predict: "answers to other texts",
    TreeShapley: "trees",
}


def check_asked(problem: Problem, explainer: Explainer) -> None:
    """`UnsupportedError` that names the methods that fit, where the kind of data answers nothing that this one asks."""
    answered = answers(problem)
    if explainer.asks and not answered & set(explainer.asks):
        asked = " or ".join(_SPOKEN[kind] for kind in explainer.asks)
        fit = fitting(problem.model, units=len(problem.units), answered=answered)
        raise UnsupportedError(
            f"{explainer.name} asks for {asked}, which an input of this kind does not give. "
            f"These methods fit it: {', '.join(fit)}."
        )


def answers(problem: Problem) -> frozenset[type]:
    """The kinds of requests that an input of this kind answers, where its model does."""
    found: set[type] = {Gradients, Attentions} if problem.position_units else set()
    if problem.entrance is not None or isinstance(problem.model, GivesPointGradients):
        found.add(Gradients)
    given: tuple[tuple[type, Any], ...] = ((Score, Masker), (Neighbours, Sampler), (Blend, Blender))
    found |= {kind for kind, is_so in given if isinstance(problem.masker, is_so)}
    if isinstance(problem.model, TreesOfTables):
        found.add(TreeShapley)
    return frozenset(found | {Predict} if problem.text else found)


def fitting(
    model: Model,
    row: TokenRow | None = None,
    units: int = 1,
    by_pieces: bool = True,
    answered: frozenset[type] = frozenset(_SPOKEN),
) -> tuple[str, ...]:
    """Names of the methods, controls aside, that explain this model; of `units` units, where these are given.

    Gradients and attentions are tried on `row`, since not every family that has them by name gives them; without
    `by_pieces` there are none, since it is not known which characters they belong to. `answered`: of a kind of data
    that does not answer all requests, those that it does.
    """
    gives = model.gives
    gives -= {need for need in _OF_PIECES & gives if not (by_pieces and _gives(model, need, row))}
    rows = [(row.name, row.load()) for row in METHODS.values() if not row.is_control]
    return tuple(
        name
        for name, kind in rows
        if kind.needs <= gives and answered & set(kind.asks) and (kind.most_units is None or units <= kind.most_units)
    )


def told(model: Model, row: TokenRow | None = None, units: int = 1, by_pieces: bool = True) -> str:
    """The same as a sentence."""
    return f"These methods fit it: {', '.join(fitting(model, row, units, by_pieces))}."


def _gives(model: Model, need: str, row: TokenRow | None) -> bool:
    if need == "gradients" and isinstance(model, GivesPointGradients):
        return True
    try:
        tried = _any_row(model) if row is None else row
        if need == "attentions" and isinstance(model, GivesAttentions):
            model.attentions(tried)
        elif need == "gradients" and isinstance(model, GivesGradients):
            model.gradients(tried, model.capture([tried], None), None, _first)
    except (ExegesisError, RuntimeError, ValueError, TypeError, AttributeError, IndexError):
        return False
    return True


def _any_row(model: Model) -> TokenRow:
    """A short row of word pieces; `UnsupportedError` where the model reads none."""
    (row,) = text_model(model).encode(["a"])
    if not isinstance(row, TokenRow):
        raise UnsupportedError(f"{model.name} reads no word pieces.")
    return row


def _first(output: Any, inputs: Any) -> Any:
    """Any number of the output will do: (B, 1)."""
    numbers = output.start_logits if hasattr(output, "start_logits") else output.logits
    return numbers.flatten(1)[:, :1]
