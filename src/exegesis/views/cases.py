"""Explanations of one input that share an answer, and how each is told from the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from exegesis.data.account import Account
from exegesis.data.explanation import Explanation
from exegesis.data.verdict.result import UNCHECKED
from exegesis.views import naming, side_by_side, wording


@dataclass(frozen=True)
class ShownCase:
    """One input, one model, one answer, and the explanations of it. `accounts`: those told in words, by `id`."""

    explanations: tuple[Explanation, ...]
    accounts: Mapping[int, Account] = field(default_factory=dict)

    @property
    def first(self) -> Explanation:
        """The explanation that stands for what they share."""
        return self.explanations[0]

    @property
    def names_targets(self) -> bool:
        """Whether it is their targets that tell them apart, and not their methods."""
        methods = {explanation.method for explanation in self.explanations}
        return len(methods) == 1 and len({explanation.target for explanation in self.explanations}) > 1

    @property
    def unchecked_alike(self) -> bool:
        """Whether there are several and none is checked, so that how to check them is said once for all."""
        verdicts = {(explanation.verdict.level, explanation.verdict.text) for explanation in self.explanations}
        return len(self.explanations) > 1 and len(verdicts) == 1 and self.first.verdict.level == UNCHECKED

    def account(self, explanation: Explanation) -> Account | None:
        """The explanation in words, where they were asked for."""
        return self.accounts.get(id(explanation))

    @property
    def unit(self) -> str:
        """The unit of the rows of the table."""
        return side_by_side.unit(self.explanations)

    def method(self, explanation: Explanation) -> str:
        """The method; where it stands here more than once, with the settings in which it differs: LIME, samples 10."""
        rows = [one.settings for one in self.explanations if one.method == explanation.method]
        differing = [name for name in explanation.settings if any(row.get(name) != rows[0].get(name) for row in rows)]
        said = [f"{wording.spaced(name)} {wording.readable(explanation.settings[name])}" for name in differing]
        return ", ".join([wording.method_name(explanation.method), *said])

    def heading(self, explanation: Explanation) -> str:
        """What tells this explanation from the others: its method or its target."""
        if self.names_targets:
            return naming.short(explanation.target, explanation.text)
        return self.method(explanation)

    def below(self, explanation: Explanation) -> str:
        """What stands below that heading in the table: the other of the two, and the unit of the scores."""
        if self.names_targets:
            return f"{self.method(explanation)}, {explanation.target.output}"
        return f"{naming.short(explanation.target, explanation.text)}, {explanation.target.output}"

    def groups(self) -> list[tuple[str, list[side_by_side.UnitRow]]]:
        """The rows of the table that compares them, by the parts of the text; none for a single explanation."""
        if len(self.explanations) < 2:
            return []
        return side_by_side.grouped(self.first, side_by_side.comparison(self.explanations))


def cases(explanations: Iterable[Explanation], accounts: Mapping[int, Account] | None = None) -> list[ShownCase]:
    """The explanations put together under the headings they share, in the order in which each is first met."""
    found: dict[Any, list[Explanation]] = {}
    for explanation in explanations:
        found.setdefault(_shared(explanation), []).append(explanation)
    return [ShownCase(tuple(together), accounts or {}) for together in found.values()]


def _shared(explanation: Explanation) -> tuple[Any, ...]:
    """What explanations must share to stand side by side under one heading."""
    kept = None if explanation.kept is None else explanation.kept.digest
    which = (explanation.id, explanation.text, kept, explanation.parts, explanation.truth)
    return (*which, explanation.fingerprint.model, explanation.prediction)
