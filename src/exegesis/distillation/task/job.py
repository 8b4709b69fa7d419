"""A whole training, described: from a TOML file, from arguments, or from both."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError, unknown
from exegesis.distillation.task.choosing import check_start, layers_given
from exegesis.distillation.task.examples import ExampleColumns
from exegesis.distillation.task.settings import HEADS, TaskSettings, settings_for

_PATHS = ("data", "unlabelled", "dev")


@dataclass(frozen=True)
class TaskJob:
    """What to train on what. `teachers` empty: from the labels alone. `cache` None: no cache of the teachers' answers.
    `logs`: "mlflow", "tensorboard".

    `student` None: the first teacher, with these `layers` (or `depth` of them, spread) only; where a student is given,
    the layers are its own. `shape` "distilbert": of a BERT a DistilBERT. `pieces`: the size its WordPiece vocabulary is
    cut to, 0: as it is.

    `unlabelled` files are read like `data`, their labels left aside. `labels`: names of the student's outputs, in
    their order, where it has no head yet (usually the teacher's, else those met in the data).
    """

    data: tuple[Path, ...]
    out: Path
    student: str | None = None
    teachers: tuple[str, ...] = ()
    unlabelled: tuple[Path, ...] = ()
    dev: tuple[Path, ...] = ()
    head: str = "classification"
    recipe: str | None = None
    columns: ExampleColumns = field(default_factory=ExampleColumns)
    labels: tuple[str, ...] = ()
    layers: tuple[int, ...] = ()
    depth: int = 0
    shape: str = "same"
    pieces: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    device: str = "auto"
    logs: tuple[str, ...] = ()
    cache: Path | None = None

    def __post_init__(self) -> None:
        if self.head not in HEADS:
            raise unknown("task", self.head, HEADS)
        if not self.data and not self.unlabelled:
            raise InputError("no data given; name at least one file of rows.")
        if self.recipe is not None and not self.teachers:
            raise InputError(f"the recipe {self.recipe!r} learns from a teacher; give one.")
        check_start(self)
        self.chosen  # noqa: B018 (a slip in the settings is told at once)

    @property
    def run(self) -> Path:
        """The folder of checkpoints and metrics, beside the student's."""
        return self.out.with_name(f"{self.out.name}.run")

    @property
    def chosen(self) -> TaskSettings:
        """The settings of the recipe, with those given in their place."""
        return settings_for(self.recipe or ("alone" if self.teachers else None), self.settings)

    @property
    def after(self) -> bool:
        """Whether the labels are learned first."""
        return self.recipe == "after"


def task_job(values: Mapping[str, Any], file: Path | str | None = None) -> TaskJob:
    """The job of plain values, and of a TOML file beneath them: values that are given take the place of the file's.

    Paths in the file are relative to its folder; models' names too, where there is a folder of that name. Its tables
    are [columns] and [settings]; the rest are a job's names. Raises `InputError` for a name that is not known, one that
    is missing, and a value of another kind.
    """
    if file is not None:
        values = {**_read(Path(file)), **{name: value for name, value in values.items() if value is not None}}
    known = {one.name for one in fields(TaskJob)}
    for name in values:
        if name not in known:
            raise unknown("name in a training's file", name, sorted(known))
    if "out" not in values:
        raise InputError("no out given; give it as an option or in the file.")
    made: dict[str, Any] = {
        **values,
        "out": Path(values["out"]),
        "layers": (),
        **layers_given(values.get("layers", ())),
    }
    for name in ("data", *_PATHS):
        made[name] = tuple(Path(one) for one in _listed(values.get(name, ())))
    for name in ("teachers", "labels", "logs"):
        made[name] = tuple(str(one) for one in _listed(values.get(name, ())))
    made["columns"] = _columns(values.get("columns", {}))
    if values.get("cache") is not None:
        made["cache"] = Path(values["cache"])
    return TaskJob(**made)


def _read(path: Path) -> dict[str, Any]:
    """The values of a TOML file, its paths from where it stands."""
    try:
        found: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read {str(path)!r}: {error.strerror}.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path.name} is not TOML: {error}.") from None
    for name in (*_PATHS, "out", "cache"):
        if name in found:
            found[name] = _beside(path.parent, found[name], path.name, name)
    for name in ("student", "teachers"):
        if name in found:
            found[name] = _folders_beside(path.parent, found[name])
    return found


def _listed(value: Any) -> list[Any]:
    return [value] if isinstance(value, str | Path) else list(value)


def _columns(value: Any) -> ExampleColumns:
    if isinstance(value, ExampleColumns):
        return value
    if not isinstance(value, Mapping):
        raise InputError("[columns] must be a table of names.")
    for name in value:
        if name not in ExampleColumns.__dataclass_fields__:
            raise unknown("column", name, ExampleColumns.__dataclass_fields__)
    return ExampleColumns(**value)


def _folders_beside(folder: Path, value: Any) -> Any:
    """Models' names; where one is a folder beside the file, its path."""
    if isinstance(value, list):
        return [_folders_beside(folder, one) for one in value]
    return str(folder / value) if isinstance(value, str) and (folder / value).is_dir() else value


def _beside(folder: Path, value: Any, file: str, name: str) -> Any:
    """Paths of a file, relative to the folder it stands in."""
    if isinstance(value, str):
        return str(folder / value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return [str(folder / one) for one in value]
    raise InputError(f"{file}: {name} must be a path or a list of paths.")
