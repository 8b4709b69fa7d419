"""How well no-answer probabilities part the questions: the best threshold, and average precision (evaluate-v2.0.py)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from exegesis.data.squad.scoring import AnswerScore


class Guess(NamedTuple):
    """A predicted question: its no-answer probability, whether it has an answer, whether one was given, its score."""

    probability: float
    answerable: bool
    answered: bool
    score: AnswerScore


@dataclass(frozen=True, slots=True)
class Best:
    """The highest figure, in percent, that withholding the least certain answers gives, and the threshold for it.

    Answers whose no-answer probability is above the threshold are withheld.
    """

    figure: float
    threshold: float


@dataclass(frozen=True, slots=True)
class AveragePrecisions:
    """Areas under precision over recall, in percent, as the threshold rises and more answers stand.

    The precision is that of the answers that stand, the recall is over the questions that have an answer. `oracle`
    takes every answer to an answerable question as right: it measures nothing but the parting of the two kinds.
    """

    exact_match: float
    f1: float
    oracle: float


@dataclass(frozen=True, slots=True)
class Separation:
    """The best figures over all thresholds, and average precisions, `None` where no question has an answer."""

    best_exact_match: Best
    best_f1: Best
    average_precisions: AveragePrecisions | None


def separation(guesses: Iterable[Guess], questions: int, answerable: int) -> Separation:
    """Over the guesses; `questions` and `answerable` count those without a prediction too, which never score."""
    ranked = sorted(guesses, key=lambda guess: guess.probability)
    exact, f1 = [guess.score.exact_match for guess in ranked], [guess.score.f1 for guess in ranked]
    measured = (exact, f1, [1.0] * len(ranked))
    return Separation(
        best_threshold(ranked, exact, questions),
        best_threshold(ranked, f1, questions),
        AveragePrecisions(*(average_precision(ranked, each, answerable) for each in measured)) if answerable else None,
    )


def best_threshold(ranked: Sequence[Guess], scores: Sequence[float], questions: int) -> Best:
    """From withholding every answer on, let answers stand one by one, the least probable to have none first.

    Two habits of the script are kept, so that figures compare. Equal probabilities are taken one by one in the order
    given, although no threshold parts them. And the threshold is 0 where withholding all is best, although answers of
    probability 0 stand at that threshold.
    """
    running = best = float(sum(not guess.answerable for guess in ranked))
    threshold = 0.0
    for guess, score in zip(ranked, scores, strict=True):
        running += score if guess.answerable else -float(guess.answered)
        if running > best:
            best, threshold = running, guess.probability
    return Best(100 * best / questions, threshold)


def average_precision(ranked: Sequence[Guess], scores: Sequence[float], answerable: int) -> float:
    """Sum of precision times the gain in recall, over the thresholds between different probabilities; in percent."""
    right = recall = total = 0.0
    for number, (guess, score) in enumerate(zip(ranked, scores, strict=True), start=1):
        right += score if guess.answerable else 0.0
        if number == len(ranked) or ranked[number].probability != guess.probability:
            total += right / number * (right / answerable - recall)
            recall = right / answerable
    return 100 * total
