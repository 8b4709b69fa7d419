"""The front door: load a model, explain a text. The one place that wires all rooms together."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Literal, TypeAlias, overload

import numpy as np

from exegesis.adapters import bundled, table
from exegesis.adapters.base import Model
from exegesis.adapters.events import EventsModel
from exegesis.adapters.images import ImageModel
from exegesis.adapters.outputs import names
from exegesis.adapters.series import SeriesModel
from exegesis.adapters.sounds import SoundModel
from exegesis.adapters.tables import TableModel
from exegesis.adapters.texts import TextModel
from exegesis.adapters.videos import VideoModel
from exegesis.core.errors import InputError, LoadError, UnsupportedError, check_count, unknown
from exegesis.core.text import Segmenter
from exegesis.data.events import EventsLike
from exegesis.data.explanation import Explanation
from exegesis.data.explanations import Explanations
from exegesis.data.failed import Failed
from exegesis.data.image import ImageLike
from exegesis.data.inputs import Input
from exegesis.data.outcomes import Outcomes
from exegesis.data.records import Prediction
from exegesis.data.series import SeriesLike
from exegesis.data.sound import SoundLike
from exegesis.data.table_background import Frame, TableBackground
from exegesis.data.table_guess import ColumnWish
from exegesis.data.table_row import RowLike
from exegesis.data.table_schema import TableSchema
from exegesis.data.targets import OneTarget, TargetSpec, several
from exegesis.data.video import VideoLike
from exegesis.engine import plan as planning
from exegesis.engine.engine import Engine
from exegesis.engine.estimate import Estimate, Progress, estimated
from exegesis.engine.kinds import kind_of
from exegesis.engine.long_work import LongWork
from exegesis.engine.looks import looked
from exegesis.engine.many import many
from exegesis.engine.plan import planned
from exegesis.engine.probabilities import check_choice, class_probabilities, scene_of
from exegesis.explainers.table import METHODS, Method
from exegesis.modalities.events.units import UnitOfEvents
from exegesis.modalities.image.segmentation import UnitOfImage
from exegesis.modalities.series.cutting import UnitOfSeries
from exegesis.modalities.sound.cutting import UnitOfSound
from exegesis.modalities.video.segmentation import UnitOfVideo
from exegesis.tasks.answers import Decoding
from exegesis.tasks.base import Look, Scene, Task
from exegesis.tasks.entities import Entity
from exegesis.tasks.span_qa import SpanQA, prediction
from exegesis.tasks.table import task_of
from exegesis.tasks.tags import Tags

_DECODING = tuple(Decoding.__dataclass_fields__)
# What can be explained
Given: TypeAlias = Input | EventsLike | ImageLike | RowLike | SeriesLike | SoundLike | VideoLike
UnitSpec: TypeAlias = str | UnitOfEvents | Segmenter | UnitOfImage | UnitOfSeries | UnitOfSound | UnitOfVideo


@overload
def load(
    source: Any,
    task: str | None = None,
    *,
    modality: Literal["image"],
    labels: Sequence[str] | None = None,
    name: str | None = None,
    threads: int | None = None,
    preprocess: Callable[[Any], Any] | None = None,
) -> ImageModel: ...


@overload
def load(
    source: Any,
    task: str | None = None,
    *,
    background: Frame,
    schema: Mapping[str, ColumnWish] | TableSchema | None = None,
    modality: Literal["table"] | None = None,
    labels: Sequence[str] | None = None,
    name: str | None = None,
) -> TableModel: ...


@overload
def load(
    source: Any,
    task: str | None = None,
    *,
    modality: Literal["events"],
    labels: Sequence[str] | None = None,
    name: str | None = None,
    background: Any = None,
) -> EventsModel: ...


@overload
def load(
    source: Any,
    task: str | None = None,
    *,
    modality: Literal["series"],
    labels: Sequence[str] | None = None,
    name: str | None = None,
    background: Any = None,
) -> SeriesModel: ...


@overload
def load(
    source: Any,
    task: str | None = None,
    *,
    modality: Literal["video"],
    labels: Sequence[str] | None = None,
    name: str | None = None,
) -> VideoModel: ...


@overload
def load(
    source: Any,
    task: str | None = None,
    *,
    modality: Literal["sound"],
    rate: int | None = None,
    labels: Sequence[str] | None = None,
    name: str | None = None,
) -> SoundModel: ...


@overload
def load(
    source: Any,
    task: str | None = None,
    *,
    labels: Sequence[str] | None = None,
    name: str | None = None,
    revision: str | None = None,
    trust_remote_code: bool = False,
    threads: int | None = None,
    modality: str | None = None,
    preprocess: None = None,
) -> TextModel: ...


def load(
    source: Any,
    task: str | None = None,
    *,
    labels: Sequence[str] | None = None,
    name: str | None = None,
    revision: str | None = None,
    trust_remote_code: bool = False,
    threads: int | None = None,
    modality: str | None = None,
    preprocess: Callable[[Any], Any] | None = None,
    background: Any = None,
    schema: Mapping[str, ColumnWish] | TableSchema | None = None,
    rate: int | None = None,
) -> Model:
    """A model to explain.

    Only safetensors are read, and no code of a model's repository is run unless `trust_remote_code`. An option that has
    no effect on this source is an error.

    Args:
        source: a Hugging Face folder (of an image classifier too), a hub id, "bundled:sentiment", an .onnx file or a
            folder with model.onnx, a (model, tokenizer) pair, a transformers pipeline with its settings, a scikit-learn
            pipeline (or a .skops file of one) or one of its methods, a booster of xgboost or lightgbm, a torch module
            of images with its `preprocess`, any callable `list[str] -> (n, classes)` of probabilities, or "module:name"
            of any of these in a Python module, which is imported.
        task: how the outputs are read: "classification" (one choice among classes, as most are), "multi-label" (a
            probability for each) or "regression" (values; of a classifier of scikit-learn its `decision_function`). Of
            a transformer also the head to load where the configuration names none or several: "question-answering",
            "masked-lm", "causal-lm" or "token-classification".
        labels: names of the outputs, one for each; of a zero-shot pipeline its candidates.
        name: what the model is called in explanations and on pages.
        revision: the commit or branch of a hub id.
        trust_remote_code: run the code that the model's own repository brings.
        threads: of torch or onnxruntime, for every pass; without it torch's passes of each size get as many as turn out
            fastest, and answers may differ in the seventh digit from run to run.
        modality: what a callable takes: "text" (the usual), or "image": a list of images, in the form in which they
            are given to `explain` (arrays of the same type and range, or PIL images) -> (n, classes). "table", which
            `background` says already: a frame like the background -> (n, classes), or (n,) for values. "series": a list
            of arrays (steps,) or (channels, steps) -> (n, classes), or an estimator of scikit-learn over (n, steps).
            "events": an array (n, events, columns) -> (n, classes). "sound": a list of arrays (samples,) or (samples,
            channels) -> (n, classes); "video": of arrays (frames, height, width, 3). "image" goes with an .onnx file
            and the hub id of an image classifier too.
        preprocess: of a torch module or an .onnx file with modality="image": one image as given to `explain` -> its
            input, (channels, height, width). It returns logits or probabilities (images, classes); which of the two is
            told from its answers, and said. Of a torch module of tables a frame -> (rows, numbers); left out, all
            columns as they are.
        background: of a model of tables rows like those that it was trained on: a frame of pandas or polars, an array
            or a dict of columns. The model gets frames of that form; absent columns take their values from its rows.
            With modality="series" other series, (K, steps) or (K, channels, steps), with "events" other events, (rows,
            columns), or sequences of them; both may be left out.
        schema: what columns hold, where the guess is wrong: {"age": "numeric", "grade": ["low", "mid", "high"]},
            {"colour": {"columns": ["red", "blue"]}} for one-hots, or a whole `TableSchema`. `model.schema` shows it.
        rate: samples a second that a function of sounds takes.

    Returns:
        The model; of texts it is tried once on a short one, of tables on a row of the background.

    Raises:
        LoadError: what stands in the way, in one line.
    """
    is_table = background is not None and modality in (None, "table")
    if schema is not None and not is_table:
        raise LoadError("schema= says what the columns of a table's background= hold; give that too.")
    rows = TableBackground.of(background, schema) if is_table else background
    options = table.Options(
        task, names(labels), name, revision, trust_remote_code, threads, modality, preprocess, rows, rate
    )
    return table.load(source, options)


@overload
def explain(
    model: Model | str | Path,
    text: Given,
    method: str = "auto",
    target: OneTarget | None = None,
    seed: int = 0,
    unit: UnitSpec | None = None,
    id: str | None = None,
    *,
    progress: Progress | None = None,
    **settings: Any,
) -> Explanation: ...


@overload
def explain(
    model: Model | str | Path,
    text: Given,
    method: str = "auto",
    target: Sequence[OneTarget] = ...,
    seed: int = 0,
    unit: UnitSpec | None = None,
    id: str | None = None,
    *,
    progress: Progress | None = None,
    **settings: Any,
) -> list[Explanation]: ...


def explain(
    model: Model | str | Path,
    text: Given,
    method: str = "auto",
    target: TargetSpec = None,
    seed: int = 0,
    unit: UnitSpec | None = None,
    id: str | None = None,
    *,
    progress: Progress | None = None,
    **settings: Any,
) -> Explanation | list[Explanation]:
    """Why `model` gives `target` its number on `text`.

    Args:
        model: what `load` gives or takes.
        text: a string; a `Question`, `Pair` or `Hidden` text where the model's head takes one; for a model of images
            an array (height, width, 3) of uint8 in 0..255 or floats in 0..1, a PIL image, or a file's name; for a model
            of tables a dict of columns, a row of a data frame, or a frame of one row; for one of series an array
            (steps,) or (channels, steps), lists, a frame, or a `Series`; for one of events an
            array (events, columns), a frame, or an `EventSequence`; for one of sounds an array (samples,) or
            (samples, channels) of floats in -1..1 or int16, `exegesis.Sound.of(array, rate)` where its rate is not the
            model's, or a file's name.
        method: a name from `methods()`, in any spelling.
        target: what the head answers with, by name or number (a label, a word, "start", "end", "span", "no-answer"),
            "predicted" (the default), an `Answer`, `Word` or `Tag`, a `Contrast` of two, or a list of these, explained
            in shared passes.
        seed: of all that is random.
        unit: what gets one score: "word" (the usual), "token", "sentence", or a function text -> spans. Of an image
            "slic" (the usual), "quickshift", "felzenszwalb" or "grid", one of these with settings (`exegesis.Slic`), a
            map of labels (height, width), negative where a pixel is never hidden, or a function image -> map. Of a
            series "equal" (the usual) or "changes" (`exegesis.Slices`, `exegesis.Changes`), the steps at which
            stretches begin (for each channel, where they differ), or a function array -> such steps. Of a sequence
            "event" (the usual), "column", "cell", or `exegesis.EventCells`. Of a sound "tiles"
            of time and frequency (the usual), "stretches", "bands", `exegesis.Tiles`, or a list of (start, end, word)
            in seconds.
        id: names the text. Random choices depend on (seed, id) alone, or on (seed, text) without one.
        progress: called as (rows done, rows expected).
        settings: the method's own (samples, steps, rule, baseline, layer, ...), and for all: `output` ("probability",
            "log-odds", "logit", "log-probability": the unit of the scores), `parts` (perturb the "context" only, say),
            `phrases` (words to score as one), `batch_tokens`, `precision` ("float32", "bfloat16") and `threads`. For
            images `output`, `segments` (about so many superpixels), `keep_image` (False: the explanation does not hold
            the image) and `batch_pixels`. For tables `output`, `background_rows` (how many rows of the background
            absent columns are taken from; 100) and `batch_rows`. For series `output`, `segments` (stretches in each
            channel) and `batch_values`. For events `output`, `tolerance` (within which the past is one unit) and
            `batch_values`. For sounds `output`, `stretches` and `bands` (how many), `resample` (True: a sound of
            another rate is brought to the model's), `keep_sound` and `batch_frames`. For videos `output`, `segments`,
            `keep_video` and `batch_pixels`.

    Returns:
        The explanation; of a list of targets a list, one for each, in their order.

    Raises:
        InputError: what cannot be explained, and what to do, in one line.
        UnsupportedError: the method does not fit the model; those that fit are named.

    Warns:
        LongWorkWarning: before work that takes over a minute.
    """
    plan = planned(model, method, settings, target, unit, seed)
    engine = plan.engine()
    found = engine.finish(plan.explaining(engine, text, id, LongWork(plan.explainer, target, progress)))
    return Explanations(found) if several(target) else found[0]


@overload
def explain_many(
    model: Model | str | Path,
    texts: Iterable[Given],
    method: str = "auto",
    target: OneTarget | None = None,
    seed: int = 0,
    unit: UnitSpec | None = None,
    ids: Iterable[str | None] | None = None,
    *,
    errors: str = "keep",
    progress: Progress | None = None,
    **settings: Any,
) -> Iterator[Explanation | Failed]: ...


@overload
def explain_many(
    model: Model | str | Path,
    texts: Iterable[Given],
    method: str = "auto",
    target: Sequence[OneTarget] = ...,
    seed: int = 0,
    unit: UnitSpec | None = None,
    ids: Iterable[str | None] | None = None,
    *,
    errors: str = "keep",
    progress: Progress | None = None,
    **settings: Any,
) -> Iterator[list[Explanation] | Failed]: ...


def explain_many(
    model: Model | str | Path,
    texts: Iterable[Given],
    method: str = "auto",
    target: TargetSpec = None,
    seed: int = 0,
    unit: UnitSpec | None = None,
    ids: Iterable[str | None] | None = None,
    *,
    errors: str = "keep",
    progress: Progress | None = None,
    **settings: Any,
) -> Iterator[Explanation | list[Explanation] | Failed]:
    """`explain` for every one of many texts, their passes through the model shared.

    `texts` may be any iterable, endless too: some dozens are under way at once, and a result comes as soon as it and
    all before it are ready. Each gets what `explain(model, text, ..., id=ids[i])` gives, up to the rounding of batches;
    its cost counts its own passes, and its share of the time.

    Args:
        model: what `load` gives or takes.
        texts: the inputs, as `explain` takes them.
        method: a name from `methods()`.
        target: as for `explain`, the same for all texts.
        seed: of all that is random.
        unit: as for `explain`.
        ids: names of the texts, one for each; None for a text without one.
        errors: what a text that cannot be explained does: "keep" puts a `Failed` in its place, and the others go on;
            "raise" raises its error in its turn, and nothing after it is explained.
        progress: called as (texts done, texts in all; 0 where `texts` has no length).
        settings: the method's own (samples, steps, rule, baseline, layer, ...), and for all: `output` ("probability",
            "log-odds", "logit", "log-probability": the unit of the scores), `parts` (perturb the "context" only, say),
            `phrases` (words to score as one), `batch_tokens`, `precision` ("float32", "bfloat16") and `threads`.

    Yields:
        An explanation (of a list of targets a list) or a `Failed` for each text, in the texts' order.

    Raises:
        InputError: what concerns all texts (method, settings, model), at the call itself.
    """
    plan = planned(model, method, settings, target, unit, seed)
    return many(plan, texts, ids, errors, progress)


def estimate(
    model: Model | str | Path,
    text: Given,
    method: str = "auto",
    target: TargetSpec = None,
    seed: int = 0,
    unit: UnitSpec | None = None,
    id: str | None = None,
    **settings: Any,
) -> Estimate:
    """What `explain` with the same arguments will take.

    The method is rehearsed without the model to count its passes, and some of them are timed, in its own batches.

    Args:
        model: what `load` gives or takes.
        text: as for `explain`.
        method: as for `explain`.
        target: as for `explain`.
        seed: as for `explain`; what is drawn decides how many rows are alike.
        unit: as for `explain`.
        id: as for `explain`.
        settings: as for `explain`.

    Returns:
        Passes at most, and seconds on this machine.

    Raises:
        InputError: what `explain` would refuse.
    """
    plan = planned(model, method, settings, target, unit, seed)
    engine = plan.engine()
    return estimated(engine, plan.problem(engine, text), plan.explainer, plan.stream(text, id))


@overload
def predict(model: Model | str | Path, text: Given, k: int = 5, **decoding: Any) -> list[Prediction]: ...


@overload
def predict(
    model: Model | str | Path, text: Iterable[Given], k: int = 5, **decoding: Any
) -> list[Prediction] | list[list[Prediction]]: ...


def predict(
    model: Model | str | Path, text: Given | Iterable[Given], k: int = 5, **decoding: Any
) -> list[Prediction] | list[list[Prediction]]:
    """What the model answers, with probabilities.

    Args:
        model: what `load` gives or takes.
        text: an input as `explain` takes it, or a list of them.
        k: of answers and words, so many of the likeliest.
        decoding: for questions: `max_tokens` of an answer, `no_answer_threshold` (in logits, by which "no answer" must
            lead) and `allow_no_answer`.

    Returns:
        Of one text a list: one prediction, or one for each hidden or each tagged word. Of a list of texts a prediction
        for each; of hidden and tagged words a list for each.

    Raises:
        InputError: an input the model cannot read, the text's place named; a setting that has no effect.
    """
    check_count("k", k)
    engine = Engine(load(model))
    task, kind = task_of(engine.model), kind_of(engine.model)
    known = _DECODING if isinstance(task, SpanQA) else ("k",)
    for name in decoding:
        if name not in _DECODING or not isinstance(task, SpanQA):
            raise unknown("setting of predict", name, known)
    if kind.is_one(text):
        return _answers(task, task.scene(kind.read(text)), engine.look, k, decoding)
    kind.check_several(text, "predict")
    inputs: Any = kind.each(text)
    scenes = [scene_of(task, kind, one, place) for place, one in enumerate(inputs, 1)]
    rows = [] if task.positional else [row for scene in scenes for row in scene.rows(task.model)]
    if rows:  # all of a classifier's outputs are remembered, so that its texts share their passes
        engine.outputs(rows)
    found = looked(engine, [partial(_answers, task, scene, k=k, decoding=decoding) for scene in scenes])
    return found if task.several else [answer for (answer,) in found]


def _answers(task: Task, scene: Scene, look: Look, k: int, decoding: dict[str, Any]) -> list[Prediction]:
    if isinstance(task, SpanQA):
        return [prediction(task.answers(scene, look, k, Decoding(**decoding)))]
    return task.predict(scene, look, k)


def outcomes(
    model: Model | str | Path,
    texts: Iterable[Given],
    *,
    truths: Sequence[str | int],
    progress: Progress | None = None,
) -> Outcomes:
    """What a classifier answers to inputs whose truths are known, asked once and some at a time.

    Args:
        model: what `load` gives or takes: a model of one choice among classes.
        texts: the inputs, as `explain` takes them: any iterable, or of a model of tables a frame.
        truths: what is true of each, by a class's name, whatever the capitals, or its number.
        progress: called as (inputs done, inputs in all).

    Returns:
        Probabilities and labels, with all that follows from them.

    Raises:
        InputError: an input that cannot be read, a truth that is no class of the model, or another number of them.
        UnsupportedError: the model gives something else than one of several classes.
    """
    loaded, total = load(model), len(truths)
    check_choice(loaded, "right or wrong")
    kind_of(loaded).check_several(texts, "outcomes")
    parts, done = [], 0
    for part in class_probabilities(loaded, texts):
        parts.append(part)
        done += len(part)
        if progress is not None:
            progress(done, total)
    if done != total:
        raise InputError(f"{total:,} truths for {done:,} inputs; give one for each.")
    if not parts:
        raise InputError("there is no input with a truth; give at least one.")
    return Outcomes.of(loaded.labels, truths, np.concatenate(parts))


def entities(model: Model | str | Path, text: str) -> list[Entity]:
    """The entities that a token classifier's tags spell out in a text.

    Args:
        model: what `load` gives or takes, with a head for tags.
        text: the text.

    Returns:
        The entities in the text's order, each with its characters and its tag.

    Raises:
        UnsupportedError: the model has another head.
    """
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
    return planning.settings_of(method)
