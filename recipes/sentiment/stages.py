"""The stages of the sentiment recipe: the teacher, then each student with its card."""

import json
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForSequenceClassification

from exegesis.core.files import folder_bytes, sha256, whole_folder
from exegesis.training import vocabulary
from exegesis.training.artifacts import parameter_count, save_half
from exegesis.training.devices import attention_for, describe
from exegesis.training.progress import elapsed, say
from recipes.sentiment import corpus
from recipes.sentiment.card import Record, write_record
from recipes.sentiment.evaluation import accuracies, accuracy, answers, in_words
from recipes.sentiment.fine_tuning import fine_tune, label_sets, load_classifier
from recipes.sentiment.teachers import teacher_key, teachers_folder
from recipes.sentiment.work import FOLDERS, Work, student_folder

Figures = dict[str, Any]

_SUMMARIES = {
    "student": "A sentiment classifier of English film reviews and sentences: DistilBERT's shape with three layers of\n"
    "384, distilled from a six-layer teacher.",
    "tiny": "A very small sentiment classifier of English film reviews and sentences: a BERT of two layers of 128,\n"
    "distilled from the same teacher as `sentiment`. Weaker on purpose: a worse model to compare a better one with.",
}
_LIMITS = {
    "student": "It is not the best sentiment model to be had.",
    "tiny": "It is weaker than `sentiment` on purpose.",
}


def make_teacher(work: Work, given: Path | None) -> tuple[Path, Figures]:
    """The teacher's folder (given, cached, or trained now) and its dev accuracies."""
    settings = work.settings.teacher
    key = "" if given else teacher_key(work.data, work.encoder, settings, work.seed, work.limit)
    folder = given or teachers_folder() / f"sentiment-{key}"
    if not (folder / "model.safetensors").is_file():
        model = fine_tune(
            work.encoder, corpus.training(work.data, work.limit), _dev(work), settings, work.device, work.seed
        )
        with whole_folder(folder) as temporary:
            save_half(model, temporary)
            spec = vocabulary.read_spec(work.encoder)
            pieces = sorted(spec["model"]["vocab"], key=spec["model"]["vocab"].__getitem__)
            vocabulary.write(vocabulary.cut(spec, pieces), temporary, model.config.max_position_embeddings)
            facts = {"seed": work.seed, "settings": asdict(settings), "device": describe(work.device)}
            (temporary / "training.json").write_text(json.dumps(facts, indent=2) + "\n", encoding="utf-8")
    if given:  # measured beside its students
        return folder, {"folder": folder.name}
    dev = label_sets(_dev(work), folder, settings.max_length, work.device)
    figures = accuracies(load_classifier(folder, work.device), dev)
    say(f"teacher {folder.name}: {in_words(figures)}")
    return folder, {"folder": folder.name, **figures, "seconds": round(elapsed(), 1)}


def judge_student(work: Work, teacher_folder: Path, name: str) -> Figures:
    """Measure the stored student beside its teacher and, outside sweeps, write its card."""
    folder = student_folder(work, name)
    student = _stored(folder, work.device)
    teacher = load_classifier(teacher_folder, work.device)
    figures = _measure(work, folder, student, teacher_folder)
    if not work.sweep:
        taught = {"teacher": _teacher_facts(teacher_folder), name: asdict(getattr(work.settings, name))}
        counts: Figures = {
            "parameters": parameter_count(student),
            "teacher_parameters": parameter_count(teacher),
            "pieces": int(student.config.vocab_size),
        }
        write_record(_record(work, name, taught, counts, figures), folder)
    size = folder_bytes(folder)
    say(f"{name}: {in_words(figures['accuracy'])}; {size} bytes")
    return {**figures, "bytes": size, "seconds": round(elapsed(), 1)}


def _dev(work: Work) -> dict[str, list[corpus.Example]]:
    return corpus.development(work.data, work.limit)


def _stored(folder: Path, device: torch.device) -> Any:
    """The classifier of a folder, as a user gets it: float32 from fp16 weights."""
    model: Any = AutoModelForSequenceClassification.from_pretrained(
        folder,
        dtype=torch.float32,
        attn_implementation=attention_for(device),
        use_safetensors=True,
        trust_remote_code=False,
        local_files_only=True,
    )
    return model.to(device).eval()


def _measure(work: Work, folder: Path, student: Any, teacher_folder: Path) -> Figures:
    """Accuracy of student and teacher on each set, and how often they agree."""
    sets = label_sets(_sets(work), folder, int(student.config.max_position_embeddings), work.device)
    figures: Figures = {"accuracy": {}, "teacher_accuracy": {}, "agreement": {}}
    for name, one in sets.items():
        ours, theirs = answers(student, one.store).logits, _teacher_logits(work, teacher_folder, name)
        figures["accuracy"][name] = accuracy(ours, one.labels)
        figures["teacher_accuracy"][name] = accuracy(theirs, one.labels)
        figures["agreement"][name] = accuracy(ours, theirs.argmax(-1))
    return figures


@lru_cache(maxsize=8)
def _teacher_logits(work: Work, folder: Path, name: str) -> torch.Tensor:
    """The teacher's logits (n, 2) on one set; both students are compared with them."""
    teacher = load_classifier(folder, work.device)
    length = int(teacher.config.max_position_embeddings)
    its = label_sets({name: _sets(work)[name]}, folder, length, work.device)[name]
    return answers(teacher, its.store).logits


def _sets(work: Work) -> dict[str, list[corpus.Example]]:
    """What a student is measured on: test sets, but in a sweep the sets that settings may be chosen on."""
    return _dev(work) if work.sweep else corpus.reporting(work.data, work.limit)


def _record(work: Work, name: str, settings: dict[str, Any], counts: dict[str, Any], figures: Figures) -> Record:
    return Record(
        name=f"exegesis-{FOLDERS[name]}",
        summary=_SUMMARIES[name],
        limits=_LIMITS[name],
        settings=settings,
        seed=work.seed,
        device=describe(work.device),
        date=work.date,
        data={file: sha256(work.data / file) for file in sorted({*corpus.FILES, *corpus.TEST_FILES})},
        **counts,
        **figures,
    )


def _teacher_facts(folder: Path) -> dict[str, Any]:
    path = folder / "training.json"
    facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return facts
