"""What a task must know: the inputs it takes, what it looks at in one pass, how a caller's words become targets."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, TypeAlias

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters.base import Model
from exegesis.adapters.capabilities import GivesTokens
from exegesis.adapters.reads import Read
from exegesis.adapters.slow_tokens import Unaligned
from exegesis.adapters.texts import text_model
from exegesis.core.errors import InputError, UnsupportedError, unknown
from exegesis.core.types import Floats
from exegesis.data.events import EventSequence
from exegesis.data.image import Image
from exegesis.data.inputs import AnyInput, Document, Hidden, Pair, Question
from exegesis.data.records import Prediction, Target, Window
from exegesis.data.rows import DataRow, Row, Tokens
from exegesis.data.series import Series
from exegesis.data.sound import Sound
from exegesis.data.table_row import TableRow
from exegesis.data.targets import Answer, Contrast, OneTarget, Tag, TargetSpec, Word, listed
from exegesis.data.video import Video
from exegesis.tasks.readouts import Readout

# Runs one row of a window and gives what is read off it, (K,). The engine counts the pass.
Look: TypeAlias = Callable[[Row, Read | None], Floats]

_SPOKEN = {
    Question: "a Question",
    Pair: "a Pair",
    Hidden: "a Hidden text",
    str: "a text",
    Image: "an image",
    TableRow: "a row",
    Series: "a series",
    EventSequence: "a sequence of events",
    Sound: "a sound",
    Video: "a video",
}
_OF_OTHERS = {
    Tag: "a Tag (--at) means the tag of a word",
    Word: "a Word (--place) means a hidden word",
    Answer: "an Answer means words of a context",
}


@dataclass(frozen=True)
class Scene:
    """One input before a model: its document, the windows it is read in, and their tokens (none of a black box).

    What is no text has an empty document, and in `data` one row a window.
    """

    document: Document
    windows: tuple[Window, ...]
    tokens: tuple[Tokens, ...]
    truth: str | None = None
    data: tuple[DataRow, ...] = ()
    given: AnyInput | None = None  # as the caller gave it

    def rows(self, model: Model) -> list[Row]:
        """One row a window: of a transformer the tokens' own, hidden words and all."""
        if self.data:
            return list(self.data)
        if self.tokens:
            return [part.row for part in self.tokens]
        return text_model(model).encode([self.document.texts(window) for window in self.windows])


@dataclass(frozen=True)
class Aimed:
    """The targets of one explanation, the answer each is about, and how their numbers are read off the model."""

    targets: tuple[Target, ...]
    predictions: tuple[Prediction, ...]
    readout: Readout


class Task(ABC):
    """One task over one model.

    `outputs` are the units a target may have, the default first. `named_by`: the record, beside names and numbers, by
    which its targets are named. `positional`: targets are read at fixed positions of
    the row, so that units are replaced piece by piece and never deleted. `several`: an input has several answers.
    """

    head: ClassVar[str]
    reads: ClassVar[str] = "text"  # the kind of data
    takes: ClassVar[tuple[type, ...]] = (str,)
    outputs: ClassVar[tuple[str, ...]] = ("log-probability", "probability", "logit")
    named_by: ClassVar[tuple[type, ...]] = ()
    positional: ClassVar[bool] = True
    several: ClassVar[bool] = False

    def __init__(self, model: Model, output: str | None = None) -> None:
        if output is not None and output not in self.outputs:
            raise unknown("output", output, self.outputs)
        self.model = model
        self._pieces = model if isinstance(model, GivesTokens) else None  # asked once for all texts
        self.output = output or self.outputs[0]

    def document(self, given: AnyInput) -> Document:
        """The input as a document; `InputError` where the task has no use for it."""
        if not isinstance(given, self.takes):
            wanted = " or ".join(_SPOKEN[kind] for kind in self.takes)
            raise InputError(f"{self.model.name} ({self.head}) takes {wanted}, not {_name(given)}.")
        return self._document(given)

    @abstractmethod
    def _document(self, given: Any) -> Document: ...

    def scene(self, given: AnyInput) -> Scene:
        """The input with its windows and tokens."""
        document = self.document(given)
        windows = text_model(self.model).windows(document)
        return Scene(document, windows, self._tokens(document, windows), self.truth(given), given=given)

    def _tokens(self, document: Document, windows: Sequence[Window]) -> tuple[Tokens, ...]:
        """Of each window; none of a black box, and none where its pieces' characters and what is read need no place."""
        if self._pieces is None:
            return ()
        try:
            return tuple(self._pieces.tokens(document, window) for window in windows)
        except Unaligned as error:
            if self.positional:
                said = f"{error}; {self.model.name} ({self.head}) is read at places of the text, so these are needed."
                raise UnsupportedError(said) from None
            return ()

    @property
    def _reader(self) -> GivesTokens:
        """The model, where what is asked of it are places among word pieces."""
        if self._pieces is None:
            raise UnsupportedError(f"{self.model.name} ({self.head}) is read at word pieces, and gives none.")
        return self._pieces

    def truth(self, given: AnyInput) -> str | None:
        """The data set's truth, where the input carries it."""
        return None

    def specs(self, spec: TargetSpec) -> list[OneTarget | None]:
        """The targets named, as a list; `InputError` in one line for a record that names targets of another head."""
        named = listed(spec)
        for one in named:
            for part in (one.target, one.versus) if isinstance(one, Contrast) else (one,):
                said = None if isinstance(part, self.named_by) else _OF_OTHERS.get(type(part))
                if said is not None:
                    raise InputError(f"{said}, which {self.model.name} ({self.head}) does not answer; leave it out.")
        return named

    @abstractmethod
    def aim(self, scene: Scene, spec: TargetSpec, look: Look) -> Aimed:
        """The targets that `spec` names, from one pass over the scene."""

    @abstractmethod
    def predict(self, scene: Scene, look: Look, k: int) -> list[Prediction]:
        """The model's answers, the `k` likeliest of each: one prediction, or one for each hidden or tagged word."""


def _name(given: object) -> str:
    return _SPOKEN.get(type(given), type(given).__name__)


def likeliest(log_probabilities: NDArray[Any], k: int) -> list[int]:
    """Indices of the k largest of (K,), largest first; ties by position."""
    return [int(index) for index in np.argsort(-log_probabilities, kind="stable")[:k]]


def most(windows: Sequence[float]) -> int:
    """The index of the largest; the first of equals."""
    return int(np.argmax(windows))
