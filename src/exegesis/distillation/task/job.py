"""A whole training: from files to a student's folder; from a TOML file, from arguments, or from both."""

import json
import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import torch

from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.quiet import quiet
from exegesis.distillation.artifacts import sha256, whole_folder
from exegesis.distillation.card import versions
from exegesis.distillation.progress import say
from exegesis.distillation.task.examples import Columns, Example, read_examples
from exegesis.distillation.task.label_sets import labels_in
from exegesis.distillation.task.lessons import Material, check_fits, check_labelled, material, taught
from exegesis.distillation.task.planning import TrainingPlan, planned
from exegesis.distillation.task.settings import HEADS, LABELS_ONLY, TaskSettings, settings_for
from exegesis.distillation.task.starting import check_out, load_student, load_teacher
from exegesis.distillation.task.training import NotFinite, learn, right_share
from exegesis.errors import InputError, unknown

_PATHS = ("data", "unlabelled", "dev")


@dataclass(frozen=True)
class Job:
    """What to train on what. `teachers` empty: from the labels alone. `cache` None: no cache of the teachers' answers.

    `unlabelled` files are read like `data`, their labels left aside. `labels`: names of the student's outputs, in
    their order, where it has no head yet (usually the teacher's, else those met in the data).
    """

    student: str
    data: tuple[Path, ...]
    out: Path
    teachers: tuple[str, ...] = ()
    unlabelled: tuple[Path, ...] = ()
    dev: tuple[Path, ...] = ()
    head: str = "classification"
    recipe: str | None = None
    columns: Columns = field(default_factory=Columns)
    labels: tuple[str, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    cache: Path | None = None

    def __post_init__(self) -> None:
        if self.head not in HEADS:
            raise unknown("task", self.head, HEADS)
        if not self.data and not self.unlabelled:
            raise InputError("no data given; name at least one file of rows.")
        if self.recipe is not None and not self.teachers:
            raise InputError(f"the recipe {self.recipe!r} learns from a teacher; give one.")
        self.chosen  # noqa: B018 (a slip in the settings is told at once)

    @property
    def chosen(self) -> TaskSettings:
        """The settings of the recipe, with those given in their place."""
        return settings_for(self.recipe or ("alone" if self.teachers else None), self.settings)

    @property
    def after(self) -> bool:
        """Whether the labels are learned first."""
        return self.recipe == "after"


@dataclass(frozen=True)
class Prepared:
    """The student, its teachers, and what it learns from."""

    student: TransformerModel
    teachers: tuple[TransformerModel, ...]
    given: Material
    labelled: Material | None  # what is learned first, by recipe "after"
    dev: Material | None


def from_toml(path: Path | str, given: Mapping[str, Any]) -> Job:
    """The job of a TOML file; what is `given` (and not None) takes the place of what stands there.

    Paths in the file are relative to its folder; models' names too, where there is a folder of that name. Its tables
    are [columns] and [settings]; the rest are a job's names.
    """
    path = Path(path)
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
    return job({**found, **{name: value for name, value in given.items() if value is not None}})


def job(values: Mapping[str, Any]) -> Job:
    """A job from plain values; `InputError` for an unknown name, a missing one, or a value of another kind."""
    known = {one.name for one in fields(Job)}
    for name in values:
        if name not in known:
            raise unknown("name in a training's file", name, sorted(known))
    missing = [name for name in ("student", "out") if name not in values]
    if missing:
        raise InputError(f"no {missing[0]} given; give it as an option or in the file.")
    made: dict[str, Any] = {**values, "out": Path(values["out"])}
    for name in ("data", *_PATHS):
        made[name] = tuple(Path(one) for one in _listed(values.get(name, ())))
    for name in ("teachers", "labels"):
        made[name] = tuple(str(one) for one in _listed(values.get(name, ())))
    made["columns"] = _columns(values.get("columns", {}))
    if values.get("cache") is not None:
        made["cache"] = Path(values["cache"])
    return Job(**made)


def prepare(job: Job) -> Prepared:
    """Read the files, load the models, check that all of it fits together."""
    check_out(job.out)
    examples = read_examples(job.data, job.head, job.columns) if job.data else []
    if not job.teachers or job.after:
        check_labelled(examples)
    more = read_examples(job.unlabelled, job.head, job.columns) if job.unlabelled else []
    if more and not job.teachers:
        raise InputError("texts without labels can only be learned from a teacher; give one.")
    teachers = tuple(load_teacher(source, job.head) for source in job.teachers)
    student = load_student(job.student, job.head, _labels(job, teachers, examples))
    student.limit = min(student.limit, job.chosen.max_length)
    for teacher in teachers:
        check_fits(student, teacher)
    given = material(student, [*examples, *(_bare(one) for one in more)])
    dev = material(student, read_examples(job.dev, job.head, job.columns)) if job.dev else None
    return Prepared(student, teachers, given, material(student, examples) if job.after else None, dev)


def plan_of(job: Job) -> TrainingPlan:
    """What the job would do; nothing is trained or written."""
    with _seeded(job.seed):
        made = prepare(job)
        return planned(made.student, made.teachers, made.given, job.chosen, 2 if job.after else 1)


def run(job: Job) -> dict[str, Any]:
    """Train and write the student's folder with its training.json, which is returned.

    Where the loss stops being a number, the folder gets the last good weights, and `ModelError` says which batch.
    """
    with _seeded(job.seed):
        made = prepare(job)
        try:
            _learn(job, made)
        except NotFinite as error:
            facts = _facts(job, made, str(error))
            _write(job.out, made.student, facts)
            raise NotFinite(f"{error} The last good weights are in {job.out.name}.") from None
    facts = _facts(job, made, None)
    _write(job.out, made.student, facts)
    return facts


def _learn(job: Job, made: Prepared) -> None:
    settings, dev = job.chosen, None if made.dev is None else made.dev.lesson
    if made.labelled is not None:
        say("first the labels")
        learn(made.student, made.labelled.lesson, dev, replace(settings, **_labels_only()), job.seed)
    lesson = made.given.lesson
    if made.teachers:
        lesson = taught(made.student, made.teachers, made.given, settings.temperature, job.cache)
    learn(made.student, lesson, dev, settings, job.seed)


def _labels_only() -> dict[str, Any]:
    return dict(LABELS_ONLY)


def _labels(job: Job, teachers: Sequence[TransformerModel], examples: Sequence[Example]) -> tuple[str, ...]:
    if job.labels or job.head == "question-answering":
        return job.labels
    return teachers[0].labels if teachers else labels_in(examples)


def _bare(example: Example) -> Example:
    from exegesis.distillation.task.label_curve import unlabelled
    from exegesis.squad.reading import Asked

    return example if isinstance(example, Asked) else unlabelled(example)


def _facts(job: Job, made: Prepared, stopped: str | None) -> dict[str, Any]:
    """What training.json holds: settings, data by digest, the models' fingerprints, versions."""
    share = float("nan") if made.dev is None else right_share(made.student, made.dev.lesson)
    return {
        "head": job.head,
        "recipe": job.recipe or ("alone" if job.teachers else "labels"),
        "settings": asdict(job.chosen),
        "seed": job.seed,
        "student": made.student.name,
        "teachers": [{"name": one.name, "weights": one.fingerprint().weights} for one in made.teachers],
        "data_sha256": {path.name: sha256(path) for path in (*job.data, *job.unlabelled, *job.dev)},
        "rows": len(made.given.lesson.rows),
        "dev": None if math.isnan(share) else share,
        "stopped": stopped,
        "versions": versions(),
    }


def _write(out: Path, student: TransformerModel, facts: Mapping[str, Any]) -> None:
    student.model.eval()
    with quiet(), whole_folder(out) as folder:
        student.model.save_pretrained(folder)
        student.tokenizer.save_pretrained(folder)
        (folder / "training.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")


class _seeded:
    """Within the block torch draws from the seed; afterwards its generator is as it was."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.fork = torch.random.fork_rng(devices=[])

    def __enter__(self) -> None:
        self.fork.__enter__()
        torch.manual_seed(self.seed)

    def __exit__(self, *told: Any) -> None:
        self.fork.__exit__(*told)


def _listed(value: Any) -> list[Any]:
    return [value] if isinstance(value, str | Path) else list(value)


def _columns(value: Any) -> Columns:
    if isinstance(value, Columns):
        return value
    if not isinstance(value, Mapping):
        raise InputError("[columns] must be a table of names.")
    for name in value:
        if name not in Columns.__dataclass_fields__:
            raise unknown("column", name, Columns.__dataclass_fields__)
    return Columns(**value)


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
