"""One run of the question curve: cut the teacher to some layers, train it, ask it, time it beside the teacher."""

import hashlib
import json
import shutil
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from distillation_speed import alternating

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.facts import facts_of
from exegesis.core.errors import InputError
from exegesis.core.files import write_whole
from exegesis.data.inputs import of_two
from exegesis.data.squad.reading import SquadQuestion, read_squad
from exegesis.distillation.task import running as task_running
from exegesis.distillation.task.job import task_job
from exegesis.qa.evaluate import evaluate_model
from exegesis.training.initialization import spread_layers
from exegesis.training.progress import say

KIND = "questions"
TEACHER, LAYERS = "bundled:questions", 6
TRAIN, DEV = "qa/squad_v1.1_train_partial.json.gz", "qa/squad_v1.1_dev.json.gz"


@dataclass(frozen=True)
class Budget:
    """Rows to learn from, drawn among the questions whose paragraph has at most `longest` characters; questions of
    SQuAD v1.1 dev to ask (drawn; all where there are fewer); questions of a timed pass, and rounds of it."""

    rows: int = 6500
    longest: int = 700
    epochs: int = 1
    lr: float = 1e-4
    batch: int = 16
    questions: int = 3000
    timed: int = 100
    rounds: int = 5


@dataclass(frozen=True)
class Work:
    """The data folder, where students and teachers' answers are kept, and what is spent."""

    data: Path
    folder: Path
    budget: Budget

    @cached_property
    def dev(self) -> list[SquadQuestion]:
        """The questions that every model is asked."""
        return drawn(_questions(self.data / DEV), self.budget.questions)

    @cached_property
    def train(self) -> Path:
        """The rows to learn from, in SQuAD's form."""
        short = [one for one in _questions(self.data / TRAIN) if len(one.context) <= self.budget.longest]
        path = self.folder / "train.json"
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(in_squad_form(drawn(short, self.budget.rows))))
        return path

    @cached_property
    def teacher(self) -> Model:
        """The model with all layers."""
        return api.load(TEACHER)


def settings_of(depth: int, budget: Budget) -> dict[str, Any]:
    """What a run's figures depend on; the teacher's own depend on the questions alone."""
    if depth == LAYERS:
        return {"depth": depth, "teacher": TEACHER, "questions": budget.questions}
    return {"depth": depth, "teacher": TEACHER, "recipe": "d", "seed": 0, **asdict(budget)}


def measured(depth: int, work: Work) -> dict[str, Any]:
    """The figures of a student of so many layers, or of the teacher."""
    if depth == LAYERS:
        return _asked(work.teacher, TEACHER, work)
    if not 1 <= depth < LAYERS:
        raise InputError(f"a student has 1 to {LAYERS - 1} layers, not {depth}.")
    layers = spread_layers(LAYERS, depth)
    started = time.perf_counter()
    folder = _trained(depth, layers, work)
    seconds = time.perf_counter() - started
    student = api.load(str(folder))
    figures = _asked(student, str(folder), work)
    documents = [
        of_two(("question", "context"), one.question, one.context) for one in drawn(work.dev, work.budget.timed)
    ]
    speed = alternating(work.teacher, student, documents, work.budget.rounds)
    return {**figures, "layers": list(layers), "training_seconds": seconds, "speed": speed}


def drawn(asked: Sequence[SquadQuestion], count: int) -> list[SquadQuestion]:
    """So many of the questions, by a fixed draw, in their order."""
    chosen = np.random.default_rng(0).permutation(len(asked))[:count]
    return [asked[number] for number in sorted(chosen)]


def in_squad_form(asked: Sequence[SquadQuestion]) -> dict[str, Any]:
    """Questions as the content of a SQuAD file, each with its own paragraph."""
    paragraphs = [
        {
            "context": one.context,
            "qas": [
                {
                    "id": one.id,
                    "question": one.question,
                    "answers": [{"text": answer.text, "answer_start": answer.start} for answer in one.answers],
                }
            ],
        }
        for one in asked
    ]
    return {"version": "1.1", "data": [{"title": "", "paragraphs": paragraphs}]}


def _questions(path: Path) -> list[SquadQuestion]:
    if not path.is_file():
        raise InputError(f"no file qa/{path.name} in the data folder; give the folder with --data.")
    return read_squad(path)


def _trained(depth: int, layers: tuple[int, ...], work: Work) -> Path:
    """The student's folder; one trained before with the same settings is taken as it is, a killed training goes on."""
    budget = work.budget
    key = hashlib.sha256(json.dumps([list(layers), asdict(budget)]).encode()).hexdigest()[:10]
    folder = work.folder / f"student-{depth}-{key}"
    if (folder / "training.json").is_file():
        say(f"{folder.name} is there")
        return folder
    settings = {"epochs": budget.epochs, "lr": budget.lr, "batch_texts": budget.batch, "every": 100}
    values = {
        "teachers": [TEACHER],
        "layers": layers,
        "data": [work.train],
        "out": folder,
        "head": "question-answering",
        "recipe": "d",
        "settings": settings,
        "device": "cpu",
        "cache": work.folder / "logits",
    }
    made = task_job(values)
    task_running.run(made, resume=made.run.is_dir())
    shutil.rmtree(made.run)
    return folder


def _asked(model: Model, source: str, work: Work) -> dict[str, Any]:
    """EM and F1 in percent, an answer always given; size; seconds of answering all."""
    found = evaluate_model(model, work.dev)
    facts = facts_of(source, model)
    return {
        "questions": len(work.dev),
        "exact_match": found.figures.exact_match,
        "f1": found.figures.f1,
        "parameters": facts.parameters,
        "megabytes": facts.megabytes,
        "seconds": found.seconds,
    }
