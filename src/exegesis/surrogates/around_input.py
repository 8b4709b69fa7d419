"""A surrogate around one input: masks over the units of its Problem, whatever the task and whatever the units are."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.text import Segmenter
from exegesis.core.types import Floats, Masks
from exegesis.data.asked import Asked
from exegesis.data.inputs import Input
from exegesis.data.targets import OneTarget
from exegesis.engine.bind import Wishes, bind
from exegesis.engine.engine import Engine
from exegesis.engine.estimate import Progress, counted
from exegesis.engine.problem import Problem
from exegesis.explainers.lime_surrogate import distances
from exegesis.explainers.sampling.uniform import removed_uniform
from exegesis.surrogates.cautions import asked_for_more, constant, few_masks, tell_if_long, weak
from exegesis.surrogates.fitting import Fitted, fitted, held_out
from exegesis.surrogates.measuring import varies
from exegesis.surrogates.records import Feature
from exegesis.surrogates.result import LOCAL, Surrogate
from exegesis.surrogates.rows import Rows
from exegesis.surrogates.settings import HANDFUL, SurrogateSettings, number, whole
from exegesis.surrogates.thresholds import against, threshold_of
from exegesis.tasks.table import task_of


@dataclass(frozen=True, kw_only=True)
class Around:
    """How the neighbourhood of an input is drawn."""

    samples: int = 2000
    unit: str | Segmenter = "word"
    baseline: str = "auto"
    mode: str = "position"
    kernel_width: float = 25.0
    parts: str | Sequence[str] | None = None

    def __post_init__(self) -> None:
        whole("samples", self.samples, 2)
        if number("kernel_width", self.kernel_width, 0.0) == 0.0:
            raise InputError("kernel_width must be above 0, not 0; LIME's own is 25.")


def around_input(
    engine: Engine,
    given: Input,
    target: OneTarget | None,
    output: str | None,
    settings: SurrogateSettings,
    around: Around,
    rng: np.random.Generator,
    seed: int,
    progress: Progress | None,
) -> Surrogate:
    """The surrogate of one input; `rng` draws the masks and which of them are held out."""
    task = task_of(engine.model, output)
    wishes = Wishes(baseline=around.baseline, mode=around.mode, parts=around.parts)
    problem = bind(engine, task, given, target=target, unit=around.unit, wishes=wishes)
    masks = removed_uniform(len(problem.units), around.samples, rng, paired=True)
    rows = _scored(engine, problem, masks, around.kernel_width, progress)
    apart = _apart(rows, settings.held_out, rng)
    inside, outside = rows.take(~apart), rows.take(apart) if apart.any() else None
    threshold = threshold_of(problem.targets[0], engine.model)
    found = fitted(inside, outside, settings, threshold, rng)
    own = {**vars(settings), **vars(around), "batch_tokens": engine.batch_tokens, "precision": engine.precision}
    asked = Asked.of(
        given,
        target,
        unit=problem.unit,
        settings={name: value for name, value in own.items() if name not in ("family", "unit", "parts")},
        spans=problem.segmented,
        parts=around.parts,
        output=output,
    )
    return _surrogate(engine, problem, found, inside, outside, settings, around, threshold, seed, asked)


def _scored(engine: Engine, problem: Problem, masks: Masks, kernel_width: float, progress: Progress | None) -> Rows:
    """The masks with the model's numbers, weighted by closeness to the whole input as LIME weighs them."""
    _, groups = np.unique(masks, axis=0, return_inverse=True)
    _tell_if_long(engine, problem, int(groups.max()) + 1)
    if progress is not None:
        engine.progress = counted(progress, ((int(groups.max()) + 1) * len(problem.windows), 0))
    values: Floats = engine.score(problem, masks)[:, 0]
    weights = np.exp(-0.5 * (distances(masks) / kernel_width) ** 2)
    return Rows(masks, values, weights, groups.reshape(-1))


def _tell_if_long(engine: Engine, problem: Problem, masks: int) -> None:
    row = problem.scene.rows(problem.model)[0]
    started = time.perf_counter()
    problem.model.forward([row], engine.precision, problem.readout.of_rows(0))
    each = time.perf_counter() - started
    tell_if_long(masks * len(problem.windows), each, "fewer samples or unit='sentence' are faster")


def _apart(rows: Rows, share: float, rng: np.random.Generator) -> Masks:
    """Which rows are held out: of very few different masks none. Row 0, the whole input, is always fitted."""
    if len(np.unique(rows.groups)) < HANDFUL:
        return np.zeros(len(rows), dtype=np.bool_)
    return held_out(rows.groups, share, rng, never=int(rows.groups[0]))


def _surrogate(
    engine: Engine,
    problem: Problem,
    found: Fitted,
    inside: Rows,
    outside: Rows | None,
    settings: SurrogateSettings,
    around: Around,
    threshold: float | None,
    seed: int,
    asked: Asked,
) -> Surrogate:
    target, counts = problem.targets[0], inside.counts()
    used = found.form.used
    prediction = problem.predictions[0]
    return Surrogate(
        scope=LOCAL,
        family=settings.family,
        target=target,
        threshold=threshold,
        against=against(target, prediction.labels, prediction.kind == "single-label"),
        form=found.form.renamed({feature: place for place, feature in enumerate(used)}),
        features=tuple(Feature(problem.units[one].text, one, int(counts[one])) for one in used),
        curve=found.curve,
        size=found.size,
        settings=_said(settings, around, problem),
        seed=seed,
        fingerprint=engine.model.fingerprint(),
        cost=engine.cost(),
        text=problem.text,
        units=problem.units,
        parts=problem.parts,
        asked=asked,
        warnings=(
            *constant(varies(inside.values), None if outside is None else varies(outside.values), LOCAL),
            *asked_for_more(settings, len(problem.units), "units in this input"),
            *few_masks(outside is not None, len(np.unique(inside.groups))),
            *weak(found.curve[found.size - 1].outside),
        ),
    )


def _said(settings: SurrogateSettings, around: Around, problem: Problem) -> dict[str, Any]:
    unit = around.unit if isinstance(around.unit, str) else "segment"
    parts = around.parts if around.parts is None or isinstance(around.parts, str) else list(around.parts)
    return {
        **vars(settings),
        **vars(replace(around, unit=unit)),
        "parts": parts,
        "baseline": problem.baseline.name,
    }
