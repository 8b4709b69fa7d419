"""A surrogate over a set of texts: which words stand in a text against the number the model gives it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from exegesis.adapters.texts import TextModel, text_model
from exegesis.core.bag import Bag
from exegesis.core.errors import InputError, UnsupportedError, unknown
from exegesis.core.randomness import stream
from exegesis.core.text import check_text
from exegesis.core.types import Floats, Integers, Masks
from exegesis.data.records import Target
from exegesis.data.targets import Contrast
from exegesis.engine.engine import Engine
from exegesis.engine.estimate import Progress
from exegesis.surrogates.cautions import asked_for_more, constant, no_accuracy, tell_if_long, vocabulary_cut, weak
from exegesis.surrogates.fitting import Fitted, fitted, held_out
from exegesis.surrogates.measuring import accuracy, values_of, varies
from exegesis.surrogates.records import Accuracy, Feature
from exegesis.surrogates.result import GLOBAL, Surrogate
from exegesis.surrogates.rows import Rows
from exegesis.surrogates.settings import HANDFUL, SurrogateSettings, whole
from exegesis.surrogates.texts import copies, presence, truth_of, vocabulary
from exegesis.surrogates.thresholds import against, threshold_of
from exegesis.tasks.class_names import place_of
from exegesis.tasks.contrasts import contrasted
from exegesis.tasks.table import task_of

OUTPUTS = ("probability", "logit")
_AT_ONCE = 256  # texts through the model before what it remembers is dropped
_TIMED = 8  # texts that the estimate of time is made from
_TINY = 1e-12  # keeps the log-odds of certain answers finite


@dataclass(frozen=True, kw_only=True)
class Over:
    """How texts become rows."""

    ngrams: int = 1
    cased: bool = False
    least_texts: int = 2
    words: int = 3000
    copies: int = 0

    def __post_init__(self) -> None:
        whole("ngrams", self.ngrams, 1, 5)
        whole("least_texts", self.least_texts, 1)
        whole("words", self.words, 1, 20_000)
        whole("copies", self.copies, 0, 1000)


def over_texts(
    engine: Engine,
    texts: Sequence[str],
    target: str | int | Contrast | None,
    output: str | None,
    labels: Sequence[str | int | None] | None,
    settings: SurrogateSettings,
    over: Over,
    seed: int,
    progress: Progress | None,
) -> Surrogate:
    """The surrogate of a classifier over texts; vocabulary, curve and choice come from the texts fitted on alone."""
    aimed = target_of(engine, target, output)
    is_classifier = engine.model.kind != "regression"
    versus = None if aimed.versus is None else aimed.versus.index
    truth = truth_of(labels, engine.model, aimed.index, versus) if labels is not None and is_classifier else None
    groups = _groups(texts)
    rng = stream(seed, "surrogate over texts")
    apart = held_out(groups, settings.held_out, rng)
    added = _copies(texts, apart, over.copies, seed)
    numbers = _numbers(engine, [*texts, *(text for _, text in added)], aimed, progress)
    bag = Bag(over.ngrams, over.cased)
    inside, outside, terms, known = _rows(bag, texts, added, groups, apart, numbers, over)
    threshold = threshold_of(aimed, engine.model) if aimed.output == "probability" else _logit_threshold(aimed)
    found = fitted(inside, outside, settings, threshold, rng)
    measured = _accuracy(found, outside, truth, apart, threshold)
    counts, used = inside.counts(), found.form.used
    return Surrogate(
        scope=GLOBAL,
        family=settings.family,
        target=aimed,
        threshold=threshold,
        against=against(aimed, engine.model.labels, engine.model.kind == "single-label"),
        form=found.form.renamed({feature: place for place, feature in enumerate(used)}),
        features=tuple(Feature(terms[one], None, int(counts[one])) for one in used),
        curve=found.curve,
        size=found.size,
        settings={**vars(settings), **vars(over), "texts": len(texts), "copies_made": len(added), "terms": len(terms)},
        seed=seed,
        fingerprint=engine.model.fingerprint(),
        cost=engine.cost(),
        bag=bag,
        accuracy=measured,
        warnings=(
            *constant(varies(inside.values), varies(outside.values), GLOBAL),
            *asked_for_more(settings, len(terms), "words that tell texts apart"),
            *vocabulary_cut(len(terms), known, over.least_texts),
            *no_accuracy(labels is not None, threshold is not None, measured is not None),
            *weak(found.curve[found.size - 1].outside),
        ),
    )


def target_of(engine: Engine, target: str | int | Contrast | None, output: str | None) -> Target:
    """The label whose number is imitated, or the difference of two; of two labels the second where none is named."""
    model = engine.model
    if not model.gives_classes:
        raise UnsupportedError(
            f"{model.name} ({model.head}) gives no label to a whole text; give one input for a local surrogate."
        )
    outputs = ("value",) if model.kind == "regression" else OUTPUTS
    if output is not None and output not in outputs:
        raise unknown("output of a surrogate over texts", output, outputs)
    if isinstance(target, Contrast):
        this, that = (place_of(one, model.labels) for one in (target.target, target.versus))
        sides = [Target(model.labels[place], place, output or outputs[0]) for place in (this, that)]
        return contrasted(*sides)
    index = _index(target, model.labels, model.kind)
    return Target(model.labels[index], index, output or outputs[0])


def _index(target: str | int | None, labels: tuple[str, ...], kind: str) -> int:
    if target is None:
        if len(labels) == 1 or (len(labels) == 2 and kind == "single-label"):
            return len(labels) - 1
        raise InputError(f"name the target to imitate. Choose from: {', '.join(labels)}.")
    return place_of(target, labels)


def _logit_threshold(target: Target) -> float | None:
    """Log-odds are 0 at half of the probability; a regression's value decides nothing, a difference of two at 0."""
    return 0.0 if target.output == "logit" or target.versus is not None else None


def _groups(texts: Sequence[str]) -> Integers:
    """(B,) equal numbers for texts that differ in case and white space only; `InputError` for too few of them."""
    for place, text in enumerate(texts, 1):
        try:
            check_text(text)
        except InputError as error:
            raise InputError(f"text {place} of {len(texts)}: {error}") from None
    seen: dict[str, int] = {}
    groups = np.array([seen.setdefault(" ".join(text.casefold().split()), len(seen)) for text in texts], dtype=np.int64)
    if len(seen) < HANDFUL:
        raise InputError(
            f"a surrogate over texts needs at least {HANDFUL} different texts, here are {len(seen)}; "
            "give more, or one text for a local surrogate."
        )
    return groups


def _copies(texts: Sequence[str], apart: Masks, count: int, seed: int) -> list[tuple[int, str]]:
    """(place of the text, copy) for every text fitted on; held-out texts have none."""
    return [
        (place, copy)
        for place, text in enumerate(texts)
        if count and not apart[place]
        for copy in copies(text, count, seed)
    ]


def _numbers(engine: Engine, texts: Sequence[str], target: Target, progress: Progress | None) -> Floats:
    """(B,) the target's number for each text; equal texts are run once, some hundreds at a time."""
    distinct = {text: place for place, text in enumerate(dict.fromkeys(texts))}
    every = list(distinct)
    model = text_model(task_of(engine.model).model)
    _tell_if_long(engine, model, every)
    columns = [target.index, *([] if target.versus is None else [target.versus.index])]
    found = np.empty((len(every), len(columns)))
    for start in range(0, len(every), _AT_ONCE):
        part = every[start : start + _AT_ONCE]
        found[start : start + len(part)] = model.predict(part, run=engine.outputs)[:, columns]
        engine.known.clear()
        if progress is not None:
            progress(start + len(part), len(every))
    if target.output == "logit":
        certain = np.clip(found, _TINY, 1 - _TINY)
        found = np.log(certain) - np.log1p(-certain)
    numbers = found[:, 0] if target.versus is None else found[:, 0] - found[:, 1]
    return np.asarray(numbers[[distinct[text] for text in texts]])


def _tell_if_long(engine: Engine, model: TextModel, texts: Sequence[str]) -> None:
    few = texts[:: max(1, len(texts) // _TIMED)][:_TIMED]
    started = time.perf_counter()
    model.predict(few, run=engine.outputs)
    each = (time.perf_counter() - started) / len(few)
    tell_if_long(len(texts), each, "fewer texts or copies are faster")


def _rows(
    bag: Bag,
    texts: Sequence[str],
    added: Sequence[tuple[int, str]],
    groups: Integers,
    apart: Masks,
    numbers: Floats,
    over: Over,
) -> tuple[Rows, Rows, list[str], int]:
    """Rows fitted on (copies among them), rows held out, the terms that are their features, how many there were."""
    every = [*texts, *(text for _, text in added)]
    away = np.concatenate([apart, np.zeros(len(added), dtype=np.bool_)])
    owners = np.concatenate([groups, groups[[place for place, _ in added]]]) if added else groups
    terms, known = vocabulary(
        bag, [text for text, is_away in zip(texts, apart, strict=True) if not is_away], over.least_texts, over.words
    )
    rows = Rows(presence(bag, every, terms), numbers, np.ones(len(every)), owners)
    return rows.take(~away), rows.take(away), terms, known


def _accuracy(found: Fitted, outside: Rows, truth: Any, apart: Masks, threshold: float | None) -> Accuracy | None:
    """On the held-out texts that have labels."""
    if truth is None or threshold is None:
        return None
    held = truth[apart]
    labelled = held >= 0
    if not labelled.any():
        return None
    rows = outside.take(labelled)
    return accuracy(rows.values, values_of(found.form, rows), held[labelled] == 1, threshold)
