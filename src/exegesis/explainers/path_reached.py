"""What an integral over a path has come to for one target, and what its reader must hear of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from exegesis.core.types import Floats

# Scores of positions (..., P) as a reader is shown them. What pixels of one region get and lose is nothing to a region.
Shown: TypeAlias = Callable[[Floats], Floats]


def as_they_are(scores: Floats) -> Floats:
    """Where the positions themselves are shown, or few of them stand for a unit."""
    return scores


# A change smaller than this is judged as if it were this large: nobody reads the third digit of 0.01.
SMALLEST_CHANGE = 0.01
# A change right beside the baseline above this share of all change is a jump: .001 of a smooth path holds no such part.
JUMP = 0.1
# Steps help where the rest falls at least so far while they double.
FALLING = 0.7


@dataclass(frozen=True, eq=False)
class Reached:
    """Scores (P,) after so many steps of a `change`.

    `near`: they sum to the change. `done`: and another rule says the same. `moved`: the share of them by which the two
    differ. `fell`: what was left of the miss while the steps doubled; NaN where they did not.
    """

    scores: Floats
    change: float
    steps: int
    near: bool
    done: bool
    moved: float
    fell: float

    @property
    def delta(self) -> float:
        """By how much the scores miss the change."""
        return float(self.scores.sum() - self.change)

    def words(self, jump: float, fixed: bool) -> tuple[str, ...]:
        """Why the integral is not to be believed, and what helps; nothing where it is.

        `jump`: by how much the value changes right beside the baseline. `fixed`: the caller gave the steps.
        """
        if self.done or (fixed and self.near):
            return ()
        if self.near:
            said = f"After {self.steps} steps the scores still move by {self.moved:.0%} from round to round"
        else:
            miss = f"{self.delta:+.2g} (convergence_delta)"
            said = f"After {self.steps} steps the scores miss the change they explain by {miss}"
        if abs(jump) > JUMP * max(abs(self.change), SMALLEST_CHANGE):
            return (
                f"{said}: the target jumps by {jump:+.2g} right beside the baseline, which no number of steps mends; "
                "give another baseline, such as a text (baseline='...').",
            )
        if fixed:
            return (f"{said}; leave steps out to have them chosen, or give more.",)
        if self.fell > FALLING and not self.near:
            return (f"{said}, and more steps help little; give another baseline, or use partition_shap.",)
        return (f"{said}; give a larger max_steps.",)
