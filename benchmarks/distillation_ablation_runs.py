"""One run of the ablation: distil a student from text, measure its held-out loss, fine-tune it, measure that."""

import json
import shutil
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from distillation_records import rows, write_rows
from recipes.masked_words.wikitext import read_articles

from exegesis import api
from exegesis.adapters import bundled
from exegesis.distillation.pretraining import running
from exegesis.distillation.pretraining.building import opened
from exegesis.distillation.pretraining.corpora import corpus_of
from exegesis.distillation.pretraining.job import PretrainingJob
from exegesis.distillation.pretraining.masking import Masking
from exegesis.distillation.pretraining.objective import Distilling
from exegesis.distillation.pretraining.preparing import load_masked
from exegesis.distillation.pretraining.settings import Pretraining
from exegesis.distillation.pretraining.student import chosen_layers, start_student
from exegesis.distillation.pretraining.vocabulary import vocabulary_of
from exegesis.distillation.task import running as task_running
from exegesis.distillation.task.examples import TextExample
from exegesis.distillation.task.job import TaskJob
from exegesis.reports.student.data import document_of
from exegesis.reports.student.outputs import outputs_of
from exegesis.training.objective import Share
from exegesis.training.storing import store

TEACHER = "bundled:masked-words"
ABLATIONS: dict[str, dict[str, Any]] = {
    "full": {},
    "no-kl": {"kl": 0.0},
    "no-cosine": {"cosine": 0.0},
    "no-mlm": {"mlm": 0.0},
    "random": {"random_start": True},
}
UNTRAINED, THE_TEACHER = "untrained", "teacher"  # for scale: the copied layers as they are, and the teacher itself
SHORTEST = 12  # examples of fewer pieces are left out, in training and held out
LETTERS = 60_000  # of each book, from its beginning: about as much of novels as of encyclopedia articles


@dataclass(frozen=True)
class Budget:
    """What every run spends: steps of `batch` texts of up to `length` pieces, then one epoch of `sentences`."""

    steps: int = 72
    batch: int = 16
    length: int = 128
    lr: float = 5e-4
    sentences: int = 4000
    tuning_batch: int = 16
    tuning_lr: float = 2e-4
    held_out: int = 256  # texts of up to `length` pieces


@dataclass(frozen=True)
class Files:
    """Where the texts are, as this experiment reads them."""

    corpus: tuple[Path, ...]
    held_out: Path
    train: Path
    test: Path


def files_of(data: Path, work: Path, budget: Budget) -> Files:
    """Novels (their beginnings) and WikiText-2 valid to learn from, WikiText-2 test held out, SST-2 train and test."""
    books = [{"text": row["text"][:LETTERS]} for row in rows(data / "text/gutenberg_books.jsonl.gz", "train")]
    parts = {
        name: [{"text": " ".join(lines)} for lines in read_articles(data / f"text/wikitext2_{name}.txt.gz")]
        for name in ("valid", "test")
    }
    train = rows(data / "sentiment/sst2.jsonl.gz", "train")
    chosen = np.random.default_rng(0).permutation(len(train))[: budget.sentences]
    return Files(
        corpus=(
            write_rows(work / "books.jsonl", books),
            write_rows(work / "articles.jsonl", parts["valid"]),
        ),
        held_out=write_rows(work / "held_out.jsonl", parts["test"]),
        train=write_rows(work / "train.jsonl", [train[number] for number in sorted(chosen)]),
        test=write_rows(work / "test.jsonl", rows(data / "sentiment/sst2.jsonl.gz", "test")),
    )


def measured(variant: str, seed: int, budget: Budget, files: Files, work: Path) -> dict[str, Any]:
    """Make the variant's model and measure it; what it leaves on the disk is removed."""
    folder = work / f"{variant}-{seed}"
    shutil.rmtree(folder, ignore_errors=True)
    started = time.perf_counter()
    model = _model(variant, seed, budget, files, folder, work / "tokens")
    trained = time.perf_counter()
    loss, asked = held_out_loss(model, files.held_out, budget, work / "tokens")
    task_running.run(_tuning(model, seed, budget, files, folder / "tuned"))
    right = accuracy(folder / "tuned", files.test)
    shutil.rmtree(folder, ignore_errors=True)
    return {
        "held_out_loss": loss,
        "held_out_pieces": asked,
        "accuracy": right,
        "pretraining_seconds": trained - started,
        "seconds": time.perf_counter() - started,
    }


def pretraining(variant: str, budget: Budget) -> Pretraining:
    """DistilBERT's losses 5 / 2 / 1 but for what the variant leaves out; half of the teacher's layers."""
    return Pretraining(
        steps=budget.steps,
        batch=budget.batch,
        micro_tokens=budget.batch * budget.length,
        max_length=budget.length,
        shortest=SHORTEST,
        lr=budget.lr,
        every=budget.steps,
        keep=1,
        precision="float32",
        dropout=0.0,  # no text is met twice; with dropout attention is several times slower on a processor
        **ABLATIONS[variant],
    )


def held_out_loss(model: str, texts: Path, budget: Budget, cache: Path) -> tuple[float, int]:
    """Mean cross-entropy in nats at the masked pieces, the same for every model, and how many they are.

    15% of the pieces, each as likely as another, are asked for; 80 / 10 / 10 are shown as in training.
    """
    loaded, tokenizer = load_masked(model)
    vocabulary = vocabulary_of(tokenizer)
    texts_store = opened(corpus_of(texts), vocabulary, budget.length, SHORTEST, cache)
    even = np.ones(vocabulary.size)
    even[list(vocabulary.special)] = 0.0
    objective = Distilling(
        student=loaded,
        teacher=loaded,
        store=texts_store,
        held=None,
        vocabulary=vocabulary,
        masking=Masking(even, vocabulary.ordinary, vocabulary.mask),
        settings=Pretraining(micro_tokens=4096),
        device=torch.device("cpu"),
        seed=0,
    )
    chosen = np.sort(np.random.default_rng(0).permutation(len(texts_store))[: budget.held_out])
    parts = objective.parts(0, chosen, Share(0, 1))
    with torch.inference_mode():
        total = sum(float(objective.sums(part, ["mlm"])["mlm"]) for part in parts)
    asked = sum(part.counts["mlm"] for part in parts)
    return total / asked, asked


def accuracy(model: Path, texts: Path) -> float:
    """In percent, of a folder's model on labelled JSON lines."""
    found = [json.loads(line) for line in texts.read_text(encoding="utf-8").splitlines()]
    documents = [document_of(TextExample((row["text"],), None, "")) for row in found]
    answers = outputs_of(api.load(str(model)), documents).argmax(axis=1)
    return 100 * float(np.mean(answers == np.array([row["label"] for row in found])))


def settings_of(variant: str, seed: int, budget: Budget) -> dict[str, Any]:
    """What a run's figures depend on."""
    return {"variant": variant, "seed": seed, "teacher": TEACHER, **asdict(budget)}


def _model(variant: str, seed: int, budget: Budget, files: Files, folder: Path, cache: Path) -> str:
    if variant == THE_TEACHER:
        return str(bundled.folder(TEACHER))
    if variant == UNTRAINED:
        return str(_untrained(budget, folder / "untrained"))
    job = PretrainingJob(
        teacher=TEACHER,
        corpus=list(files.corpus),
        out=folder / "pretrained",
        settings=pretraining(variant, budget),
        seed=seed,
        device="cpu",
        cache=cache,
    )
    running.run(job)
    return str(job.out / running.STUDENT)


def _untrained(budget: Budget, folder: Path) -> Path:
    teacher, tokenizer = load_masked(TEACHER)
    student = start_student(teacher, chosen_layers(teacher, pretraining("full", budget)), 0.0)
    folder.mkdir(parents=True)
    store(student, folder)
    tokenizer.save_pretrained(folder)
    return folder


def _tuning(model: str, seed: int, budget: Budget, files: Files, out: Path) -> TaskJob:
    """Without a dev set, so that the last weights are kept and nothing is chosen."""
    settings = {"epochs": 1, "lr": budget.tuning_lr, "batch_texts": budget.tuning_batch}
    return TaskJob(student=model, data=(files.train,), out=out, settings=settings, seed=seed, device="cpu")
