"""From a job to a trainer: teacher, student, stores, and the run's record, all checked against each other."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch

from exegesis.adapters import bundled
from exegesis.adapters.loading import load_model
from exegesis.core.errors import InputError
from exegesis.distillation.pretraining.building import key_of, stored
from exegesis.distillation.pretraining.corpora import corpus_of
from exegesis.distillation.pretraining.families import family, longest, width
from exegesis.distillation.pretraining.job import PretrainingJob
from exegesis.distillation.pretraining.masking import Masking, smoothed
from exegesis.distillation.pretraining.objective import Distilling
from exegesis.distillation.pretraining.settings import Pretraining
from exegesis.distillation.pretraining.store import PieceStore
from exegesis.distillation.pretraining.student import chosen_layers, freeze_positions, start_student
from exegesis.distillation.pretraining.vocabulary import PieceVocabulary, check_same, vocabulary_of
from exegesis.training.agreement import agreed
from exegesis.training.artifacts import model_digest
from exegesis.training.callbacks import callbacks
from exegesis.training.trainer import Trainer
from exegesis.training.workers import Workers


@dataclass(frozen=True)
class PreparedPretraining:
    """A trainer ready to run, its objective, the tokenizer to store beside the student, and the run's record."""

    trainer: Trainer
    objective: Distilling
    tokenizer: Any
    layers: tuple[int, ...]
    record: Mapping[str, Any]


def prepare(job: PretrainingJob, workers: Workers) -> PreparedPretraining:
    """Load the models and tokenise the corpus; nothing is written but the token store."""
    settings = job.settings
    teacher, tokenizer = load_masked(job.teacher)
    vocabulary = vocabulary_of(tokenizer)
    check_rows(vocabulary, teacher, "teacher")
    room = min(settings.max_length, longest(teacher.config))
    layers: tuple[int, ...] = ()
    if job.student is None:
        layers = chosen_layers(teacher, settings)
        torch.manual_seed(job.seed)
        student = start_student(teacher, layers, settings.dropout, settings.random_start)
    else:
        student = _given_student(job.student, teacher, vocabulary, settings)
        room = min(room, longest(student.config))
    if settings.freeze_positions and not settings.random_start:
        freeze_positions(student)
    store, key = _store(job, job.corpus, vocabulary, room, workers)
    held, held_key = (None, None) if job.held_out is None else _store(job, job.held_out, vocabulary, room, workers)
    objective = Distilling(
        student=student.to(workers.device),
        teacher=teacher.to(workers.device),
        store=store,
        held=held,
        vocabulary=vocabulary,
        masking=masking_of(store, vocabulary, settings, job.seed),
        settings=settings,
        device=workers.device,
        seed=job.seed,
        corpus=corpus_of(job.corpus, job.text_column),
    )
    record = {
        "teacher": model_digest(teacher),
        "student": None if job.student is None else model_digest(student),
        "tokenizer": vocabulary.digest,
        "corpus": key,
        "held_out": held_key,
        "layers": list(layers),
        "seed": job.seed,
        "settings": asdict(settings),
    }
    logs = callbacks(job.logs, job.out) if workers.main else []
    trainer = Trainer(student, objective, settings, workers, job.out, job.seed, logs)
    return PreparedPretraining(trainer, objective, tokenizer, layers, record)


def load_masked(source: str) -> tuple[Any, Any]:
    """(model, tokenizer) of a masked language model, through the guard of all models."""
    place = str(bundled.folder(source)) if source.startswith(bundled.PREFIX) else source
    model, tokenizer, _ = load_model(place, "masked-lm")
    family(model)
    return model, tokenizer


def masking_of(store: PieceStore, vocabulary: PieceVocabulary, settings: Pretraining, seed: int) -> Masking:
    """Masking with the smoothed frequencies of the corpus."""
    return Masking(
        weights=smoothed(store.counts, vocabulary.special, settings.smoothing),
        ordinary=vocabulary.ordinary,
        mask=vocabulary.mask,
        share=settings.masked,
        as_mask=settings.as_mask,
        as_random=settings.as_random,
        seed=seed,
    )


def check_rows(vocabulary: PieceVocabulary, model: Any, which: str) -> None:
    """`InputError` where the tokenizer has pieces that the model has no embedding of."""
    if vocabulary.size > int(model.config.vocab_size):
        raise InputError(
            f"the {which}'s tokenizer has {vocabulary.size:,} pieces, its model {model.config.vocab_size:,}; "
            "they do not belong together."
        )


def _given_student(folder: Path, teacher: Any, vocabulary: PieceVocabulary, settings: Pretraining) -> Any:
    if settings.layers or settings.depth:
        raise InputError("a student's folder was given, so no layers can be chosen; give one or the other.")
    student, tokenizer = load_masked(str(folder))
    own = vocabulary_of(tokenizer)
    check_same(own, vocabulary)
    check_rows(own, student, "student")
    if int(student.config.vocab_size) != int(teacher.config.vocab_size):
        raise InputError(
            f"the teacher gives {teacher.config.vocab_size:,} logits and the student {student.config.vocab_size:,}; "
            "give a student made for this teacher."
        )
    if settings.cosine and width(student.config) != width(teacher.config):
        raise InputError(
            f"the student is {width(student.config)} wide and the teacher {width(teacher.config)}, so their hidden "
            "states have no cosine; set cosine=0."
        )
    return student


def _store(
    job: PretrainingJob, given: Any, vocabulary: PieceVocabulary, room: int, workers: Workers
) -> tuple[PieceStore, str]:
    """The token store, made by one process of each machine; and its key."""
    corpus = corpus_of(given, job.text_column)
    shortest = job.settings.shortest

    def make() -> None:
        stored(corpus, vocabulary, room, shortest, job.stores)

    agreed(workers, workers.local_main, make)
    key = key_of(corpus, vocabulary, room, shortest)
    return PieceStore(job.stores / key), key
