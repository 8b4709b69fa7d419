"""What a corpus will take, before it is built: words counted, some of them seen and timed."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exegesis.core.plurals import plural, spoken
from exegesis.core.types import Span
from exegesis.explorer.corpus.planning import BuildPlan, check_words, planned
from exegesis.explorer.corpus.sources.records import SourceSentence
from exegesis.explorer.corpus.vectors import means, read_all
from exegesis.explorer.corpus.wording import layers_said, size_said

_TIMED_WORDS = 600


@dataclass(frozen=True, slots=True)
class CorpusEstimate:
    """What a corpus will take.

    Args:
        words: how many there are.
        counted: whether they were counted; of plain texts that a tagger is to part they are likely so many.
        word_bytes: what one takes, in all layers stored.
        seconds: about how long the build takes on this machine.
        layers: whose vectors are stored.
        context_layers: whose heads' outputs are stored.
    """

    words: int
    counted: bool
    word_bytes: int
    seconds: float
    layers: tuple[int, ...]
    context_layers: tuple[int, ...]

    @property
    def bytes(self) -> int:
        """What the arrays will take."""
        return self.words * self.word_bytes

    @property
    def said(self) -> str:
        """In a line."""
        about = "" if self.counted else "about "
        heads = f", heads of layers {layers_said(self.context_layers)}" if self.context_layers else ""
        return (
            f"{about}{plural(self.words, 'word')} at {size_said(self.word_bytes)} (layers {layers_said(self.layers)}"
            f"{heads}) are {size_said(self.bytes)}, and take about {spoken(max(self.seconds, 1))}"
        )


def estimate_corpus(
    model: Any,
    data: str | Path | Iterable[str | Path],
    *,
    layers: Sequence[int] | None = None,
    contexts: bool = True,
    tags: Any = None,
    text_column: str | None = None,
) -> CorpusEstimate:
    """What `build_corpus` with the same arguments will take; nothing is written.

    Args:
        model: as for `build_corpus`.
        data: as for `build_corpus`.
        layers: as for `build_corpus`.
        contexts: as for `build_corpus`.
        tags: as for `build_corpus`.
        text_column: as for `build_corpus`.

    Returns:
        Words, bytes, and seconds by a short trial.

    Raises:
        InputError: what `build_corpus` would refuse.
    """
    plan = planned(model, data, layers, contexts, tags, text_column)
    counts = [source.count() for source in plan.sources]
    words = sum(count for count, _ in counts)
    check_words(words)
    shape = plan.shape
    seconds = words * _seconds_each(plan)
    exact = all(counted for _, counted in counts)
    return CorpusEstimate(words, exact, shape.word_bytes, seconds, shape.layers, shape.context_layers)


def _seconds_each(plan: BuildPlan) -> float:
    """What a word takes, by the first of them: read, tagged and seen."""
    started = time.perf_counter()
    sentences = _first(plan)
    given = [(one.text, [Span(word.start, word.end) for word in one.words]) for one in sentences]
    means(
        plan.model,
        read_all(plan.model, given),
        lambda numbers, found: None,
        plan.shape.layers,
        plan.shape.context_layers,
    )
    return (time.perf_counter() - started) / max(1, sum(len(one.words) for one in sentences))


def _first(plan: BuildPlan) -> list[SourceSentence]:
    found: list[SourceSentence] = []
    words = 0
    for source in plan.sources:
        for sentences, _ in source.texts(0):
            found += sentences
            words += sum(len(one.words) for one in sentences)
            if words >= _TIMED_WORDS:
                return found
    return found
