"""Explanation: what every method returns, for every task. Frozen data; JSON both ways, exactly.

Scores belong to units, units to characters of the user's own text, and everything needed to judge or repeat the
result (target, baseline, settings, seed, cost, fingerprint) travels with it. Views and measures stand outside.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from exegesis.core.errors import InputError
from exegesis.core.text import assign, segments
from exegesis.core.types import Floats, Scores, Span
from exegesis.data import renderers
from exegesis.data.records import Baseline, Cost, Fingerprint, Group, Part, Prediction, Target, Unit, Window
from exegesis.data.truth import is_right
from exegesis.data.verdict.checks import Checks
from exegesis.data.verdict.deciding import decide
from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.result import Verdict

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame

SCHEMA_VERSION = 1


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a model gave its answer: one signed score per unit towards `target`.

    `value` is f(x), the target's number for the whole text in the unit `target.output`; `baseline.value` f(baseline).
    `diagnostics` holds the method's own checks: `convergence_delta` = sum of scores - (f(x) - f(baseline)),
    `weighted_r2`, and so on. `warnings` are sentences a reader must see beside the picture.
    """

    text: str
    unit: str  # "word", "token", "sentence", "segment"
    units: tuple[Unit, ...]
    scores: Scores
    target: Target
    value: float
    prediction: Prediction
    baseline: Baseline
    method: str
    settings: Mapping[str, Any]
    seed: int
    fingerprint: Fingerprint
    cost: Cost
    standard_errors: Floats | None = None  # (n_units,)
    groups: tuple[Group, ...] = ()
    diagnostics: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    windows: tuple[Window, ...] = ()
    truncated: bool = False
    id: str | None = None
    parts: tuple[Part, ...] = ()  # the text's named parts, where there are several; () for a plain text
    truth: str | None = None  # the data set's label or answer, where the caller gave it
    checks: Checks | None = None  # what `exegesis.check` tried: other seeds, another baseline, random orders
    unseen: tuple[Span, ...] = ()  # visible characters of which the model gets nothing, and which have no score

    def __post_init__(self) -> None:
        object.__setattr__(self, "scores", _frozen_array(self.scores, len(self.units)))
        if self.standard_errors is not None:
            object.__setattr__(self, "standard_errors", _frozen_array(self.standard_errors, len(self.units)))
        object.__setattr__(self, "settings", MappingProxyType(dict(self.settings)))
        object.__setattr__(self, "diagnostics", MappingProxyType(dict(self.diagnostics)))

    # -- reading ------------------------------------------------------------------------------------------------

    def top(self, k: int = 10) -> list[tuple[Unit, float]]:
        """The k units with the largest absolute score, largest first; ties in the text's order."""
        order = np.argsort(-np.abs(self.scores), kind="stable")[: max(k, 0)]
        return [(self.units[i], float(self.scores[i])) for i in order]

    def as_list(self, k: int | None = None) -> list[tuple[str, float]]:
        """(text, score) pairs by falling absolute score, as lime's `as_list` gives them."""
        return [(unit.text, score) for unit, score in self.top(len(self.units) if k is None else k)]

    def by(self, unit: str) -> Self:
        """The same explanation with the scores summed over "word" or "sentence" (or the unit it already has)."""
        if unit == self.unit:
            return self
        if unit == "token" or self.unit == "sentence" or (self.unit, unit) == ("segment", "word"):
            raise InputError(f"scores by {self.unit} cannot be split into {unit}s; explain again with unit={unit!r}.")
        if any(len(u.spans) > 1 for u in self.units):
            raise InputError("bag-of-words scores belong to all occurrences of a word and cannot be summed by place.")
        spans = segments(self.text, unit)
        scores = np.zeros(len(spans))
        np.add.at(scores, assign(spans, (u.spans[0] for u in self.units)), self.scores)
        units = tuple(Unit(self.text[s.start : s.end], (s,)) for s in spans)
        return replace(self, unit=unit, units=units, scores=scores, standard_errors=None, groups=(), checks=None)

    @cached_property
    def verdict(self) -> Verdict:
        """Whether this explanation holds, for how many of its first words, and why: `verdict.text` in one line.

        Drawn from the figures that the explanation carries and, where it was checked, from `checks`.
        """
        return decide(
            Figures(
                unit=self.unit,
                scores=self.scores,
                errors=self.standard_errors,
                value=self.value,
                base_value=self.baseline.value,
                diagnostics=self.diagnostics,
                baseline=self.baseline.name,
                truncated=self.truncated,
                checks=self.checks,
            )
        )

    @property
    def is_right(self) -> bool | None:
        """Whether the model's answer is the `truth`; None where there is no telling."""
        return is_right(self.prediction, self.truth)

    def part(self, index: int) -> str:
        """The name of the part that a unit stands in; "" in a plain text."""
        start = self.units[index].start
        return next((part.name for part in self.parts if part.start <= start < part.end), "")

    def record(self) -> dict[str, Any]:
        """One line of a table: what was predicted, what is true, how far the scores add up, whether to rely on them."""
        prediction, base = self.prediction, self.baseline.value
        return {
            "target": self.target.name,
            "kind": self.target.kind,
            "output": self.target.output,
            "predicted": prediction.label,
            "true": self.truth,
            "probability": prediction.outputs[prediction.index],
            "value": self.value,
            "baseline_value": base,
            "sum_of_scores": float(self.scores.sum()),
            "convergence_delta": self.diagnostics.get("convergence_delta"),
            "verdict": self.verdict.headline,
        }

    # -- to and from data ---------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as the published JSON schema describes it (`exegesis.data.schema.explanation_schema()`)."""
        data: dict[str, Any] = {"schema_version": SCHEMA_VERSION}
        for name in self.__dataclass_fields__:
            data[name] = _plain(getattr(self, name))
        return {**data, "verdict": _plain(self.verdict)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`; raises `InputError` for another schema version or a missing or unknown field.

        `checks` and `unseen` may be missing, as in files written before there were any. The verdict is drawn anew from
        the figures.
        """
        if not isinstance(data, Mapping) or data.get("schema_version") != SCHEMA_VERSION:
            found = data.get("schema_version") if isinstance(data, Mapping) else None
            raise InputError(f"not an explanation of schema version {SCHEMA_VERSION} (found {found!r}).")
        fields = {"checks": None, "unseen": ()} | {
            k: v for k, v in data.items() if k not in ("schema_version", "verdict")
        }
        missing = [name for name in cls.__dataclass_fields__ if name not in fields]
        if missing:
            raise InputError(f"the data is not an explanation: it lacks {', '.join(missing)}.")
        try:
            return cls(**{**fields, **_parts(fields)})
        except (TypeError, KeyError, ValueError, IndexError, AttributeError) as error:
            raise InputError(f"the data is not an explanation: {error}.") from None

    def to_json(self, indent: int | None = None) -> str:
        """JSON text; numbers keep every bit (shortest representation that reads back the same)."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The inverse of `to_json`."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InputError(f"not JSON: {error}.") from None
        return cls.from_dict(data)

    def to_frame(self, rows: str = "unit") -> "DataFrame":
        """A pandas data frame: a row for each unit with its place and score, or one row ("item"). Needs pandas."""
        frame: DataFrame = renderers.renderer("frame")(self, rows)
        return frame

    def to_shap(self) -> Any:
        """The same as a `shap.Explanation`, for shap's own plots; needs the package shap."""
        try:
            import shap
        except ImportError:
            raise InputError("to_shap needs the package shap: pip install shap.") from None
        base = self.baseline.value if self.baseline.value is not None else self.value - float(self.scores.sum())
        names = [unit.text for unit in self.units]
        return shap.Explanation(
            values=np.array(self.scores), base_values=base, data=np.array(names), feature_names=names
        )

    # -- pictures -----------------------------------------------------------------------------------------------

    def to_html(self, path: str | Path | None = None) -> str:
        """A self-contained HTML page, written to `path` too where one is given; everything in it is escaped."""
        return renderers.page("html", [self], path)

    def plot(self, path: str | Path | None = None, k: int = 10) -> "Figure":
        """A matplotlib figure: the k units with the largest scores as bars.

        Drawn to the file `path` (.png, .svg, .pdf) too where one is given.
        """
        figure: Figure = renderers.figure("plot", (self, k), path)
        return figure

    def _repr_html_(self) -> str:
        fragment: str = renderers.renderer("fragment")([self])
        return fragment

    def __repr__(self) -> str:
        top = ", ".join(f"{text!r} {score:+.3f}" for text, score in self.as_list(3))
        return f"Explanation({self.method}, {self.target.name} {self.value:.3f} ({self.target.output}): {top})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Explanation) and self.to_dict() == other.to_dict()

    def __hash__(self) -> int:
        return hash((self.text, self.method, self.seed, self.target))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self).from_dict, (self.to_dict(),))


def _frozen_array(values: Any, size: int) -> Floats:
    array = np.array(values, dtype=np.float64)
    if array.shape != (size,):
        raise ValueError(f"expected {size} numbers, one per unit, not an array of shape {array.shape}")
    array.setflags(write=False)
    return array


def _plain(value: Any) -> Any:
    """`value` as JSON has it: lists, dicts, str, int, finite float, bool, None; a function becomes its name."""
    if isinstance(value, np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float):
        return value if np.isfinite(value) else None
    if isinstance(value, Span):
        return [value.start, value.end]
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [_plain(item) for item in value]
    if isinstance(value, str):
        return str.__str__(value)  # no subclass, which might call itself safe HTML
    if value is None or isinstance(value, int):
        return value
    return getattr(value, "__qualname__", None) or str(value)


def _spans(data: Iterable[Iterable[int]]) -> tuple[Span, ...]:
    return tuple(Span(*span) for span in data)


def _prediction(data: Mapping[str, Any]) -> Prediction:
    fields: dict[str, Any] = {**data, "outputs": tuple(data["outputs"]), "labels": tuple(data["labels"])}
    fields["ranks"] = tuple(data.get("ranks", ()))  # files written before there were any have none
    return Prediction(**{**fields, "spans": _spans(data["spans"])})


def _target(data: Mapping[str, Any]) -> Target:
    versus = data["versus"]
    return Target(**{**data, "spans": _spans(data["spans"]), "versus": None if versus is None else _target(versus)})


def _parts(data: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are not plain data, built from it."""
    errors, checks = data.get("standard_errors"), data["checks"]
    return {
        "units": tuple(Unit(u["text"], _spans(u["spans"])) for u in data["units"]),
        "groups": tuple(
            Group(g["text"], _spans(g["spans"]), g["score"], tuple(g["units"]), g["parent"]) for g in data["groups"]
        ),
        "target": _target(data["target"]),
        "prediction": _prediction(data["prediction"]),
        "baseline": Baseline(**data["baseline"]),
        "cost": Cost(**data["cost"]),
        "fingerprint": Fingerprint(**data["fingerprint"]),
        "windows": tuple(Window(**w) for w in data["windows"]),
        "parts": tuple(Part(**p) for p in data["parts"]),
        "warnings": tuple(data["warnings"]),
        "unseen": _spans(data["unseen"]),
        "checks": None if checks is None else Checks.from_dict(checks),
        "standard_errors": None if errors is None else np.array([np.nan if e is None else e for e in errors]),
    }
