"""A whole pretraining distillation, described: from a TOML file, from options, or from both."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError, unknown
from exegesis.distillation.pretraining.settings import Pretraining, settings_from
from exegesis.training.cache import cache_folder

_PATHS = ("corpus", "held_out", "out", "student", "cache")


@dataclass(frozen=True)
class PretrainingJob:
    """What to distil from what.

    `corpus`, `held_out`: paths, or a `datasets.Dataset`; `text_column`: where the text stands in tables. `student`: a
    folder to start from in place of the teacher's layers. `cache`: where token stores are kept. `logs`: "mlflow",
    "tensorboard".
    """

    teacher: str
    corpus: Any
    out: Path
    held_out: Any = None
    student: Path | None = None
    text_column: str = "text"
    settings: Pretraining = field(default_factory=Pretraining)
    seed: int = 0
    device: str = "auto"
    logs: tuple[str, ...] = ()
    cache: Path | None = None

    @property
    def stores(self) -> Path:
        """The folder of all token stores."""
        return self.cache or cache_folder() / "tokens"


def pretraining_job(values: Mapping[str, Any], file: Path | None = None) -> PretrainingJob:
    """The job of plain values, and of a TOML file beneath them; its table [settings] too is changed value by value.

    Raises `InputError` for a name that is not known, one that is missing, and a value that cannot be read.
    """
    given = _read(file) if file is not None else {}
    settings = {**_table(given.pop("settings", {})), **_table(values.get("settings", {}))}
    given.update({name: value for name, value in values.items() if name != "settings"})
    known = {one.name for one in fields(PretrainingJob)}
    for name in given:
        if name not in known:
            raise unknown("name in a pretraining's file", name, sorted(known))
    for name in ("teacher", "corpus", "out"):
        if not given.get(name):
            raise InputError(f"no {name} given; give it with --{name} or in the TOML file.")
    made: dict[str, Any] = {**given, "teacher": str(given["teacher"]), "settings": settings_from(settings)}
    for name in ("out", "student", "cache"):
        made[name] = Path(given[name]) if given.get(name) is not None else None
    made["logs"] = tuple(_listed(given.get("logs", ())))
    made["seed"] = _seed(given.get("seed", 0))
    return PretrainingJob(**made)


def _read(file: Path) -> dict[str, Any]:
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(f"cannot read {str(file)!r}: {error.strerror}.") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{file.name} is not TOML: {error}.") from None
    for name in _PATHS:
        if name in found:
            found[name] = _beside(file, name, found[name])
    if isinstance(found.get("teacher"), str) and (file.parent / found["teacher"]).is_dir():
        found["teacher"] = str(file.parent / found["teacher"])
    return found


def _beside(file: Path, name: str, value: Any) -> Any:
    """Paths of a TOML file are relative to its folder."""
    if isinstance(value, str):
        return str(file.parent / value)
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return [str(file.parent / one) for one in value]
    raise InputError(f"{file.name}: {name} must be a path or a list of paths.")


def _table(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise InputError("[settings] must be a table of names and values.")
    return dict(value)


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(one) for one in value]


def _seed(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise InputError(f"the seed must be a whole number from 0, not {value!r}.")
    return value
