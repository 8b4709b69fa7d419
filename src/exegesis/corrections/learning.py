"""One training of a correction, by the trainer of long runs: it is gone on with where it was ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exegesis.core.errors import InputError
from exegesis.corrections.lessons import CorrectionLesson
from exegesis.corrections.objective import Correcting, balanced
from exegesis.corrections.settings import CorrectionSettings

if TYPE_CHECKING:
    from exegesis.adapters.huggingface import TransformerModel


@dataclass(frozen=True)
class CorrectionRun:
    """Where a training keeps its checkpoints and metrics, and whether it goes on from them."""

    folder: Path
    resume: bool = False


@dataclass(frozen=True)
class Learned:
    """Steps done, and the weight that the loss of reasons had."""

    steps: int
    penalty: float


def learn(
    model: "TransformerModel",
    lesson: CorrectionLesson,
    settings: CorrectionSettings,
    seed: int,
    run: CorrectionRun,
    strength: float = 0.0,
) -> Learned:
    """Train the model in place; with a `strength`, not by way of the marked words.

    Raises `InputError` where the folder holds checkpoints of another run, or of this one and `resume` is not asked for,
    and where no gradient reaches a marked word; `NotFinite`, with the texts, where a loss is no longer a number.
    """
    from exegesis.training import run_record
    from exegesis.training.trainer import Trainer
    from exegesis.training.workers import Alone

    with _attention_for(model.model, strength > 0):
        learning = Correcting(model, lesson, settings, seed)
        if strength:
            learning.penalty = balanced(learning, strength)
            if not learning.penalty:
                raise InputError("no answer depends on the marked words, so there is nothing to penalise.")
        trainer = Trainer(model.model, learning, settings, Alone(model.passes.device), run.folder, seed)
        run.folder.mkdir(parents=True, exist_ok=True)
        with trainer.owning():
            begun = bool(trainer.checkpoints.steps())
            run_record.start(run.folder, _record(learning), run.resume, begun)
            trainer.checkpoints.sweep()
        return Learned(trainer.run(run.resume).step, learning.penalty)


def _record(learning: Correcting) -> dict[str, Any]:
    """What decides the steps of a run, so that checkpoints of another one are not gone on with."""
    from exegesis.training.artifacts import model_digest

    return {
        "model": model_digest(learning.model.model),
        "lesson": learning.lesson.digest(),
        "penalty": learning.penalty,
        "seed": learning.seed,
        "settings": asdict(learning.settings),
    }


@contextmanager
def _attention_for(model: Any, twice: bool) -> Iterator[None]:
    """Gradients are taken `twice` of eager attention only: that of fused attention has no derivative."""
    before = getattr(model.config, "_attn_implementation", None)
    if not twice or before in (None, "eager"):
        yield
        return
    model.set_attn_implementation("eager")
    try:
        yield
    finally:
        model.set_attn_implementation(before)
