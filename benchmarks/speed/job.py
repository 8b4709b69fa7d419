"""What a worker is told to run: one side of one case on one model; and what it answers with."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from exegesis.data.inputs import Question

OURS, PEER = "ours", "peer"
SEVERAL = ("many", "many-left-out")  # kinds over many texts, where the peer is our own `explain` in a loop


@dataclass(frozen=True)
class Job:
    """`side`: "ours" or "peer"; `given`: the text, the texts, or [question, context]."""

    kind: str
    side: str
    model: str
    precision: str
    given: Any

    @property
    def text(self) -> str:
        """The one text."""
        assert isinstance(self.given, str)
        return self.given

    @property
    def question(self) -> Question:
        """The question over its context."""
        return Question(*self.given)

    def to_json(self) -> str:
        """One line."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> "Job":
        """The inverse."""
        data: Mapping[str, Any] = json.loads(text)
        return cls(**data)
