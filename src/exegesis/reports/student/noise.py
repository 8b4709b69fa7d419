"""How alike two explanations of one model are when only the seed changes: what chance alone does to a method."""

from collections.abc import Callable, Sequence

from exegesis.core.errors import ExegesisError
from exegesis.core.statistics import bootstrapped
from exegesis.data.explanation import Explanation
from exegesis.reports.student.aligning import Likeness, likeness
from exegesis.reports.student.result import Noise


def noise(
    firsts: Sequence[Explanation], again: Callable[[int], Explanation], k: int, seed: int, step: Callable[[], None]
) -> Noise | None:
    """The likeness of `firsts` and of what `again(number)` gives for the same text with another seed, over texts.

    The text with the most units goes first: where its scores come back bit for bit the method draws nothing (a short
    text's masks may all be tried, a long one's cannot), and the others are not explained again. None without texts.
    `step` is called after each text. A text that cannot be explained again is left out.
    """
    found: list[Likeness] = []
    for number in sorted(range(len(firsts)), key=lambda one: -len(firsts[one].units)):
        try:
            second = again(number)
        except ExegesisError:
            continue
        finally:
            step()
        if not found and firsts[number].scores.tolist() == second.scores.tolist():
            return Noise(drawn=False, texts=len(firsts))
        found.append(likeness(firsts[number], second, k))
    return _measured(found, firsts[0].method, seed) if found else None


def _measured(found: Sequence[Likeness], method: str, seed: int) -> Noise:
    signed = [one.signed for one in found if one.signed is not None]
    absolute = [one.absolute for one in found if one.absolute is not None]
    return Noise(
        drawn=True,
        texts=len(found),
        signed=bootstrapped(signed, seed, f"{method} signed by seed"),
        absolute=bootstrapped(absolute, seed, f"{method} absolute by seed"),
        overlap=bootstrapped([one.overlap for one in found], seed, f"{method} overlap by seed"),
    )
