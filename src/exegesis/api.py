"""The front door: load a model, explain a text. The one place that wires all rooms together."""

from collections.abc import Mapping, Sequence
from numbers import Integral
from pathlib import Path
from typing import Any, overload

from exegesis.adapters import bundled, table
from exegesis.adapters.base import Model
from exegesis.assembling import explanations
from exegesis.binding import Wishes, bind
from exegesis.engine.engine import Engine
from exegesis.errors import InputError, UnsupportedError, unknown
from exegesis.estimating import Estimate, Progress, counted, estimated, rows_to_come, tell_if_long
from exegesis.explainers.base import Explainer
from exegesis.explainers.settings import build, setting_names
from exegesis.explainers.table import METHODS, Method
from exegesis.explainers.table import method as find_method
from exegesis.explanation import Explanation
from exegesis.problem import Problem
from exegesis.randomness import stream
from exegesis.tasks.classification import TargetSpec, several
from exegesis.text import Segmenter, check_text

# Partition SHAP fits every model, its scores sum to the change they explain at any budget, and it scores phrases too.
AUTO = "partition_shap"
_SHARED_SETTINGS = ("output", "batch_tokens", "precision")


def load(
    source: Any,
    task: str | None = None,
    *,
    labels: Sequence[str] | None = None,
    name: str | None = None,
    revision: str | None = None,
    trust_remote_code: bool = False,
) -> Model:
    """A model to explain.

    `source`: a Hugging Face folder or hub id, "bundled:sentiment", a (model, tokenizer) pair, a transformers pipeline,
    a scikit-learn pipeline with `predict_proba`, or any callable `list[str] -> (n, classes)` of probabilities.
    `task` is for callables: "classification" (the default), "multi-label" or "regression". `labels` names a black
    box's outputs. Only safetensors are read, and no code of a model's repository is run unless `trust_remote_code`.
    Raises `LoadError` in one line.
    """
    chosen = None if labels is None else tuple(labels)
    return table.load(source, table.Options(task, chosen, name, revision, trust_remote_code))


@overload
def explain(
    model: Model | str | Path,
    text: str,
    method: str = "auto",
    target: str | int | None = None,
    seed: int = 0,
    unit: str | Segmenter = "word",
    id: str | None = None,
    *,
    progress: Progress | None = None,
    **settings: Any,
) -> Explanation: ...


@overload
def explain(
    model: Model | str | Path,
    text: str,
    method: str = "auto",
    target: Sequence[str | int] = ...,
    seed: int = 0,
    unit: str | Segmenter = "word",
    id: str | None = None,
    *,
    progress: Progress | None = None,
    **settings: Any,
) -> list[Explanation]: ...


def explain(
    model: Model | str | Path,
    text: str,
    method: str = "auto",
    target: TargetSpec = None,
    seed: int = 0,
    unit: str | Segmenter = "word",
    id: str | None = None,
    *,
    progress: Progress | None = None,
    **settings: Any,
) -> Explanation | list[Explanation]:
    """Why `model` gives `target` its number on `text`.

    `method`: a name from `methods()`. `target`: a label's name, its index, "predicted" (the default), or a list of
    these, explained in shared passes and returned as a list. `unit`: "word", "token", "sentence", or a function
    text -> spans. `id` names the text: random choices depend on (seed, id) alone, or (seed, text) without an id.
    `settings`: the method's own (samples, steps, rule, baseline, layer, ...), and for all: `output` ("probability" or
    "logit": the unit of the scores), `batch_tokens`, `precision`. `progress` is called as (rows done, rows expected).
    Raises `InputError` for what cannot be explained; warns with `LongWorkWarning` before work over a minute.
    """
    explainer, shared = _explainer(method, settings)
    rng = stream(_seed(seed), check_text(text) if id is None else _id(id))
    engine, problem = _prepare(model, text, explainer, shared, target, unit)
    if progress is not None:
        engine.progress = counted(progress, rows_to_come(problem, explainer))
    tell_if_long(engine, problem, explainer)
    attribution = engine.drive(problem, explainer.explain(problem.game, rng))
    found = explanations(engine, problem, explainer, attribution, _seed(seed), id)
    return found if several(target) else found[0]


def estimate(
    model: Model | str | Path, text: str, method: str = "auto", unit: str | Segmenter = "word", **settings: Any
) -> Estimate:
    """What `explain` with the same arguments will take at most, from one timed pass on this machine."""
    explainer, shared = _explainer(method, settings)
    engine, problem = _prepare(model, text, explainer, shared, None, unit)
    return estimated(engine, problem, explainer)


def methods() -> list[Method]:
    """The methods there are, controls last."""
    return list(METHODS.values())


def models() -> list[bundled.Bundled]:
    """The models that come with the package; load one as "bundled:NAME"."""
    return list(bundled.BUNDLED.values())


def settings_of(method: str) -> tuple[str, ...]:
    """Names of the settings that `explain` takes for this method."""
    return setting_names(find_method(_named(method)).load()) + _SHARED_SETTINGS


# -- from the caller's words to a Problem ---------------------------------------------------------------------------


def _named(method: str) -> str:
    return AUTO if method == "auto" else method


def _explainer(method: str, settings: Mapping[str, Any]) -> tuple[Explainer, dict[str, Any]]:
    """The explainer with its settings, and the settings that all methods share."""
    known = settings_of(method)
    for name in settings:
        if name not in known:
            raise unknown(f"setting of {_named(method)}", name, known)
    own = {name: value for name, value in settings.items() if name not in _SHARED_SETTINGS}
    shared = {name: value for name, value in settings.items() if name in _SHARED_SETTINGS and value is not None}
    return build(find_method(_named(method)).load(), own), shared


def _prepare(
    model: Model | str | Path,
    text: str,
    explainer: Explainer,
    shared: Mapping[str, Any],
    target: TargetSpec,
    unit: str | Segmenter,
) -> tuple[Engine, Problem]:
    loaded = load(model)
    _check_fits(loaded, explainer)
    engine = Engine(
        loaded,
        batch_tokens=shared.get("batch_tokens"),
        precision=shared.get("precision", "float32"),
    )
    wishes = Wishes(
        baseline=getattr(explainer, "baseline", "auto"),
        layer=getattr(explainer, "layer", None),
        mode=getattr(explainer, "mode", "position"),
        gradients="gradients" in explainer.needs,
    )
    output = shared.get("output", "probability")
    return engine, bind(engine, text, target=target, unit=unit, output=output, wishes=wishes)


def _check_fits(model: Model, explainer: Explainer) -> None:
    lacking = sorted(explainer.needs - model.gives)
    if lacking:
        fitting = [row.name for row in METHODS.values() if row.load().needs <= model.gives]
        raise UnsupportedError(
            f"{explainer.name} needs {' and '.join(lacking)}, which {model.name} does not give. "
            f"These methods fit it: {', '.join(fitting)}."
        )


def _seed(seed: object) -> int:
    if isinstance(seed, bool) or not isinstance(seed, Integral):
        raise InputError(f"seed must be a whole number, not {seed!r}.")
    return int(seed)


def _id(id: str) -> str:
    if not isinstance(id, str) or not id.isprintable():
        raise InputError(f"id must be printable text, not {id!r}.")
    return id
