"""From what a method returned to the Explanations a caller gets: one for each target."""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.records import Group
from exegesis.engine.engine import Engine
from exegesis.engine.problem import Problem
from exegesis.explainers.base import Attribution, Explainer


def explanations(
    engine: Engine,
    problem: Problem,
    explainer: Explainer,
    attribution: Attribution,
    seed: int,
    id: str | None,
    parts: str | Sequence[str] | None = None,
) -> list[Explanation]:
    """One Explanation for each target, with the settings chosen, the cost so far and the model's fingerprint.

    `parts`: which of the text's parts were perturbed, where the caller chose.
    """
    own = {field.name: getattr(explainer, field.name) for field in fields(explainer)}
    chosen: dict[str, Any] = {
        "output": problem.targets[0].output,
        "batch_tokens": engine.batch_tokens,
        "precision": engine.precision,
    }
    if parts is not None:
        chosen["parts"] = [parts] if isinstance(parts, str) else list(parts)
    phrases: dict[str, Any] = {"phrases": list(problem.phrases)} if problem.phrases else {}
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
            method=explainer.name,
            settings={**own, **attribution.settings, **chosen, **phrases},
            seed=seed,
            fingerprint=fingerprint,
            cost=cost,
            standard_errors=None if errors is None else errors[index],
            groups=_groups(problem, attribution, index),
            diagnostics=attribution.diagnostics[index] if attribution.diagnostics else {},
            warnings=(*notes, *(attribution.warnings[index] if attribution.warnings else ())),
            windows=problem.windows if problem.text else (),
            truncated=False,  # long texts are read by windows; nothing is cut
            id=id,
            parts=problem.scene.document.parts if len(problem.scene.document.parts) > 1 else (),
            truth=problem.scene.truth,
            unseen=problem.unseen,
        )
        for index, target in enumerate(problem.targets)
    ]


def _groups(problem: Problem, attribution: Attribution, index: int) -> tuple[Group, ...]:
    groups = []
    for group in attribution.groups:
        if not problem.text:
            names = ", ".join(problem.units[unit].text for unit in group.units)
            groups.append(Group(names, (), float(group.scores[index]), group.units, group.parent))
            continue
        spans = sorted(span for unit in group.units for span in problem.units[unit].spans)
        whole = Span(spans[0].start, spans[-1].end)
        text = problem.text[whole.start : whole.end]
        groups.append(Group(text, (whole,), float(group.scores[index]), group.units, group.parent))
    return tuple(groups)
