"""What can be asked of any model of texts."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from typing import ClassVar, TypeAlias

import numpy as np

from exegesis.adapters.base import Model
from exegesis.core.errors import UnsupportedError
from exegesis.core.plurals import several
from exegesis.core.types import Outputs
from exegesis.data.inputs import Document, check_several, plain
from exegesis.data.records import Window
from exegesis.data.rows import Row, Texts

Run: TypeAlias = Callable[[Sequence[Row]], Outputs]


def text_model(model: Model, verb: str = "") -> "TextModel":
    """The model as one of texts; `UnsupportedError` where it reads something else. `verb`: what is for texts alone."""
    if not isinstance(model, TextModel):
        said = f"{verb} is for models of texts, and {model.name} reads {several(model.reads)}" if verb else ""
        raise UnsupportedError(f"{said or f'{model.name} reads no texts'}.")
    return model


class TextModel(Model):
    """A model of texts, and of pairs of them where it was made for these: texts to rows, long ones by windows.

    `of_single_texts`: whether it is known to have been trained on these alone; the files of most models do not say.
    """

    reads: ClassVar[str] = "text"
    of_single_texts: bool = False

    @property
    def mask_id(self) -> int | None:
        """Id of the mask token that stands for what is removed; None where the model has none, or no tokens."""
        return None

    @property
    def pad_id(self) -> int | None:
        """Id of the padding token, None where there is none."""
        return None

    @property
    def end_id(self) -> int | None:
        """Id of the token that ends a text (or begins one, where none ends it), None where there is none."""
        return None

    @property
    def pair_note(self) -> str:
        """What must be known of its answer to two texts; "" where nothing is known against it."""
        if not self.of_single_texts:
            return ""
        return f"{self.name} was trained on single texts; what it answers to two of them it never learned."

    @abstractmethod
    def encode(self, texts: Sequence[Texts]) -> list[Row]:
        """One row for each text or pair, whole; `InputError` when one is longer than the model reads at once."""

    def windows(self, document: Document) -> tuple[Window, ...]:
        """The stretches the model reads at once, with weights that sum to 1; one for all but very long texts.

        Of a document of two parts the first is read whole each time, and the windows are over the last.
        """
        return (Window(document.parts[-1].start, len(document.text), 1.0),)

    def predict(self, texts: Sequence[str], batch_tokens: int | None = None, run: Run | None = None) -> Outputs:
        """Probabilities (or values, for regression) of all outputs: (n, outputs), batched; long texts by windows.

        `run` is what takes the rows through `forward`, where the caller has batching and counting of its own.
        """
        check_several(texts, "predict")
        rows: list[Row] = []
        owners: list[tuple[int, float]] = []
        for index, text in enumerate(texts):
            document = plain(text)
            for window in self.windows(document):
                rows.extend(self.encode([document.texts(window)]))
                owners.append((index, window.weight))
        if not rows:
            return np.empty((0, len(self.labels)))
        outputs = self.probabilities(run(rows) if run else self.outputs(rows, batch_tokens))
        means = np.zeros((len(texts), outputs.shape[1]))
        np.add.at(means, [index for index, _ in owners], outputs * np.array([[weight] for _, weight in owners]))
        return means
