"""What is read off a pass; of a table by positions perhaps some lines only, so that no others need be made."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from torch import Tensor

# (the model's output, its keyword arguments) -> torch tensor (B, K).
Read: TypeAlias = Callable[[Any, Any], Any]
# The name under which the model's keyword arguments tell `read` which lines of the table it is given: (B, P).
LINES = "lines"


@dataclass(frozen=True)
class LineRead:
    """A `Read` of a table by positions that says beforehand which it will look at.

    `lines` gives their places (B, P) from the keyword arguments of the pass. Where the pass made only these, `inputs`
    has them under "lines", and `result.logits` is (B, P, K) in that order; otherwise it has all positions, (B, L, K).
    """

    lines: "Callable[[Any], Tensor]"
    read: Read

    def __call__(self, result: Any, inputs: Any) -> Any:
        return self.read(result, inputs)
