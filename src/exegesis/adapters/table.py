"""What `load` accepts: adding a kind of source is one file and one line here. The first row that accepts wins."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exegesis.adapters import bundled
from exegesis.adapters.base import Model
from exegesis.errors import LoadError


@dataclass(frozen=True)
class Options:
    """The keywords of `load`, for the adapters that have a use for them."""

    task: str | None = None
    labels: tuple[str, ...] | None = None
    name: str | None = None
    revision: str | None = None
    trust_remote_code: bool = False


@dataclass(frozen=True)
class Source:
    """One row: what it is, whether it accepts what was given, and how that becomes a Model."""

    summary: str
    accepts: Callable[[Any], bool]
    load: Callable[[Any, Options], Model]


def load(source: Any, options: Options) -> Model:
    """The Model for `source`, or a `LoadError` that lists what can be given."""
    for row in SOURCES:
        if row.accepts(source):
            model = row.load(source, options)
            model.check()
            return model
    raise LoadError(f"cannot load a {type(source).__name__}. Give {'; '.join(row.summary for row in SOURCES)}.")


def _bundled(source: str, options: Options) -> Model:
    return _folder(bundled.folder(source), Options(**{**vars(options), "name": options.name or source}))


def _folder(source: str | Path, options: Options) -> Model:
    from exegesis.adapters.huggingface import TransformerModel
    from exegesis.adapters.loading import load_model

    source = os.path.expanduser(source)
    model, tokenizer, commit = load_model(
        source, options.task, revision=options.revision, trust_remote_code=options.trust_remote_code
    )
    name = Path(source).resolve().name if Path(source).is_dir() else source
    return TransformerModel(model, tokenizer, name=options.name or name, revision=commit)


def _is_onnx(source: Any) -> bool:
    """An .onnx file, or a folder with one (or with a folder "onnx"), unless it has weights of transformers as well."""
    if not isinstance(source, str | Path):
        return False
    path = Path(os.path.expanduser(source))
    if path.suffix == ".onnx" and not path.is_dir():
        return True
    exports = (path.glob("*.onnx"), path.glob("onnx/*.onnx"))
    return path.is_dir() and any(map(any, exports)) and not any(path.glob("*.safetensors"))


def _onnx(source: str | Path, options: Options) -> Model:
    from exegesis.adapters.onnx import load_onnx

    return load_onnx(os.path.expanduser(source), options.task, options.name)


def _transformer(pair: tuple[Any, Any], options: Options) -> Model:
    from exegesis.adapters.huggingface import TransformerModel

    loaded = TransformerModel(*pair, name=options.name)
    if options.task not in (None, loaded.head):
        raise LoadError(f"{loaded.name} has the head for {loaded.head}, not for {options.task}.")
    return loaded


def _is_pipeline(source: Any) -> bool:
    """Told by its class: a callable of the user's own may well have a `model` and a `tokenizer` too."""
    return any(kind.__module__.startswith("transformers.pipelines.") for kind in type(source).__mro__)


def _pipeline(source: Any, options: Options) -> Model:
    return _transformer((source.model, source.tokenizer), options)


def _estimator(source: Any, options: Options) -> Model:
    from exegesis.adapters.function import from_sklearn

    return from_sklearn(source, task=options.task, labels=options.labels, name=options.name)


def _callable(source: Any, options: Options) -> Model:
    from exegesis.adapters.function import FunctionModel

    if hasattr(source, "parameters"):
        raise LoadError(f"{type(source).__name__} cannot read texts by itself; give it with its tokenizer, as a pair.")
    return FunctionModel(source, task=options.task, labels=options.labels, name=options.name)


SOURCES: tuple[Source, ...] = (
    Source("a loaded exegesis model", lambda s: isinstance(s, Model), lambda s, _: s),
    Source("'bundled:NAME'", lambda s: isinstance(s, str) and s.startswith(bundled.PREFIX), _bundled),
    Source("an .onnx file or a folder with model.onnx", _is_onnx, _onnx),
    Source("a Hugging Face folder or hub id", lambda s: isinstance(s, str | Path), _folder),
    Source("a (model, tokenizer) pair", lambda s: isinstance(s, tuple) and len(s) == 2, _transformer),
    Source("a transformers pipeline", _is_pipeline, _pipeline),
    Source("a scikit-learn pipeline with predict_proba", lambda s: hasattr(s, "predict_proba"), _estimator),
    Source("any callable list[str] -> (n, classes) probabilities", callable, _callable),
)
