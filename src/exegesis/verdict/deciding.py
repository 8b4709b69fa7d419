"""The verdict: for how many of the first words every sign holds, and what was not tried."""

from dataclasses import dataclass

from exegesis.verdict import degenerate
from exegesis.verdict.checks import BASELINES, ORDER, SEEDS
from exegesis.verdict.control import CONTROL
from exegesis.verdict.figures import Figures
from exegesis.verdict.result import NOT, PARTLY, RELY, UNCHECKED, UNDEFINED, Reason, Verdict
from exegesis.verdict.seeds import CHANCELESS
from exegesis.verdict.table import SIGNS
from exegesis.verdict.wording import held, listed, quoted

NO_BASELINE = "the method has no baseline"
_TRIES = {SEEDS: "other seeds", BASELINES: "another baseline", ORDER: "random orders"}
_MOST_REASONS = 3


def decide(figures: Figures) -> Verdict:
    """The verdict on one explanation."""
    why = degenerate.nothing(figures)
    if why is not None:
        return Verdict(UNDEFINED, 0, figures.of, f"Nothing to rely on: {why}.", "nothing to rely on")
    reasons = tuple(found for sign in SIGNS if (found := sign(figures)) is not None)
    whole = _Found(figures, reasons, _untried(figures))
    return Verdict(whole.level, whole.words, figures.of, whole.line, whole.headline, reasons, whole.untried)


def _untried(figures: Figures) -> tuple[str, ...]:
    """What would have to be tried before the explanation can be relied on."""
    checks = figures.checks
    lacking = {
        SEEDS: figures.method not in CHANCELESS and (checks is None or checks.seeds is None),
        BASELINES: checks is None or (checks.baselines is None and checks.not_tried.get(BASELINES) != NO_BASELINE),
        ORDER: checks is None or checks.order is None,
    }
    return tuple(name for name, lacks in lacking.items() if lacks)


@dataclass(frozen=True)
class _Found:
    """All signs put together. Another baseline sets a condition; every other sign sets how many words hold."""

    figures: Figures
    reasons: tuple[Reason, ...]
    untried: tuple[str, ...]

    @property
    def words(self) -> int:
        return min((one.words for one in self.reasons if one.sign != BASELINES), default=self.figures.of)

    @property
    def level(self) -> str:
        if self.words == 0:
            return NOT
        if self.untried:
            return UNCHECKED
        holds = self.words == self.figures.of and not self.condition and not self.figures.truncated
        return RELY if holds else PARTLY

    @property
    def condition(self) -> Reason | None:
        """The other baseline, where it gives other words than those that hold."""
        return next((one for one in self.reasons if one.sign == BASELINES and one.words < self.words), None)

    @property
    def headline(self) -> str:
        if self.level != PARTLY:
            return {RELY: "rely on it", UNCHECKED: "not checked"}.get(self.level, "do not rely on it")
        only = " only" if self.words < self.figures.of else ""
        return f"{held(self.words, self.figures)}{only}{', for this baseline' if self.condition else ''}"

    @property
    def line(self) -> str:
        cut = "; the model did not read all of the text" if self.figures.truncated else ""
        told = f"{listed(self._told)}{cut}" if self._told else ""
        if self.level == NOT:
            return f"Do not rely on it: {told}."
        if self.level == UNCHECKED:
            tries = listed([_TRIES[name] for name in self.untried])
            be = "were" if tries.endswith("s") or len(self.untried) > 1 else "was"
            return f"Check it before you rely on it: {tries} {be} not tried.{f' So far {told}.' if told else ''}"
        return f"Rely on {self._what}: {told}."

    @property
    def _what(self) -> str:
        """What is to be relied on, with the words themselves."""
        names = listed([quoted(word) for word in self.figures.leading(self.words)])
        first = held(self.words, self.figures)
        if self.level == RELY:
            return f"it, for {first}, {names}"
        only = f"{first} only" if self.words < self.figures.of else first
        where = f', as long as "absent" means {quoted(self.figures.baseline)}' if self.condition else ""
        return f"{only}, {names}{where}"

    @property
    def _told(self) -> list[str]:
        """The reasons that set the words and the condition, or all where none does."""
        if self.reasons and self.reasons[0].sign == CONTROL:
            return [self.reasons[0].text]  # whatever else was found
        against = [one.text for one in self.reasons if one.sign != BASELINES and one.words == self.words]
        limits = against if self.words < self.figures.of else []
        limits = [*limits, *([self.condition.text] if self.condition else [])]
        return (limits or [one.text for one in self.reasons])[:_MOST_REASONS]
