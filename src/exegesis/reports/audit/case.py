"""What a section may look at: the model, the rows, what it answered to them and why. Each is asked once, and kept."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path

import numpy as np

from exegesis import api
from exegesis.adapters.texts import TextModel
from exegesis.core.errors import ExegesisError, InputError
from exegesis.core.randomness import stream
from exegesis.core.types import Floats, Integers
from exegesis.data.explanation import Explanation
from exegesis.data.failed import Failed
from exegesis.data.outcomes import Outcomes
from exegesis.engine.probabilities import AT_ONCE
from exegesis.evaluation import check
from exegesis.reports.audit.covering import covered_explanation
from exegesis.reports.audit.kept_work import KeptWork
from exegesis.reports.audit.plan import AuditPlan
from exegesis.reports.audit.redaction import Redactor
from exegesis.reports.audit.rows import AuditRow, AuditRows
from exegesis.summaries import submodular


class AuditCase:
    """One model before one set of rows.

    `step` is called with a number of steps done.
    """

    def __init__(
        self,
        plan: AuditPlan,
        model: TextModel,
        rows: AuditRows,
        redactor: Redactor,
        work: KeptWork,
        step: Callable[[int], None],
    ) -> None:
        self.plan, self.model, self.rows, self.redactor, self.step = plan, model, rows, redactor, step
        self._work = work
        self._explained: dict[int, Explanation] = {}
        self._checked: dict[int, Explanation] = {}
        self.failures: dict[int, str] = {}  # rows that could not be explained, by place

    # -- what the model answers ---------------------------------------------------------------------------------------

    @cached_property
    def probabilities(self) -> Floats:
        """(n, classes) of every row, in the rows' order."""
        texts, parts = [row.text for row in self.rows.rows], []
        for start in range(0, len(texts), AT_ONCE):
            some = texts[start : start + AT_ONCE]
            parts.append(self._work.outputs(f"outputs:{start}", partial(self.model.predict, some)))
            self.step(1)
        return np.concatenate(parts)

    @cached_property
    def labelled(self) -> Integers:
        """(m,) places of the rows that have a label; `InputError` where none has."""
        places = np.array([place for place, row in enumerate(self.rows.rows) if row.truth is not None], dtype=np.int64)
        if not len(places):
            raise InputError(f"no row of {self.rows.data.name} has a label; name its column with --label-column.")
        return places

    @cached_property
    def outcomes(self) -> Outcomes:
        """Answers beside truths, of the labelled rows; `InputError` for a label that is no class of the model."""
        truths = [str(self.rows.rows[place].truth) for place in self.labelled]
        return Outcomes.of(self.model.labels, truths, self.probabilities[self.labelled])

    @property
    def labelled_rows(self) -> list[AuditRow]:
        """The rows of `outcomes`, in its order."""
        return [self.rows.rows[place] for place in self.labelled]

    def answer(self, place: int) -> int:
        """The class that the model gives to the row at that place."""
        return int(self.probabilities[place].argmax())

    @property
    def kept_beside(self) -> Path | None:
        """Where a section that explains rows of its own may keep them."""
        return self._work.beside

    def counted(self) -> Callable[[int, int], None]:
        """A progress for such a section: each of its rows is a step."""
        before = 0

        def told(done: int, expected: int) -> None:
            nonlocal before
            self.step(done - before)
            before = done

        return told

    # -- why ----------------------------------------------------------------------------------------------------------

    @cached_property
    def drawn(self) -> list[int]:
        """Places of the rows that are explained, drawn by the seed, in their order."""
        count = len(self.rows.rows)
        chosen = stream(self.plan.seed, "audit explained").permutation(count)[: self.plan.explained]
        return sorted(chosen.tolist())

    @cached_property
    def explanations(self) -> dict[int, Explanation]:
        """By place, of the drawn rows that could be explained: why the model gave its answer. Texts as they are."""
        if not self.plan.explained:
            raise InputError("no row is explained; let some be with --explained.")
        self.explain(self.drawn)
        if not self.known:
            raise ExegesisError(f"no row could be explained; the first: {next(iter(self.failures.values()))}")
        return self.known

    @property
    def known(self) -> dict[int, Explanation]:
        """Those of the drawn rows that were explained by now."""
        return {place: self._explained[place] for place in self.drawn if place in self._explained}

    @cached_property
    def shown(self) -> dict[int, Explanation]:
        """The same with personal text covered, for all that shows words."""
        self.redactor.learn(one.text for one in self.explanations.values())
        return {place: covered_explanation(one, self.redactor) for place, one in self.explanations.items()}

    @cached_property
    def picked(self) -> list[int]:
        """Places of the explained rows that cover the most important words (SP-LIME's pick)."""
        places = list(self.shown)
        found = submodular(list(self.shown.values()), min(self.plan.examples, len(places)))
        return [places[row] for row in found.rows]

    @cached_property
    def mistakes(self) -> list[int]:
        """Places of the wrong answers of which the model was surest, that are not picked anyway."""
        wrong = np.flatnonzero(~self.outcomes.right)
        order = wrong[np.argsort(-np.round(self.outcomes.confidence[wrong], 9), kind="stable")]
        places = [int(self.labelled[row]) for row in order]
        return [place for place in places if place not in self.picked][: self.plan.examples]

    def explanation(self, place: int) -> Explanation:
        """Why the model gave its answer to this row; `ExegesisError` where that cannot be said."""
        if place not in self._explained:
            self.explain([place])
        if place not in self._explained:
            raise ExegesisError(self.failures[place])
        return self._explained[place]

    def checked(self, place: int) -> Explanation:
        """The same, checked: other seeds, another baseline, random orders."""
        if place not in self._checked:
            key, given = f"checked:{place}", self.explanation(place)
            kept = self._work.explanation(key)
            self._checked[place] = kept or self._work.keep(key, check(given, self.model))
            self.step(1)
        return self._checked[place]

    def explain(self, places: Sequence[int]) -> None:
        """Explain the rows at these places, those that are not known yet together."""
        for place in places:
            if kept := self._work.explanation(f"explained:{place}"):
                self._explained[place] = kept
        new = [place for place in places if place not in self._explained]
        chosen, rows = self.plan.methods[0], [self.rows.rows[place] for place in new]
        self.step(len(places) - len(new))
        found = api.explain_many(
            self.model, [row.text for row in rows], chosen.method, None, self.plan.seed,
            ids=[id_of(row) for row in rows], **chosen.settings,
        )  # fmt: skip
        for place, result in zip(new, found, strict=True):
            if isinstance(result, Failed):
                self.failures[place] = f"{self.rows.rows[place].where}: {result.message}"
            else:
                truth = self.rows.rows[place].truth
                self._explained[place] = self._work.keep(f"explained:{place}", replace(result, truth=truth))
            self.step(1)


def id_of(row: AuditRow) -> str:
    """What a row is called to the methods: nothing of its file or its text, so that a copy draws the same."""
    return f"row {row.number}"
