"""transformers pipelines: the number that the user's pipeline gives is the number explained.

Its settings are followed, or do not touch the number (how many answers are shown), or are refused in one line.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.outputs import Outputs
from exegesis.adapters.texts import TextModel
from exegesis.core.errors import LoadError

_FUNCTIONS = {"sigmoid": "multi-label", "softmax": "single-label", "none": "regression"}
_CUTS = {"truncation", "max_length"}
# What the loop over texts wants, and what the library keeps for itself: no number depends on it.
_LOOP = {"batch_size", "num_workers", "padding", "return_tensors", "generation_config"}


@dataclass(frozen=True)
class Pipeline:
    """One task of pipelines: the settings that are followed, and those that only choose what is shown."""

    follows: frozenset[str] = frozenset()
    shows: frozenset[str] = frozenset()


PIPELINES: dict[str, Pipeline] = {
    "text-classification": Pipeline(frozenset({"function_to_apply", *_CUTS}), frozenset({"top_k", "_legacy"})),
    "zero-shot-classification": Pipeline(frozenset({"candidate_labels", "hypothesis_template", "multi_label"})),
    "token-classification": Pipeline(shows=frozenset({"ignore_labels"})),
    "fill-mask": Pipeline(shows=frozenset({"top_k"})),
    "text-generation": Pipeline(
        shows=frozenset({"max_new_tokens", "max_length", "do_sample", "return_type", "num_return_sequences"})
    ),
}


def load_pipeline(source: Any, head: str | None, outputs: Outputs, name: str | None) -> TextModel:
    """The model of a pipeline with the settings of the pipeline; `LoadError` naming one that cannot be followed."""
    settings = _settings(source)
    if source.task == "zero-shot-classification":
        from exegesis.adapters.zero_shot import zero_shot

        return zero_shot(source, settings, head, outputs, name)
    model = TransformerModel(source.model, source.tokenizer, name=name)
    if head not in (None, model.head):
        raise LoadError(f"{model.name} has the head for {model.head}, not for {head}.")
    if model.head == "classification":
        outputs = _read_as(model, settings.get("function_to_apply"), outputs)
        _cut(model, settings)
    outputs.of(model)
    return model


def _settings(source: Any) -> dict[str, Any]:
    """What the pipeline was set up with, `LoadError` for what would be dropped."""
    row = PIPELINES.get(source.task)
    if row is None or type(source).__module__.partition(".")[0] != "transformers":
        kind = (
            f"a {source.task} pipeline" if row is None else f"{type(source).__name__}, a pipeline of your own making,"
        )
        raise LoadError(
            f"{kind} is not explained as it stands; give a function of texts that calls it, or "
            "(pipeline.model, pipeline.tokenizer)."
        )
    found = _given(source)
    for name, value in found.items():
        if name not in row.follows | row.shows | _LOOP:
            raise LoadError(
                f"the pipeline's setting {name}={value!r} is not followed; make the pipeline without it, or give "
                "(pipeline.model, pipeline.tokenizer) to explain the model as it is."
            )
    return {name: value for name, value in found.items() if name in row.follows}


def _given(source: Any) -> dict[str, Any]:
    """The settings that are not left as they usually are, those of a dictionary one by one."""
    found: dict[str, Any] = {}
    steps = ("_preprocess_params", "_forward_params", "_postprocess_params", "_generate_kwargs")
    for params in (getattr(source, step, {}) for step in steps):
        for name, value in params.items():
            found.update(value if isinstance(value, Mapping) and name.endswith("_kwargs") else {name: value})
    usual: dict[str, Any] = {"is_split_into_words": False, "prefix": ""}
    strategy = found.get("aggregation_strategy")
    if strategy is not None and getattr(strategy, "value", strategy) in ("none", "simple", "first"):
        del found["aggregation_strategy"]  # a word's tag is read at its first piece
    return {name: value for name, value in found.items() if value is not None and usual.get(name, ...) != value}


def _read_as(model: TransformerModel, function: Any, outputs: Outputs) -> Outputs:
    """How the pipeline turns logits into numbers, unless the caller of `load` says otherwise."""
    if outputs.kind is not None:
        return outputs
    if function is not None:
        return replace(outputs, kind=_FUNCTIONS[str(getattr(function, "value", function))])
    is_value = model.config.problem_type == "regression"
    return outputs if is_value or model.config.num_labels > 1 else replace(outputs, kind="multi-label")


def _cut(model: TransformerModel, settings: Mapping[str, Any]) -> None:
    """A pipeline that cuts long texts: what it would cut is refused, since it would not be explained as it is read."""
    way = settings.get("truncation", "max_length" in settings)
    if way in (False, None, "do_not_truncate"):
        return
    model.limit = min(model.limit, int(settings.get("max_length") or model.limit))
    model.cuts = True
