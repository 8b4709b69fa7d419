"""What a reader wants to know of a model that is compared: its size and which it is, exactly."""

from dataclasses import dataclass

from exegesis.data.records import Fingerprint


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """One of the models compared. `megabytes` (of 10^6 bytes): its weights on disk; None for a model in memory."""

    name: str
    parameters: int
    megabytes: float | None
    fingerprint: Fingerprint
