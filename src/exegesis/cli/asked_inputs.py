"""The one input that `exegesis explain` is asked about: a text, or a file or a row of another kind of data."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.adapters.base import Model
    from exegesis.data.series import Series


class AskedInput(ABC):
    """An input as the command line says it. `kind`: of data; `files`: what is read, and must not be written over."""

    kind: ClassVar[str]

    @property
    @abstractmethod
    def files(self) -> tuple[Path | None, ...]: ...

    @abstractmethod
    def loaded(self, source: str) -> "Model":
        """The model that `--model` names, for this kind of data."""

    @abstractmethod
    def given(self, model: "Model") -> tuple[Any, str | None]:
        """The input as `explain` takes it, and what is true of it where its file says so."""


@dataclass(frozen=True)
class AskedText(AskedInput):
    """A text, pair or text with hidden words, read already."""

    kind: ClassVar[str] = "text"

    text: Any
    file: Path | None

    @property
    def files(self) -> tuple[Path | None, ...]:
        return (self.file,)

    def loaded(self, source: str) -> "Model":
        from exegesis import api

        return api.load(source)

    def given(self, model: "Model") -> tuple[Any, str | None]:
        return self.text, None


@dataclass(frozen=True)
class AskedFile(AskedInput):
    """A file of another kind of data: `--image`, `--series`, `--sound`."""

    path: Path

    @property
    def files(self) -> tuple[Path | None, ...]:
        return (self.path,)

    def loaded(self, source: str) -> "Model":
        from exegesis import api

        return api.load(source, modality=self.kind, **self._options())

    def given(self, model: "Model") -> tuple[Any, str | None]:
        return self.path, None

    def _options(self) -> Mapping[str, Any]:
        return {}


class AskedImage(AskedFile):
    """An image; without `--model` the bundled model is asked."""

    kind: ClassVar[str] = "image"


@dataclass(frozen=True)
class AskedSeries(AskedFile):
    """A file of numbers, read already."""

    kind: ClassVar[str] = "series"

    series: "Series"

    @classmethod
    def of(cls, path: Path, channels: list[str] | None) -> "AskedSeries":
        """Read at once, so that what is wrong with the file is said before a model is loaded."""
        from exegesis.cli.series_files import series_of

        return cls(path, series_of(path, channels))

    def given(self, model: "Model") -> tuple[Any, str | None]:
        return self.series, None


@dataclass(frozen=True)
class AskedSound(AskedFile):
    """A sound, and the rate at which the model hears."""

    kind: ClassVar[str] = "sound"

    rate: int | None

    def _options(self) -> Mapping[str, Any]:
        return {"rate": self.rate}


def check_alone(said: str, **others: object) -> None:
    """`InputError` for what does not go with the option that names an input."""
    for name, value in others.items():
        if value is not None:
            other = "a text" if name == "text" else f"--{name.replace('_', '-')}"
            raise InputError(f"give {said} or {other}, not both.")
