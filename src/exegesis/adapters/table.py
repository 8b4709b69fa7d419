"""What `load` accepts: adding a kind of source is one file and one line here. The first row that accepts wins."""

import os
from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any, cast

from exegesis.adapters import bundled, estimators, modules, pipeline_files, table_estimators
from exegesis.adapters.base import Model
from exegesis.adapters.called import CalledModel
from exegesis.adapters.capabilities import TakesThreads
from exegesis.adapters.events import EventsFunction
from exegesis.adapters.function import FunctionModel
from exegesis.adapters.image_folders import is_image_folder, load_image_folder, names_images
from exegesis.adapters.image_modules import ImageModule
from exegesis.adapters.images import ImageFunction
from exegesis.adapters.outputs import KINDS, Outputs
from exegesis.adapters.series import SeriesFunction, of_estimator
from exegesis.adapters.series_modules import SeriesModule
from exegesis.adapters.sounds import SoundFunction
from exegesis.adapters.table_modules import TableModule
from exegesis.adapters.tables import TableFunction
from exegesis.adapters.texts import TextModel
from exegesis.adapters.threads import fixed
from exegesis.adapters.trees import TreeBooster, estimator_of_tables
from exegesis.adapters.videos import VideoFunction
from exegesis.core.errors import LoadError, check_count, shown, unknown
from exegesis.core.plurals import several
from exegesis.data.table_background import TableBackground


@dataclass(frozen=True)
class Options:
    """The keywords of `load`. Each source says which of them it uses; another one given is an error."""

    task: str | None = None
    labels: tuple[str, ...] | None = None
    name: str | None = None
    revision: str | None = None
    trust_remote_code: bool = False
    threads: int | None = None
    modality: str | None = None
    preprocess: Callable[[Any], Any] | None = None
    background: Any = None  # a `TableBackground`; of series as it was given
    rate: int | None = None  # of sounds

    @property
    def rows(self) -> TableBackground | None:
        """The background of a model of tables, None of other kinds of data; `LoadError` where it is left out."""
        if self.modality in _WITH_BACKGROUND:
            return None
        if self.modality not in (None, "table"):
            if self.background is not None:
                raise LoadError(f"background has no effect on a model of {several(self.modality)}; leave it out.")
            return None
        if self.background is None and self.modality == "table":
            raise LoadError("a model of tables needs background=: a frame of rows like those that it was trained on.")
        found: TableBackground | None = self.background
        return found

    @property
    def head(self) -> str | None:
        """The head of a transformer that `task` asks for."""
        return "classification" if self.task in KINDS else self.task

    @property
    def outputs(self) -> Outputs:
        """What the caller says of the outputs."""
        return Outputs(self.labels, self.task if self.task in KINDS else None)

    def given(self) -> dict[str, Any]:
        """Those that are not left as they are usually."""
        values = {field.name: (getattr(self, field.name), field.default) for field in fields(self)}
        return {name: value for name, (value, usual) in values.items() if _differs(value, usual)}


def _differs(value: Any, usual: Any) -> bool:
    """Arrays, which have no one answer to ==, are never the usual."""
    return value is not usual and (usual is None or value != usual)


OWN = frozenset({"task", "labels", "name"})
EVERY = frozenset({"threads"})  # whether they have an effect, the model says that comes of it
CODE = frozenset({"trust_remote_code"})
KIND = frozenset({"modality"})
PREPARED = KIND | {"preprocess"}
ROWS = KIND | {"background"}
OF_FUNCTIONS = frozenset({"rate"})  # each of some functions alone: `CalledModel.options` says which
_NAMED = OWN | CODE | PREPARED | ROWS | OF_FUNCTIONS | {"revision"}
# The kinds of data that a callable may take; adding one is a class of `CalledModel` and a line here.
FUNCTIONS: dict[str, type[CalledModel]] = {
    "text": FunctionModel,
    "image": ImageFunction,
    "table": TableFunction,
    "series": SeriesFunction,
    "sound": SoundFunction,
    "events": EventsFunction,
    "video": VideoFunction,
}
_WITH_BACKGROUND = ("series", "events")  # of these, whose background is no table and need not be given
# Those that a torch module may read with a `preprocess` of its user's; adding one is a class and a line here.
MODULES: dict[str, Callable[..., Model]] = {"image": ImageModule}
# Those that a torch module reads as they are.
PLAIN_MODULES: dict[str, Callable[..., Model]] = {"series": SeriesModule}


@dataclass(frozen=True)
class Source:
    """One row: what it is, whether it accepts what was given, how that becomes a model, and the options it uses."""

    summary: str
    accepts: Callable[[Any], bool]
    load: Callable[[Any, Options], Model]
    uses: frozenset[str] = OWN


def load(source: Any, options: Options) -> Model:
    """The Model for `source`, or a `LoadError` that lists what can be given."""
    for row in SOURCES:
        if row.accepts(source):
            _check_used(row, source, options)
            model = with_threads(row.load(source, options), options.threads)
            model.check()
            return model
    raise LoadError(f"cannot load a {type(source).__name__}. Give {'; '.join(row.summary for row in SOURCES)}.")


def takes_background(source: Any) -> bool:
    """Whether background rows have an effect on it: they have none on what is loaded already, or reads no tables."""
    row = next((row for row in SOURCES if row.accepts(source)), None)
    if row is not None and row.load is _module:
        return takes_background(modules.named(source))
    return row is not None and "background" in row.uses


def with_threads(model: Model, count: int | None) -> Model:
    """The model, whose passes take so many threads where a number is given; `LoadError` where they are not ours."""
    wished = fixed() if count is None else count
    if wished is not None:
        check_count("threads", wished)
    if wished is not None and not isinstance(model, TakesThreads):
        raise LoadError(f"threads={wished} has no effect on {model.name}, which makes its own passes; leave it out.")
    return model if count is None else cast(Model, cast(TakesThreads, model).with_threads(count))


def _check_used(row: Source, source: Any, options: Options) -> None:
    """`LoadError` for an option without effect; to say a loaded model's own head, or what it reads, does no harm."""
    for name, value in options.given().items():
        said = {"task": "head", "modality": "reads"}.get(name)
        is_said = said is not None and isinstance(source, Model) and value == getattr(source, said)
        if name not in row.uses | EVERY and not is_said:
            said = "" if name == "background" else f"={value!r}"
            way = "name a model of tables, or leave it out" if name == "background" else "leave it out"
            raise LoadError(f"{name}{said} has no effect on {row.summary}; {way}.")


def _is_loaded(source: Any) -> bool:
    return isinstance(source, Model) and source.reads in FUNCTIONS


def _bundled(source: str, options: Options) -> Model:
    row = bundled.row(source)
    if options.modality not in (None, row.reads):
        raise LoadError(f"{source!r} reads {row.reads}s; leave modality={options.modality!r} out.")
    named = replace(options, name=options.name or source)
    if row.reads == "text":
        model = _folder(row.folder, named)
        model.of_single_texts = model.head == "classification"
        return model
    from exegesis.adapters.bundled_images import load_bundled_images

    return load_bundled_images(row.folder, named.name or source, options.labels, options.task)


def _module(source: str, options: Options) -> Model:
    found = modules.named(source)
    if isinstance(found, Model):
        return load(found, options)
    if isinstance(found, str | Path):
        raise LoadError(
            f"{source!r} is a {'string' if isinstance(found, str) else 'path'} ({shown(found)}) and no model; "
            "name a function of texts (or of images or series, with modality=), a scikit-learn pipeline, or what "
            "exegesis.load gives."
        )
    try:
        model = load(found, replace(options, name=options.name or source))
    except estimators.OnlyMargins as error:  # task= cannot be said on a command line, but in the module
        raise estimators.OnlyMargins.of(f"{source!r}: {type(found).__name__}", _margins_of(source)) from error
    except LoadError as error:
        raise type(error)(f"{source!r}: {error}") from error
    if isinstance(model, CalledModel):
        model.in_one_line = True
    return model


def _margins_of(source: str) -> str:
    """How a module makes a model of the margins of what it calls so."""
    module, _, name = source.partition(":")
    return (
        f"In {modules.file_of(module)}: `margin = exegesis.load({name}, task='regression')`, then "
        f"`--model {module}:margin`,"
    )


def _file(source: str | Path, options: Options) -> Model:
    return load(pipeline_files.read(source), replace(options, name=options.name or pipeline_files.name(source)))


def _folder(source: str | Path, options: Options) -> TextModel:
    from exegesis.adapters.huggingface import TransformerModel

    source = os.path.expanduser(source)
    model, tokenizer, commit = _read(source, options)
    name = Path(source).resolve().name if Path(source).is_dir() else source
    return options.outputs.of(TransformerModel(model, tokenizer, name=options.name or name, revision=commit))


def _read(source: str, options: Options) -> tuple[Any, Any, str | None]:
    """(model, tokenizer, commit): without transformers where all of the folder is known, else as that reads it."""
    from exegesis.adapters.bare.ordinary import OrdinaryWay
    from exegesis.adapters.bare.reading import read
    from exegesis.adapters.loading import load_model

    if not options.trust_remote_code:
        try:
            return (*read(source, options.head), None)
        except OrdinaryWay:
            pass
    return load_model(source, options.head, revision=options.revision, trust_remote_code=options.trust_remote_code)


def _image_folder(source: str | Path, options: Options) -> Model:
    if options.modality not in (None, "image"):
        raise LoadError(f"{str(source)!r} is a classifier of images; leave modality={options.modality!r} out.")
    where = os.path.expanduser(source)
    return load_image_folder(where, name=options.name, labels=options.labels, task=options.task)


def _hub(source: str | Path, options: Options) -> Model:
    if options.modality is None:
        return _folder(source, options)
    if options.modality != "image":
        raise LoadError(f"{str(source)!r} is no folder here; of the hub, models of texts and of images are read.")
    if options.trust_remote_code:
        raise LoadError(f"trust_remote_code has no effect on {str(source)!r}, whose own code is not run; leave it out.")
    return load_image_folder(
        str(source), name=options.name, labels=options.labels, task=options.task, revision=options.revision
    )


def _is_folder(source: Any) -> bool:
    return isinstance(source, str | Path) and Path(os.path.expanduser(source)).is_dir()


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
    path = Path(os.path.expanduser(source))
    beside = path if path.is_dir() else path.parent
    if options.modality == "image" or (options.modality is None and names_images(beside)):
        from exegesis.adapters.onnx_images import load_onnx_images

        return load_onnx_images(
            path, preprocess=options.preprocess, labels=options.labels, task=options.task, name=options.name
        )
    if options.modality not in (None, "text"):
        raise LoadError(f"ONNX files are read of texts and of images, not of {several(options.modality)}.")
    if options.preprocess is not None:
        raise LoadError("preprocess has no effect on an ONNX file of texts; leave it out, or say modality='image'.")
    from exegesis.adapters.onnx import load_onnx

    return options.outputs.of(load_onnx(os.path.expanduser(source), options.head, options.name))


def _transformer(pair: tuple[Any, Any], options: Options) -> Model:
    from exegesis.adapters.huggingface import TransformerModel

    loaded = TransformerModel(*pair, name=options.name)
    if options.head not in (None, loaded.head):
        raise LoadError(f"{loaded.name} has the head for {loaded.head}, not for {options.task}.")
    return options.outputs.of(loaded)


def _is_pipeline(source: Any) -> bool:
    """Told by its class: a callable of the user's own may well have a `model` and a `tokenizer` too."""
    return any(kind.__module__.startswith("transformers.pipelines.") for kind in type(source).__mro__)


def _pipeline(source: Any, options: Options) -> Model:
    from exegesis.adapters.pipelines import load_pipeline

    return load_pipeline(source, options.head, options.outputs, options.name)


def _estimator(source: Any, options: Options) -> Model:
    if options.modality == "series":
        return of_estimator(
            source, task=options.task, labels=options.labels, name=options.name, background=options.background
        )
    if (rows := options.rows) is not None:
        return estimator_of_tables(source, rows, task=options.task, labels=options.labels, name=options.name)
    return estimators.from_sklearn(source, task=options.task, labels=options.labels, name=options.name)


def _check_of_functions(kind: str, options: Options) -> None:
    """`LoadError` for an option that functions of another kind of data take."""
    for name in sorted(OF_FUNCTIONS & options.given().keys() - set(FUNCTIONS[kind].options)):
        said = f"{name}={getattr(options, name)!r}"
        raise LoadError(f"{said} has no effect on a function of {several(kind)}; leave it out.")


def _is_torch(source: Any) -> bool:
    return callable(source) and hasattr(source, "parameters") and hasattr(source, "state_dict")


def _torch(source: Any, options: Options) -> Model:
    if (rows := options.rows) is not None:
        said = (source, options.preprocess, rows)
        return TableModule(*said, task=options.task, labels=options.labels, name=options.name)
    kind, named = options.modality or "text", type(source).__name__
    if kind not in FUNCTIONS:
        raise unknown("modality", kind, FUNCTIONS)
    _check_of_functions(kind, options)
    own: dict[str, Any] = {"task": options.task, "labels": options.labels, "name": options.name}
    if kind in PLAIN_MODULES:
        if options.preprocess is not None:
            raise LoadError(f"preprocess has no effect on a module of {several(kind)}; put it in the module.")
        return PLAIN_MODULES[kind](source, background=options.background, **own)
    if options.background is not None:
        raise LoadError(f"background has no effect on a torch module of {several(kind)}; leave it out.")
    if kind not in MODULES:
        way = "give it with its tokenizer, as a pair" if kind == "text" else "give a function that calls it"
        raise LoadError(f"{named} cannot read {several(kind)} by itself; {way}.")
    if not callable(options.preprocess):
        raise LoadError(
            f"{named} cannot read {several(kind)} by itself; say how one becomes its input: preprocess=function, of "
            f"{kind} -> tensor."
        )
    return MODULES[kind](source, options.preprocess, **own)


def _booster(source: Any, options: Options) -> Model:
    if (rows := options.rows) is None:
        raise LoadError(
            f"a booster of {table_estimators.library_of(source)} reads tables: give background=, a frame of rows like "
            "those that it was trained on."
        )
    return TreeBooster(source, rows, task=options.task, labels=options.labels, name=options.name)


def _callable(source: Any, options: Options) -> Model:
    rows = options.rows
    kind = options.modality or ("text" if rows is None else "table")
    if kind not in FUNCTIONS:
        raise unknown("modality", kind, FUNCTIONS)
    made: Any = FUNCTIONS[kind]
    _check_of_functions(kind, options)
    given = (source,) if rows is None else (source, rows)
    own = {name: getattr(options, name) for name in made.options}
    if kind in _WITH_BACKGROUND:
        own["background"] = options.background
    model: Model = made(*given, task=options.task, labels=options.labels, name=options.name, **own)
    return model


SOURCES: tuple[Source, ...] = (
    Source("a loaded exegesis model", _is_loaded, lambda s, _: s, frozenset()),
    Source("'bundled:NAME'", lambda s: isinstance(s, str) and s.startswith(bundled.PREFIX), _bundled, OWN | KIND),
    Source("'module:name' of an object in a Python module", modules.is_name, _module, _NAMED),
    Source(
        "a .skops file or 'trust-pickle:FILE' of a scikit-learn pipeline", pipeline_files.is_file, _file, OWN | ROWS
    ),
    Source("an .onnx file or a folder with model.onnx", _is_onnx, _onnx, OWN | PREPARED),
    Source("a Hugging Face folder of an image classifier", is_image_folder, _image_folder, OWN | KIND),
    Source("a Hugging Face folder", _is_folder, _folder, OWN | CODE),
    Source("a Hugging Face hub id", lambda s: isinstance(s, str | Path), _hub, OWN | CODE | KIND | {"revision"}),
    Source("a (model, tokenizer) pair", lambda s: isinstance(s, tuple) and len(s) == 2, _transformer),
    Source("a transformers pipeline", _is_pipeline, _pipeline),
    Source("a scikit-learn pipeline or one of its methods", estimators.is_estimator, _estimator, OWN | ROWS),
    Source("a booster of xgboost or lightgbm", table_estimators.is_booster, _booster, OWN | ROWS),
    Source(
        "a torch module of images with preprocess=, or of series",
        _is_torch,
        _torch,
        OWN | PREPARED | ROWS | OF_FUNCTIONS,
    ),
    Source("any callable list[str] -> (n, classes) probabilities", callable, _callable, OWN | ROWS | OF_FUNCTIONS),
)
