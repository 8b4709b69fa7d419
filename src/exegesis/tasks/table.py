"""The tasks, by what a model reads and the head that it has: adding one is one file and one line here."""

from exegesis.adapters.base import Model
from exegesis.core.errors import UnsupportedError, shown
from exegesis.core.plurals import several
from exegesis.tasks.base import Task
from exegesis.tasks.classification import Classification
from exegesis.tasks.event_classification import EventClassification
from exegesis.tasks.image_classification import ImageClassification
from exegesis.tasks.masked_lm import MaskedLM
from exegesis.tasks.next_word import NextWord
from exegesis.tasks.series_classification import SeriesClassification
from exegesis.tasks.sound_classification import SoundClassification
from exegesis.tasks.span_qa import SpanQA
from exegesis.tasks.table_classification import TableClassification
from exegesis.tasks.tags import Tags
from exegesis.tasks.video_classification import VideoClassification

_TASKS: tuple[type[Task], ...] = (
    Classification,
    SpanQA,
    MaskedLM,
    NextWord,
    Tags,
    ImageClassification,
    TableClassification,
    SeriesClassification,
    EventClassification,
    SoundClassification,
    VideoClassification,
)
TASKS = {(kind.reads, kind.head): kind for kind in _TASKS}


def task_of(model: Model, output: str | None = None) -> Task:
    """The task that the model's head is for, with its targets in the unit `output` (None: the task's own default)."""
    kind = TASKS.get((model.reads, model.head))
    if kind is None:
        known = ", ".join(head for reads, head in TASKS if reads == model.reads)
        if not known:
            *kinds, last = dict.fromkeys(several(reads) for reads, _ in TASKS)
            raise UnsupportedError(f"{model.name} reads no {', '.join(kinds)} or {last}.")
        raise UnsupportedError(f"{model.name} has the head {shown(model.head)}; known are {known}.")
    return kind(model, output)


def masked_lm_of(model: Model) -> MaskedLM:
    """The task of a model that guesses hidden words, as a source of words; `UnsupportedError` where it guesses none."""
    task = task_of(model) if model.reads == "text" else None
    if not isinstance(task, MaskedLM):
        said = f"{model.name} guesses no hidden words (its head is {model.head})"
        raise UnsupportedError(f"{said}; words are proposed by a masked language model.")
    return task
