"""Read the official files of GLUE as the published evaluations read them: tabs part the fields, quotes are letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from exegesis.core.errors import InputError
from exegesis.core.text import is_blank
from exegesis.core.text_files import whole_text
from exegesis.distillation.glue.mrpc import original_files
from exegesis.distillation.glue.tasks import TASKS, GlueTask
from exegesis.distillation.task.examples import TextExample


@dataclass(frozen=True)
class GlueSet:
    """One set of a task. `broken`: rows of too few fields or without a text, which QQP has; they are left out."""

    task: GlueTask
    name: str
    examples: tuple[TextExample, ...]
    broken: int = 0


def folder_of(root: Path, task: GlueTask) -> Path | None:
    """The task's folder below GLUE's, by any of its names in any case; the root itself where it is called so."""
    names = {name.lower() for name in task.folders}
    if root.name.lower() in names:
        return root
    found = [path for path in sorted(root.iterdir()) if path.is_dir() and path.name.lower() in names]
    return found[0] if found else None


def tasks_in(root: Path) -> list[GlueTask]:
    """The tasks whose folders are there; `InputError` where there is none."""
    if not root.is_dir():
        raise InputError(f"there is no folder {str(root)!r}; give GLUE's folder, with CoLA, SST-2 and so on in it.")
    found = [task for task in TASKS.values() if folder_of(root, task) is not None]
    if not found:
        names = ", ".join(task.folders[0] for task in TASKS.values())
        raise InputError(f"{root.name!r} holds no folder of a GLUE task ({names}).")
    return found


def read_glue(root: Path, task: GlueTask, split: str = "dev") -> list[GlueSet]:
    """The sets of a task's "train", "dev" or "test" split (MNLI has two of dev and test).

    Test sets of GLUE have no labels. MRPC is read from the three files too, or from the original msr_paraphrase files
    where those are there instead. Raises `InputError` for a missing file or column or a label that is none.
    """
    folder = folder_of(root, task)
    if folder is None:
        raise InputError(f"{root.name!r} has no folder {task.folders[0]}.")
    files = {"train": (("train", "train.tsv"),), "dev": task.dev, "test": task.test}.get(split)
    if files is None:
        raise InputError(f"a split is train, dev or test, not {split!r}.")
    return [_set(folder, task, name, file, split) for name, file in files]


def _set(folder: Path, task: GlueTask, name: str, file: str, split: str) -> GlueSet:
    path = next((folder / end for end in (file, f"{file}.gz") if (folder / end).is_file()), None)
    lines = _lines(path) if path is not None else original_files(folder, split) if task.name == "mrpc" else None
    if lines is None:
        raise InputError(f"there is no {file} in the folder of {task.folders[0]}.")
    has_heading = task.heading or split == "test"
    names = lines[0] if has_heading else [str(place) for place in range(len(lines[0]))]
    texts = ("sentence",) if has_heading and not task.heading else task.texts  # CoLA's test set has a heading
    return _rows(task, name, file, names, lines[has_heading:], texts, int(has_heading) + 1)


def _lines(path: Path) -> list[list[str]]:
    """Fields of each line. Only "\\n" ends one: sentences of QQP hold other line ends of Unicode."""
    found = [line.removesuffix("\r").split("\t") for line in whole_text(path).split("\n") if line.strip()]
    if not found:
        raise InputError(f"{path.name} is empty.")
    return found


def _rows(
    task: GlueTask,
    name: str,
    file: str,
    names: Sequence[str],
    lines: Sequence[Sequence[str]],
    texts: Sequence[str],
    first: int,
) -> GlueSet:
    missing = [column for column in texts if column not in names]
    if missing:
        raise InputError(f"{task.folders[0]}/{file} has no column {missing[0]!r}; it is not GLUE's file.")
    places = [list(names).index(column) for column in texts]
    at = list(names).index(task.label) if task.label in names else None
    examples, broken = [], 0
    for number, cells in enumerate(lines, first):
        where = f"{task.folders[0]}/{file}, line {number}"
        if len(cells) <= max(places) or any(is_blank(cells[place]) for place in places):
            broken += 1
            continue
        if at is not None and len(cells) <= at:
            broken += 1
            continue
        label = None if at is None else _label(task, cells[at].strip(), where)
        examples.append(TextExample(tuple(cells[place] for place in places), label, where))
    return GlueSet(task, name, tuple(examples), broken)


def _label(task: GlueTask, found: str, where: str) -> str | None:
    """The label by name; None for "-", MNLI's mark of no agreement."""
    if found in ("", "-"):
        return None
    if not task.labels:
        return _number(found, where)
    if task.numbered and found in [str(number) for number in range(len(task.labels))]:
        return task.labels[int(found)]
    if found in task.labels:
        return found
    raise InputError(f"{where}: {found!r} is no label of {task.name}; its labels are {', '.join(task.labels)}.")


def _number(found: str, where: str) -> str:
    try:
        float(found)
    except ValueError:
        raise InputError(f"{where}: {found!r} is no number.") from None
    return found
