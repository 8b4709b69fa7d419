"""Explanation: what every method returns, for every task. Frozen data; JSON both ways, exactly.

Scores belong to units, units to characters of the user's own text, and everything needed to judge or repeat the
result (target, baseline, settings, seed, cost, fingerprint) travels with it. Views and measures stand outside.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Self

import numpy as np

from exegesis.core.characters import one_line
from exegesis.core.codec import LATER, Array, Note, OneOf, frozen_array
from exegesis.core.errors import InputError
from exegesis.core.plurals import plural, several
from exegesis.core.text import assign, segments
from exegesis.core.types import Floats, Scores, Span
from exegesis.data import renderers
from exegesis.data.asked import ENGINE, Asked
from exegesis.data.inputs import AnyInput
from exegesis.data.kept import AnyKept
from exegesis.data.pixel_map import PixelMap
from exegesis.data.place import OTHER_UNITS
from exegesis.data.records import Baseline, Cost, Fingerprint, Group, PairScore, Part, Prediction, Target, Unit, Window
from exegesis.data.result import Result
from exegesis.data.truth import is_right
from exegesis.data.verdict.checks import Checks
from exegesis.data.verdict.deciding import decide
from exegesis.data.verdict.figures import Figures
from exegesis.data.verdict.result import Verdict
from exegesis.data.version_1 import upgraded

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from pandas import DataFrame


@dataclass(frozen=True, eq=False)
class Explanation(Result, noun="an explanation", version=2, derived=("verdict",)):
    """Why a model gave its answer: one signed score per unit of the text, towards the target.

    `value` is f(x), the target's number for the whole text in the unit `target.output`; `baseline.value` f(baseline).
    `diagnostics` holds the method's own checks: `convergence_delta` = sum of scores - (f(x) - f(baseline)),
    `weighted_r2`, and so on. `warnings` are sentences a reader must see beside the picture.
    """

    text: Annotated[str, Note("The user's own text; all spans are half-open ranges of its characters (code points).")]
    unit: Annotated[str, OneOf("word", "token", "sentence", "segment", *OTHER_UNITS)]
    units: tuple[Unit, ...]
    scores: Annotated[Scores, Note("One number per unit, signed towards the target, in the unit target.output.")]
    target: Target
    value: Annotated[float, Note("f(x): the target's number for the whole text.")]
    prediction: Prediction
    baseline: Baseline
    method: str
    settings: Annotated[Mapping[str, Any], Note("The method's settings; which ones depends on the method.")]
    seed: int
    fingerprint: Fingerprint
    cost: Cost
    standard_errors: Annotated[
        Annotated[Floats, Array(at_least=0, holes=True)] | None,
        Note("One number per unit (null where unknown), or null."),
    ] = None
    groups: Annotated[tuple[Group, ...], Note("Phrases; a parent is an index into this list.")] = ()
    diagnostics: Annotated[
        Mapping[str, Any], Note("The method's own checks, such as convergence_delta or weighted_r2.")
    ] = field(default_factory=dict)
    warnings: Annotated[tuple[str, ...], Note("Sentences a reader must see beside the picture.")] = ()
    windows: tuple[Window, ...] = ()
    truncated: bool = False
    id: str | None = None
    parts: Annotated[
        tuple[Part, ...], Note("Named parts of the text, such as question and context; none for a plain text.")
    ] = ()
    truth: Annotated[str | None, Note("The data set's label or answer, where known.")] = None
    checks: Annotated[Checks | None, Note("What was tried to check it.")] = None
    # Visible characters, which have no score for it.
    unseen: Annotated[tuple[Span, ...], Note("What the model gets nothing of.")] = ()
    asked: Annotated[Asked | None, Note("What was asked; null where a file of version 1 does not say.")] = None
    kept: Annotated[AnyKept | None, Note("What was explained, where it is no text; null of texts.")] = field(
        default=None, metadata=LATER
    )
    pairs: Annotated[tuple[PairScore, ...], Note("Of methods that score each two units together.")] = field(
        default=(), metadata=LATER
    )

    by_pixel: Annotated[PixelMap | None, Note("Finer than by units, of an image; null where the method has none.")] = (
        field(default=None, metadata=LATER)
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "scores", _for_units(self.scores, len(self.units)))
        if self.standard_errors is not None:
            object.__setattr__(self, "standard_errors", _for_units(self.standard_errors, len(self.units)))
        if any(not pair.first < pair.second < len(self.units) for pair in self.pairs):
            raise ValueError("pairs are of two units, the first before the second")
        object.__setattr__(self, "settings", MappingProxyType(dict(self.settings)))
        object.__setattr__(self, "diagnostics", MappingProxyType(dict(self.diagnostics)))

    @property
    def of(self) -> str:
        """The kind of data that was explained, as `load` calls it (`modality=`): "text", "image" and so on."""
        return "text" if self.kept is None else self.kept.kind

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
        if not self.text:
            raise InputError(f"units that stand in no text cannot be summed by {unit}.")
        if unit == "token" or self.unit == "sentence" or (self.unit, unit) == ("segment", "word"):
            raise InputError(
                f"scores by {self.unit} cannot be split into {several(unit)}; explain again with unit={unit!r}."
            )
        if any(len(u.spans) > 1 for u in self.units):
            raise InputError("bag-of-words scores belong to all occurrences of a word and cannot be summed by place.")
        spans = segments(self.text, unit)
        scores = np.zeros(len(spans))
        np.add.at(scores, assign(spans, (u.spans[0] for u in self.units)), self.scores)
        units = tuple(Unit(self.text[s.start : s.end], (s,)) for s in spans)
        return replace(
            self, unit=unit, units=units, scores=scores, standard_errors=None, groups=(), pairs=(), checks=None
        )

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
                output=self.target.output,
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
        """The name of the part that a unit stands in; "" in a plain text, and in what is no text."""
        if not self.parts:
            return ""
        start = self.units[index].start
        return next((part.name for part in self.parts if part.start <= start < part.end), "")

    def alone(self) -> Floats:
        """(n_units,): the scores less each unit's half of what it does only together with others (`pairs`)."""
        found = np.array(self.scores)
        for pair in self.pairs:
            found[[pair.first, pair.second]] -= pair.score / 2
        return found

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

    # -- asking again -------------------------------------------------------------------------------------------

    @property
    def input(self) -> AnyInput:
        """What was explained, without its truth: a string, or a `Question`, `Pair` or `Hidden` text of its parts.

        Of other kinds of data it is their own record, such as `Image`; `InputError` where the explanation does not hold
        all of it.
        """
        if self.kept is not None:
            return self.kept.input
        return self._known.input(self.text, self.parts)

    def again(self, **changes: Any) -> dict[str, Any]:
        """The arguments of `exegesis.explain` that ask the same again, or the same but for `changes`.

            exegesis.explain(model, **explanation.again())
            exegesis.explain(model, **explanation.again(seed=1))
            exegesis.explain(model, **explanation.again(method="lime", samples=500))

        Another method has settings of its own: those of the first are left out. Of several targets that were explained
        together each is asked alone; of `partition_shap` below its exact budget the scores may then differ a little.
        Raises `InputError` where the explanation does not say what it was asked.
        """
        named = {
            **self._asking("text" in changes),
            "method": self.method,
            "seed": self.seed,
            "id": self.id,
        }
        if changes.get("method", self.method) != self.method:
            own = [name for name in self._known.settings if name not in ENGINE]
            named = {name: value for name, value in named.items() if name not in own}
        return {**named, **changes}

    def _asking(self, is_given: bool) -> dict[str, Any]:
        """The input, its target, unit and settings; of what is no text and the caller gives, the rest."""
        if self.kept is None:
            return self._known.arguments(self.text, self.parts)
        return self._known.asking(None if is_given else self.kept.input, self.kept.cut(self.units))

    @property
    def _known(self) -> Asked:
        if self.asked is None:
            raise InputError(
                "the explanation does not say what it was asked, as files of version 1 do not of several hidden words; "
                "explain again."
            )
        return self.asked

    @classmethod
    def _several(cls, count: int) -> str:
        return f"{plural(count, 'explanation')}: read it with exegesis.read_explanations"

    @classmethod
    def _fields(cls, data: Any) -> dict[str, Any]:
        """Those of version 1 too."""
        version = data.get("schema_version") if isinstance(data, Mapping) else None
        return super()._fields(upgraded(data) if type(version) is int and version == 1 else data)

    # -- in the forms of others -----------------------------------------------------------------------------------

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
        said = f"{self.method}, {self.target.name} {self.value:.3f} ({self.target.output})"
        return one_line(f"Explanation({said}: {top})")

    def __hash__(self) -> int:
        return hash((self.text, self.kept, self.method, self.seed, self.target))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self).from_dict, (self.to_dict(),))


def _for_units(values: Any, size: int) -> Floats:
    array = frozen_array(values)
    if array.shape != (size,):
        raise ValueError(f"expected {size} numbers, one per unit, not an array of shape {array.shape}")
    return array
