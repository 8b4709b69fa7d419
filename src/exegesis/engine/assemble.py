"""From what a method returned to the Explanations a caller gets: one for each target."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import isfinite
from typing import Any

import numpy as np

from exegesis.core.types import Span
from exegesis.data.asked import Asked
from exegesis.data.explanation import Explanation
from exegesis.data.picture import KeptImage
from exegesis.data.pixel_map import PixelMap
from exegesis.data.records import Group, PairScore
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Attribution


def explanations(
    engine: Engine,
    problem: Problem,
    method: str,
    attribution: Attribution,
    settings: Mapping[str, Any],
    asked: Sequence[Asked | None],
    seed: int,
    id: str | None,
) -> list[Explanation]:
    """One Explanation for each target, with the settings chosen, the cost so far and the model's fingerprint.

    `settings`: the method's own and the engine's. `asked`: what each was asked, None for a kind of input that cannot be
    written down to be asked again.
    """
    chosen: dict[str, Any] = {
        **settings,
        **attribution.settings,
        **problem.unit_settings,
        "output": problem.targets[0].output,
    }
    if asked[0] is not None and asked[0].parts is not None:
        chosen["parts"] = list(asked[0].parts)
    if problem.phrases:
        chosen["phrases"] = list(problem.phrases)
    values, cost, fingerprint = engine.whole_value(problem), engine.cost(), engine.fingerprint()
    notes = (*problem.notes, *engine.notes(problem))
    bases, errors = attribution.base_values, attribution.standard_errors
    return [
        Explanation(
            text=problem.text,
            unit=problem.unit,
            units=problem.units,
            scores=attribution.scores[index],
            target=target,
            value=float(values[index]),
            prediction=problem.predictions[index],
            baseline=replace(problem.baseline, value=None if bases is None else float(bases[index])),
            method=method,
            settings=chosen,
            seed=seed,
            fingerprint=fingerprint,
            cost=cost,
            standard_errors=None if errors is None else errors[index],
            groups=_groups(problem, attribution, index),
            pairs=_pairs(attribution, index),
            diagnostics=attribution.diagnostics[index] if attribution.diagnostics else {},
            warnings=(*notes, *(attribution.warnings[index] if attribution.warnings else ())),
            windows=problem.windows if problem.text else (),
            truncated=False,  # long texts are read by windows; nothing is cut
            id=id,
            parts=problem.parts,
            truth=problem.scene.truth,
            unseen=problem.unseen,
            asked=asked[index],
            kept=problem.kept,
            by_pixel=_by_pixel(problem, attribution, index),
        )
        for index, target in enumerate(problem.targets)
    ]


def _pairs(attribution: Attribution, index: int) -> tuple[PairScore, ...]:
    if attribution.pairs is None:
        return ()
    scores, errors = attribution.pairs[index].tolist(), attribution.pair_errors
    known = [None] * len(scores) if errors is None else [e if isfinite(e) else None for e in errors[index].tolist()]
    places = zip(*np.triu_indices(attribution.scores.shape[1], 1), strict=True)
    return tuple(
        PairScore(int(first), int(second), score, error)
        for (first, second), score, error in zip(places, scores, known, strict=True)
    )


def _by_pixel(problem: Problem, attribution: Attribution, index: int) -> PixelMap | None:
    """What the method knows finer than by regions, where the explanation is to hold the image too."""
    rasters, kept = attribution.rasters, problem.kept
    if rasters is None or not isinstance(kept, KeptImage) or kept.png is None:
        return None
    rectangle = (0.0, 0.0, float(kept.height), float(kept.width))
    if not rasters.at_pixels and problem.entrance is not None:
        rectangle = problem.entrance.rectangle
    return PixelMap.of(rasters.values[index], rectangle, rasters.is_smooth)


def _groups(problem: Problem, attribution: Attribution, index: int) -> tuple[Group, ...]:
    groups = []
    for group in attribution.groups:
        if not problem.text:
            units = [problem.units[unit] for unit in group.units]
            names = problem.kept.together(units) if problem.kept else ", ".join(unit.text for unit in units)
            groups.append(Group(names, (), float(group.scores[index]), group.units, group.parent))
            continue
        spans = sorted(span for unit in group.units for span in problem.units[unit].spans)
        whole = Span(spans[0].start, spans[-1].end)
        text = problem.text[whole.start : whole.end]
        groups.append(Group(text, (whole,), float(group.scores[index]), group.units, group.parent))
    return tuple(groups)
