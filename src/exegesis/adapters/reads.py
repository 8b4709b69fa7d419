"""What is read off some lines of a head's table only, so that the last layer and the head need make no others."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from exegesis.adapters.base import Read

if TYPE_CHECKING:
    from torch import Tensor

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
