"""The small trained models that come with the package, so that everything works offline."""

from dataclasses import dataclass
from pathlib import Path

from exegesis.core.errors import unknown

PREFIX = "bundled:"


@dataclass(frozen=True)
class Bundled:
    """One row: the name after "bundled:", what it is in a line, what it reads. Its card is README.md in its folder."""

    name: str
    summary: str
    reads: str = "text"

    @property
    def folder(self) -> Path:
        """The folder with its weights and card; of a model of texts a Hugging Face folder."""
        return Path(__file__).parent.parent / "bundled" / self.name


BUNDLED: dict[str, Bundled] = {
    row.name: row
    for row in (
        Bundled("sentiment", "English film-review sentiment: a 3-layer DistilBERT student of a MiniLM teacher."),
        Bundled("sentiment-tiny", "The same task with 2 layers of width 128: weaker on purpose, to compare with."),
        Bundled("questions", "Extractive question answering in English, with 'no answer': a 6-layer BERT."),
        Bundled("masked-words", "Guesses hidden English words: a 4-layer BERT masked language model."),
        Bundled("tags", "Parts of speech and dependency relations of English words: a 3-layer BERT."),
        Bundled("images", "Says which of ImageNet's 1,000 classes a photograph shows: EfficientNet-Lite0.", "image"),
    )
}


def folder(source: str) -> Path:
    """The folder of "bundled:NAME"."""
    return row(source).folder


def row(source: str) -> Bundled:
    """What "bundled:NAME" is."""
    name = source.removeprefix(PREFIX)
    if name not in BUNDLED:
        raise unknown("bundled model", source, [PREFIX + known for known in BUNDLED])
    return BUNDLED[name]
