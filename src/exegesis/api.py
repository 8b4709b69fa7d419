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
from exegesis.inputs import Hidden, Input, Pair, Question
from exegesis.problem import Problem
from exegesis.randomness import stream
from exegesis.records import Prediction
from exegesis.targets import OneTarget, TargetSpec, several
from exegesis.tasks.answers import Decoding
from exegesis.tasks.entities import Entity
from exegesis.tasks.span_qa import SpanQA, prediction
from exegesis.tasks.table import task_of
from exegesis.tasks.tags import Tags
from exegesis.text import Segmenter, check_text

# Partition SHAP fits every model, its scores sum to the change they explain at any budget, and it scores phrases too.
AUTO = "partition_shap"
_DECODING = tuple(Decoding.__dataclass_fields__)
_SHARED_SETTINGS = ("output", "parts", "batch_tokens", "precision")


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
    `task`, for callables: "classification" (the default), "multi-label" or "regression"; for folders and hub ids the
    head to load where the configuration names none or several: "classification", "question-answering", "masked-lm",
    "causal-lm" or "token-classification". `labels` names a black
    box's outputs. Only safetensors are read, and no code of a model's repository is run unless `trust_remote_code`.
    Raises `LoadError` in one line.
    """
    chosen = None if labels is None else tuple(labels)
    return table.load(source, table.Options(task, chosen, name, revision, trust_remote_code))


@overload
def explain(
    model: Model | str | Path,
    text: Input,
    method: str = "auto",
    target: OneTarget | None = None,
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
    text: Input,
    method: str = "auto",
    target: Sequence[OneTarget] = ...,
    seed: int = 0,
    unit: str | Segmenter = "word",
    id: str | None = None,
    *,
    progress: Progress | None = None,
    **settings: Any,
) -> list[Explanation]: ...


def explain(
    model: Model | str | Path,
    text: Input,
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

    `text`: a string; a `Question`, `Pair` or `Hidden` text where the model's head takes one. `method`: a name from
    `methods()`. `target`: what the head answers with, by name or number (a label, a word, "start", "end", "span",
    "no-answer"), "predicted" (the default), an `Answer`, `Word` or `Tag`, a `Contrast` of two, or a list of these,
    explained in shared passes and returned as a list. `unit`: "word", "token", "sentence", or a function text -> spans.
    `id` names the text: random choices depend on (seed, id) alone, or (seed, text) without an id. `settings`: the
    method's own (samples, steps, rule, baseline, layer, ...), and for all: `output` ("probability", "logit",
    "log-probability": the unit of the scores), `parts` (perturb the "context" only, say), `batch_tokens`, `precision`.
    `progress` is called as (rows done, rows expected).
    Raises `InputError` for what cannot be explained; warns with `LongWorkWarning` before work over a minute.
    """
    explainer, shared = _explainer(method, settings)
    rng = stream(_seed(seed), _content(text) if id is None else _id(id))
    engine, problem = _prepare(model, text, explainer, shared, target, unit)
    if progress is not None:
        engine.progress = counted(progress, rows_to_come(problem, explainer))
    tell_if_long(engine, problem, explainer)
    attribution = engine.drive(problem, explainer.explain(problem.game, rng))
    found = explanations(engine, problem, explainer, attribution, _seed(seed), id)
    return found if several(target) else found[0]


def estimate(
    model: Model | str | Path,
    text: Input,
    method: str = "auto",
    unit: str | Segmenter = "word",
    target: TargetSpec = None,
    **settings: Any,
) -> Estimate:
    """What `explain` with the same arguments will take at most, from one timed pass on this machine."""
    explainer, shared = _explainer(method, settings)
    engine, problem = _prepare(model, text, explainer, shared, target, unit)
    return estimated(engine, problem, explainer)


def predict(model: Model | str | Path, text: Input, k: int = 5, **decoding: Any) -> list[Prediction]:
    """What the model answers, with probabilities: one prediction, or one for each hidden word or each tagged word.

    Of answers and words the `k` likeliest. `decoding`, for questions: `max_tokens` of an answer, `no_answer_threshold`
    (in logits, by which "no answer" must lead) and `allow_no_answer`.
    """
    if type(k) is not int or k < 1:
        raise InputError(f"k must be a whole number of at least 1, not {k!r}.")
    engine = Engine(load(model))
    task = task_of(engine.model)
    if not isinstance(task, SpanQA):
        if decoding:
            raise unknown("setting of predict", next(iter(decoding)), ["k"])
        return task.predict(task.scene(text), engine.look, k)
    for name in decoding:
        if name not in _DECODING:
            raise unknown("setting of predict", name, _DECODING)
    return [prediction(task.answers(task.scene(text), engine.look, k, Decoding(**decoding)))]


def entities(model: Model | str | Path, text: str) -> list[Entity]:
    """The entities that a token classifier's tags spell out in a text."""
    engine = Engine(load(model))
    task = task_of(engine.model)
    if not isinstance(task, Tags):
        raise UnsupportedError(f"{engine.model.name} has no token-classification head; it has {engine.model.head}.")
    return task.entities(task.scene(text), engine.look)


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
    text: Input,
    explainer: Explainer,
    shared: Mapping[str, Any],
    target: TargetSpec,
    unit: str | Segmenter,
) -> tuple[Engine, Problem]:
    loaded = load(model)
    _check_fits(loaded, explainer)
    _check_baseline(explainer, shared.get("parts"))
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
        parts=shared.get("parts"),
    )
    task = task_of(loaded, shared.get("output"))
    return engine, bind(engine, task, text, target=target, unit=unit, wishes=wishes)


def _check_fits(model: Model, explainer: Explainer) -> None:
    lacking = sorted(explainer.needs - model.gives)
    if lacking:
        fitting = [row.name for row in METHODS.values() if row.load().needs <= model.gives]
        raise UnsupportedError(
            f"{explainer.name} needs {' and '.join(lacking)}, which {model.name} does not give. "
            f"These methods fit it: {', '.join(fitting)}."
        )


def _check_baseline(explainer: Explainer, parts: object) -> None:
    """A baseline of everything does not go with one part alone; that of a method without a choice is not in the way."""
    baseline = getattr(explainer, "baseline", "auto")
    chosen = {baseline} if isinstance(baseline, str) else set(baseline)
    whole = {"all-pad", "all-zero"} & chosen
    if parts is not None and whole and "baseline" in setting_names(type(explainer)):
        raise InputError(f"baseline {min(whole)!r} replaces every part; with parts= use 'pad', 'mask' or 'zero'.")


def _seed(seed: object) -> int:
    if isinstance(seed, bool) or not isinstance(seed, Integral):
        raise InputError(f"seed must be a whole number, not {seed!r}.")
    return int(seed)


def _content(text: Input) -> str:
    """What names an input that has no id: its characters."""
    if isinstance(text, Question):
        return f"{text.question}\n{text.context}"
    if isinstance(text, Pair):
        return f"{text.first}\n{text.second}"
    return check_text(text.text if isinstance(text, Hidden) else text)


def _id(id: str) -> str:
    if not isinstance(id, str) or not id.isprintable():
        raise InputError(f"id must be printable text, not {id!r}.")
    return id
