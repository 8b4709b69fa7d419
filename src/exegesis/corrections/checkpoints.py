"""The checkpoints of a training run of ours, with the learning rate at which each was made."""

from dataclasses import dataclass
from pathlib import Path

from exegesis.adapters.capabilities import GivesWeights
from exegesis.core.errors import InputError, LoadError
from exegesis.core.journal import parsed


@dataclass(frozen=True)
class RunCheckpoint:
    """Where the weights of a step stand, and the learning rate of that step."""

    step: int
    lr: float
    weights: Path


def checkpoints_of(run: Path | str) -> tuple[RunCheckpoint, ...]:
    """The checkpoints that a run's folder (`OUT.run` of `exegesis train`) holds, in order.

    Raises `InputError` where there are none, or where metrics.jsonl does not say their learning rates.
    """
    from exegesis.training.checkpoints import Checkpoints

    folder = Path(run)
    kept = Checkpoints(folder / "checkpoints", keep=1)
    steps = kept.steps()
    if not steps:
        raise InputError(
            f"{str(run)!r} holds no checkpoints; give the run's folder of a training (OUT.run), made with "
            "--set keep=10, say."
        )
    rates = _rates(folder / "metrics.jsonl")
    unknown = [step for step in steps if step not in rates]
    if unknown:
        raise InputError(f"metrics.jsonl in {str(run)!r} does not tell the learning rate of step {unknown[0]}.")
    return tuple(RunCheckpoint(step, rates[step], kept.at(step) / "model.safetensors") for step in steps)


def at_checkpoint(model: GivesWeights, checkpoint: RunCheckpoint) -> GivesWeights:
    """A copy of the model with the checkpoint's weights; `LoadError` where they are another model's."""
    from safetensors.torch import load_model

    copy = model.copied(f"{model.name} at step {checkpoint.step}")
    try:
        load_model(copy.model, str(checkpoint.weights))
    except Exception as error:  # safetensors and torch have errors of their own
        said = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise LoadError(f"the checkpoint of step {checkpoint.step} does not fit {model.name}: {said}.") from None
    return copy


def _rates(path: Path) -> dict[int, float]:
    """The learning rate of each step, as the run has written it."""
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise InputError(f"cannot read {str(path)!r}: {error.strerror}.") from error
    found: dict[int, float] = {}
    for line in lines:
        read = parsed(line) or {}
        if isinstance(read.get("step"), int) and isinstance(read.get("lr"), float):
            found[read["step"]] = read["lr"]
    return found
