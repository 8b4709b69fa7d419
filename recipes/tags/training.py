"""Sentences with gold labels as what a model learns from, and the run that learns them."""

from collections.abc import Sequence
from pathlib import Path

from exegesis.adapters.huggingface import TransformerModel
from exegesis.distillation.task.objective import Lesson
from exegesis.distillation.task.training import Run, learn
from exegesis.training.progress import say
from exegesis.training.workers import Alone
from recipes.tags import pairs
from recipes.tags.corpus import TaggedSentence
from recipes.tags.rows import in_pieces
from recipes.tags.settings import Tags


def fine_tune(
    model: TransformerModel,
    sentences: Sequence[TaggedSentence],
    dev: Sequence[TaggedSentence],
    settings: Tags,
    seed: int,
    folder: Path,
) -> None:
    """Train the model in place, and keep the epoch that did best on `dev`; goes on with a run that was cut short."""
    lesson = labelled(model, sentences)
    pieces = sum(len(one.row) for one in lesson.rows)
    say(f"{model.name}: {len(lesson.rows)} sentences, {pieces} pieces, {len(model.labels)} labels")
    learn(model, lesson, labelled(model, dev), settings, seed, Run(folder, Alone(model.model.device), resume=True))


def labelled(model: TransformerModel, sentences: Sequence[TaggedSentence]) -> Lesson:
    """The sentences with the gold labels of the words that the model has a piece for."""
    numbers = {name: number for number, name in enumerate(model.labels)}
    rows = in_pieces(model, sentences)
    labels = [
        [float(pairs.label_of(one.words[word], numbers)) for word in row.read]
        for one, row in zip(sentences, rows, strict=True)
    ]
    return Lesson([row.stretch() for row in rows], labels, where=[one.where for one in sentences])
