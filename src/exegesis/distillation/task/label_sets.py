"""Labels by name: of the student, the teacher and the data; they must mean the same."""

from collections.abc import Iterable, Sequence

from exegesis.core.errors import InputError
from exegesis.distillation.task.examples import Example, TagExample, TextExample
from exegesis.tasks.class_names import place_of


def labels_in(examples: Iterable[Example]) -> tuple[str, ...]:
    """The labels or tags met, sorted: whole numbers by size, names by letters."""
    met: set[str] = set()
    for one in examples:
        if isinstance(one, TextExample) and one.label is not None:
            met.add(one.label)
        if isinstance(one, TagExample) and one.tags is not None:
            met.update(one.tags)
    return tuple(sorted(met, key=lambda name: (not name.isdigit(), int(name) if name.isdigit() else 0, name)))


def columns_of(teacher: str, labels: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """Which of a teacher's outputs stands for each of the student's labels; `InputError` where the sets differ."""
    if sorted(labels) == sorted(wanted) and len(set(labels)) == len(labels):
        return [list(labels).index(name) for name in wanted]
    if len(labels) == len(wanted) and (_nameless(labels) or _nameless(wanted)):
        return list(range(len(wanted)))  # one of the two says only how many there are
    raise InputError(
        f"the teacher {teacher} has the labels {', '.join(labels)}, the student {', '.join(wanted)}; "
        "give a teacher and a student of the same labels."
    )


def number_of(label: str, labels: Sequence[str], where: str) -> int:
    """The place of a label that a file gives by name or by number."""
    return place_of(label, labels, f"label (in {where})")


def _nameless(labels: Sequence[str]) -> bool:
    return all(name == f"LABEL_{number}" or name == str(number) for number, name in enumerate(labels))
