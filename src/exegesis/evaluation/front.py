"""The front door of the measures: an explanation, its model and the names of measures in, an Evaluation out."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.core.errors import InputError, shown, unknown
from exegesis.data.explanation import Explanation
from exegesis.engine.engine import Engine
from exegesis.engine.kinds import KINDS
from exegesis.evaluation.answering import Answerer, measured
from exegesis.evaluation.result import Evaluation
from exegesis.evaluation.subject import Subject
from exegesis.metrics.base import Case, Metric
from exegesis.metrics.rationales import flags_of
from exegesis.metrics.settings import chosen
from exegesis.metrics.table import usual

USUAL = usual("evaluate")
REMOVALS = KINDS["text"].removals
# Between f(x) in the record and f(x) now: more than float32 and batching move.
_SAME_VALUE = 1e-3


def evaluate(
    explanation: Explanation,
    model: Model | str | Path,
    measures: str | Metric | Sequence[str | Metric] = USUAL,
    seed: int = 0,
    *,
    removal: str = "auto",
    output: str | None = None,
    rationale: Any = None,
    other: Explanation | None = None,
    measure_settings: Mapping[str, Mapping[str, Any]] | None = None,
    engine: Engine | None = None,
) -> Evaluation:
    """How far an explanation can be trusted, measure by measure.

    f is the number that the explanation explains, in its unit (`Evaluation.output`), its target held fixed.

    Args:
        explanation: what is judged.
        model: the model it is of, as `load` gives or takes it.
        measures: names of measures, "all" of them that apply, or measures with settings of their own.
        seed: of what the measures draw.
        removal: how units are removed: "mask" or "pad" (tokens in the place of their word pieces) or "delete"; "auto"
            is "mask" where the model has such a token. Of images "mean" (also "auto"), "blur", "light-blur", "noise",
            "black", "grey" or "white"; of series "bridge" (also "auto"), "level", "mean", "zero", "noise" or
            "background"; of events "mean" (also "auto"), "median" or "zero".
        output: another unit for f, such as "probability", so that explanations in different units are judged by the
            same numbers; measures that set the scores themselves against f have no value then.
        rationale: a person's reasons, as character spans or one flag for each unit.
        other: an explanation of the same units to compare with.
        measure_settings: of measures given by name: {"infidelity": {"samples": 500}}.
        engine: one of this model, to share its passes with other evaluations.

    Returns:
        A value for each measure with its unit and direction; one that has none says why in `undefined`.

    Raises:
        InputError: the explanation cannot be asked again of the model, or a rationale does not align.
    """
    if not isinstance(explanation, Explanation):
        raise InputError(f"evaluate takes an Explanation, not {type(explanation).__name__}.")
    wanted = chosen(measures, measure_settings or {}, rationale is not None, other is not None, explanation.of)
    known = KINDS[explanation.of].removals
    if removal not in known:
        raise unknown("removal", removal, known)
    engine = _engine(explanation, model, engine)
    spent = engine.cost()
    subject = Subject(explanation)
    case = _case(explanation, subject, engine.model, seed, rationale, other)
    answerer = _answerer(engine, subject, removal, case.seed, output)
    warnings = _check_same(explanation, engine, subject, answerer)
    found = {name: measured(name, metric, case, answerer) for name, metric in wanted.items()}
    return Evaluation(
        measures=found,
        method=explanation.method,
        target=explanation.target.name,
        output=answerer.problem.targets[0].output,
        prediction=explanation.prediction.label,
        model=engine.model.name,
        text=explanation.text,
        id=explanation.id,
        seed=case.seed,
        cost=engine.cost() - spent,
        warnings=warnings,
    )


def _engine(explanation: Explanation, model: Any, shared: Engine | None) -> Engine:
    if shared is None:
        return Engine(api.load(model), precision=str(explanation.settings.get("precision", "float32")))
    if isinstance(model, Model) and shared.model is not model:
        raise InputError(f"the engine runs {shared.model.name}, not {model.name}; give the model that it runs.")
    return shared


def _case(
    explanation: Explanation, subject: Subject, model: Model, seed: int, rationale: Any, other: Explanation | None
) -> Case:
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise InputError(f"seed must be a whole number, not {shown(seed)}.")
    is_class = explanation.target.kind == "class" and model.gives_classes and model.kind != "regression"
    return Case(
        scores=explanation.scores,
        value=explanation.value,
        base_value=explanation.baseline.value,
        baseline=explanation.baseline.name,
        target=explanation.target.index,
        n_outputs=len(model.labels) if is_class else None,
        seed=seed,
        explained_with=explanation.seed,
        item=subject.item,
        rationale=None if rationale is None else flags_of(rationale, explanation.units, explanation.text),
        other=None if other is None else _aligned(explanation, other).scores,
    )


def _aligned(explanation: Explanation, other: Explanation) -> Explanation:
    if not isinstance(other, Explanation):
        raise InputError(f"other must be an Explanation, not {type(other).__name__}.")
    if (other.text, other.units) != (explanation.text, explanation.units):
        raise InputError("the two explanations do not have the same units; explain the same text with the same unit=.")
    return other


def _answerer(engine: Engine, subject: Subject, removal: str, seed: int, output: str | None) -> Answerer:
    try:
        return Answerer(engine, subject, removal, seed, output)
    except InputError as error:
        raise type(error)(str(error).replace("baseline=", "removal=")) from None


def _check_same(explanation: Explanation, engine: Engine, subject: Subject, answerer: Answerer) -> tuple[str, ...]:
    """Whether this model gives the number that the record says; with the same weights anything else is an error."""
    problem = answerer.problem
    if problem.targets[0].output != explanation.target.output:
        problem = subject.problem(engine)
    now = float(engine.whole_value(problem)[0])
    mine, theirs = engine.model.fingerprint().weights, explanation.fingerprint.weights
    if abs(now - explanation.value) <= _SAME_VALUE * max(1.0, abs(explanation.value)):
        return ()
    said = f"f(x) is {now:.4g} on {engine.model.name} and {explanation.value:.4g} in the explanation"
    if mine is not None and mine == theirs:
        raise InputError(f"{said}, though the weights are the same: what was asked cannot be rebuilt; explain again.")
    return (f"{said}: it is of another model ({explanation.fingerprint.model}), and is judged here on this one.",)
