"""Which student a job asks for: a model of its own, or the teacher's layers; with its vocabulary cut, or not."""

from collections.abc import Sequence
from typing import Any, Protocol

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, unknown
from exegesis.distillation.task.fewer_pieces import with_fewer_pieces
from exegesis.distillation.task.starting import load_student
from exegesis.distillation.task.thinning import SHAPES, layers_chosen, thinned


class Start(Protocol):
    """What a job says of its student before training."""

    @property
    def student(self) -> str | None:
        """A folder or hub id; None: the first teacher."""

    @property
    def teachers(self) -> tuple[str, ...]:
        """The teachers' folders or hub ids."""

    @property
    def head(self) -> str:
        """The head of all of them."""

    @property
    def layers(self) -> tuple[int, ...]:
        """Those that stay; (): all, or `depth` of them."""

    @property
    def depth(self) -> int:
        """How many layers stay, spread; 0: all, or `layers`."""

    @property
    def shape(self) -> str:
        """ "same", or "distilbert" of a BERT."""

    @property
    def pieces(self) -> int:
        """Size of the cut vocabulary; 0: not cut."""


def check_start(job: Start) -> None:
    """`InputError` where there is no student to be had, or one of two kinds."""
    if job.shape not in SHAPES:
        raise unknown("shape", job.shape, SHAPES)
    if job.depth < 0 or job.pieces < 0:
        raise InputError("depth and pieces must not be below 0.")
    if job.layers and job.depth:
        raise InputError("layers were named and counted; give one of the two.")
    if job.student is None and not (job.teachers and (job.layers or job.depth)):
        raise InputError("no student given; give one, or with a teacher the layers of it that the student has.")
    if job.pieces and job.teachers and job.head == "question-answering":
        raise InputError("answers are places in the teacher's own word pieces, so pieces cannot be cut; leave it out.")


def start(
    job: Start, teachers: Sequence[TransformerModel], labels: Sequence[str], texts: Sequence[str]
) -> tuple[TransformerModel, tuple[int, ...]]:
    """The student as it is before training, and the layers it was started from (all: ()).

    `texts` are those that a cut vocabulary is for.
    """
    source = teachers[0] if job.student is None else load_student(job.student, job.head, labels)
    layers = layers_chosen(source, job.layers, job.depth) if job.layers or job.depth else ()
    if not layers and job.shape != "same":
        layers = tuple(range(source.config.num_hidden_layers))
    student = thinned(source, layers, job.shape) if layers else source
    return (with_fewer_pieces(student, texts, job.pieces) if job.pieces else student), layers


def layers_given(value: Any) -> dict[str, Any]:
    """What a file or an option says of layers: [0, 2, 4] or "0,2,4" names them, 3 or "3" says how many (depth)."""
    counted = isinstance(value, int) or (isinstance(value, str) and "," not in value)
    try:
        if counted and not isinstance(value, bool) and int(value) > 0:
            return {"depth": int(value)}
        if not counted:
            parts = value.split(",") if isinstance(value, str) else value
            return {"layers": tuple(int(part) for part in parts if part != "")}
    except (ValueError, TypeError):
        pass
    raise InputError(f"layers must be numbers such as 0,2,4 (the first alone: 0,), or how many: 3; not {value!r}.")
