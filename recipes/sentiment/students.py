"""The students of the sentiment recipe, by the code of every task distillation."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import torch

from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.quiet import quiet
from exegesis.core.files import sha256, whole_folder
from exegesis.distillation.task.fewer_pieces import texts_in, with_fewer_pieces
from exegesis.distillation.task.lessons import material, taught
from exegesis.distillation.task.logits_cache import logits_folder
from exegesis.distillation.task.starting import load_teacher
from exegesis.distillation.task.thinning import thinned
from exegesis.distillation.task.training import Run, learn
from exegesis.training import vocabulary
from exegesis.training.artifacts import save_half
from exegesis.training.cache import cache_folder
from exegesis.training.devices import attention_for
from exegesis.training.progress import say
from exegesis.training.workers import Alone
from recipes.sentiment import corpus
from recipes.sentiment.settings import Student, Tiny
from recipes.sentiment.tiny import small_bert
from recipes.sentiment.transfer import transfer_examples
from recipes.sentiment.work import FOLDERS, Work, student_folder


def make_student(work: Work, teacher_folder: Path, name: str) -> Path:
    """Distil the student of that name ("student" or "tiny") into its folder; goes on with a run that was cut short."""
    settings: Student = getattr(work.settings, name)
    teacher = load_teacher(str(teacher_folder), "classification")
    teacher.model.to(work.device).set_attn_implementation(attention_for(work.device))
    training = corpus.training(work.data, work.limit)
    examples = transfer_examples(training, settings.stretches, settings.perturbed, work.seed)
    torch.manual_seed(work.seed)
    student = _fresh(teacher, settings, texts_in(examples))
    student.model.to(work.device)
    student.limit = min(student.limit, settings.max_length)
    given = material(student, examples)
    say(f"{name}: {len(examples)} texts, {given.pieces} of the student's pieces")
    lesson = taught(student, [teacher], given, settings, logits_folder())
    learn(student, lesson, None, settings, work.seed, Run(_run_folder(work, teacher, name), Alone(work.device), True))
    with whole_folder(student_folder(work, name)) as folder:
        _write_words(student.tokenizer, folder, settings.max_length)
        save_half(student.model, folder)
    return student_folder(work, name)


def _fresh(teacher: TransformerModel, settings: Student, texts: Sequence[str]) -> TransformerModel:
    """The student before training, with the word pieces that the texts use most."""
    if not isinstance(settings, Tiny):
        return with_fewer_pieces(thinned(teacher, settings.layers, "distilbert"), texts, settings.pieces)
    cut = with_fewer_pieces(thinned(teacher, (0,)), texts, settings.pieces)
    attention = attention_for(teacher.model.device)
    tiny = small_bert(cut.model, settings.hidden, settings.depth, range(cut.config.vocab_size), attention)
    return TransformerModel(tiny, cut.tokenizer, name="tiny")


def _run_folder(work: Work, teacher: TransformerModel, name: str) -> Path:
    """Where a student's checkpoints and metrics are kept, under a key of all that they depend on."""
    parts = {
        "teacher": teacher.fingerprint().weights,
        "data": {file: sha256(work.data / file) for file in corpus.FILES},
        "settings": asdict(getattr(work.settings, name)),
        "seed": work.seed,
        "limit": work.limit,
    }
    key = hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:20]
    return cache_folder() / "runs" / f"{FOLDERS[name]}-{key}"


def _write_words(tokenizer: Any, folder: Path, max_length: int) -> None:
    with quiet(), TemporaryDirectory() as temporary:
        tokenizer.save_pretrained(temporary)
        spec = vocabulary.read_spec(Path(temporary))
    pieces = sorted(spec["model"]["vocab"], key=spec["model"]["vocab"].__getitem__)
    vocabulary.write(vocabulary.cut(spec, pieces), folder, max_length)
