"""From the names a caller gives to measures with their settings."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from exegesis.core.errors import InputError, unknown
from exegesis.explainers.settings import build as checked_build
from exegesis.metrics.base import Metric
from exegesis.metrics.table import METRICS, metric


def build(name: str, settings: Mapping[str, Any]) -> Metric:
    """The measure of that name with its row's settings and these over them; `InputError` for a slip in either."""
    row = metric(name)
    # A measure is built as a method is: a dataclass whose fields are its settings, checked by name and type.
    kind: Any = row.load()
    made: Any = checked_build(kind, {**row.settings, **settings})
    return cast(Metric, made)


def chosen(
    metrics: str | Metric | Sequence[str | Metric],
    settings: Mapping[str, Mapping[str, Any]],
    has_rationale: bool,
    has_other: bool,
    kind: str = "text",
) -> dict[str, Metric]:
    """The measures by name, in the order asked; "all" is every one that what was given allows.

    `kind`: of data, by name; `InputError` for a measure of another kind alone.
    """
    there = {"rationale": has_rationale, "other": has_other}
    asked: Sequence[str | Metric] = [metrics] if isinstance(metrics, str | Metric) else metrics
    found: dict[str, Metric] = {}
    for one in asked:
        if isinstance(one, Metric):
            found[one.name] = one
        elif one == "all":
            every = {name: build(name, settings.get(name, {})) for name in METRICS}
            given = {name: made for name, made in every.items() if made.needs is None or there[made.needs]}
            found |= {name: made for name, made in given.items() if made.of in (None, kind)}
        else:
            found[one] = build(one, settings.get(one, {}))
    if not found:
        raise InputError(f"no measure given. Choose from: {', '.join(METRICS)}.")
    for name, made in found.items():
        if made.of not in (None, kind):
            raise InputError(f"{name} is a measure of {made.of}s, and what was explained is a {kind}; leave it out.")
        if made.needs is not None and not there[made.needs]:
            raise InputError(f"{name} compares with something that was not given; give {made.needs}=.")
    for name in settings:
        if name not in found:
            raise unknown("measure with settings", name, found)
    return found
