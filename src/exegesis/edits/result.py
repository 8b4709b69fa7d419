"""Edit: a text beside an edit of it, both explained. Frozen data, JSON both ways."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from exegesis.core.codec import fields_of as record_fields
from exegesis.core.codec import plain
from exegesis.core.errors import InputError
from exegesis.data import renderers
from exegesis.data.explanation import Explanation
from exegesis.data.records import Prediction
from exegesis.edits import changes
from exegesis.edits.changes import KEPT, Change

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class Edit:
    """The explanations of a text and of its edit: the same model, method, seed and target.

    `asked`: what was to be replaced by what, "" for a deletion; empty where the edited text was given whole.
    """

    original: Explanation
    edited: Explanation
    asked: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.original.parts) != len(self.edited.parts) or self.original.unit != self.edited.unit:
            raise InputError("an edit has the parts and the unit of its original; explain both alike.")

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Every word of either text, in order: kept, replaced, deleted or inserted, its score before and after."""
        return changes.changes(self.original, self.edited, self.asked)

    def top(self, k: int = 10) -> list[Change]:
        """The edited words first, then the others by the size of their change; ties in the text's order."""
        return sorted(self.changes, key=lambda one: (one.kind == KEPT, -round(abs(one.change), 9)))[: max(k, 0)]

    @property
    def flipped(self) -> bool:
        """Whether the model gives the edit another label (of several labels: another set); no for regression."""
        return _labels(self.original.prediction) != _labels(self.edited.prediction)

    @property
    def outputs(self) -> tuple[tuple[str, float | None, float | None], ...]:
        """(label, probability before, after), the original's labels first; None where it is not among the answers."""
        before, after = (dict(_outputs(one.prediction)) for one in (self.original, self.edited))
        return tuple((name, before.get(name), after.get(name)) for name in (before | after))

    @property
    def value_change(self) -> float:
        """The explained number of the edit less that of the original, in the target's unit."""
        return self.edited.value - self.original.value

    @property
    def sums(self) -> tuple[float, float]:
        """The change of the edited words' scores, and of those that stand in both texts: sums over words."""
        parts = [[one.change for one in self.changes if (one.kind == KEPT) is kept] for kept in (False, True)]
        return float(sum(parts[0])), float(sum(parts[1]))

    # -- to and from data ---------------------------------------------------------------------------------------

    def to_dict(self) -> dict[str, Any]:
        """Plain data: both explanations; and what is computed from them, for readers without this package."""
        return {
            "schema_version": SCHEMA_VERSION,
            **record_fields(self),
            "flipped": self.flipped,
            "outputs": plain(self.outputs),
            "changes": [{**plain(one), "change": one.change} for one in self.changes],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`, the changes computed anew; `InputError` for what is no edit."""
        if not isinstance(data, Mapping) or data.get("schema_version") != SCHEMA_VERSION:
            raise InputError(f"not an edit of schema version {SCHEMA_VERSION}.")
        try:
            asked = {str(old): str(new) for old, new in data["asked"].items()}
            return cls(Explanation.from_dict(data["original"]), Explanation.from_dict(data["edited"]), asked)
        except (KeyError, AttributeError) as error:
            raise InputError(f"the data is not an edit: {error}.") from None

    def to_json(self, indent: int | None = None) -> str:
        """JSON text of `to_dict`."""
        return json.dumps(self.to_dict(), ensure_ascii=False, indent=indent, allow_nan=False)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The inverse of `to_json`."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise InputError(f"not JSON: {error}.") from None
        return cls.from_dict(data)

    # -- pictures -----------------------------------------------------------------------------------------------

    def to_html(self, path: str | Path | None = None) -> str:
        """A self-contained HTML page, written to `path` too where one is given; everything in it is escaped."""
        return renderers.page("edit html", self, path)

    def _repr_html_(self) -> str:
        fragment: str = renderers.renderer("edit fragment")(self)
        return fragment

    def __repr__(self) -> str:
        names = [one.prediction.label for one in (self.original, self.edited)]
        edited = sum(one.kind != KEPT for one in self.changes)
        return f"Edit({names[0]} -> {names[1]}; {edited} of {len(self.changes)} words edited)"


def _labels(prediction: Prediction) -> object:
    if prediction.kind == "regression":
        return None
    if prediction.kind == "multi-label":
        return {name for name, value in _outputs(prediction) if value >= 0.5}
    return prediction.label


def _outputs(prediction: Prediction) -> list[tuple[str, float]]:
    """Label and output; of a label that an answer gives several times (as it stands in several places) the first."""
    pairs = list(zip(prediction.labels, prediction.outputs, strict=False))
    return list(reversed(dict(reversed(pairs)).items()))
