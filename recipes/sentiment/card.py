"""The model card and the training record of a bundled student, from measured figures only."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from exegesis.core.files import sha256
from exegesis.distillation.card import command_of, store, versions_in_words
from recipes.sentiment.settings import Student, Tiny

PROGRAM = "python -m recipes.sentiment"
_SETS = {
    "sst2_test": "SST-2 test (1,821 sentences, as distributed)",
    "sst2_test_natural": "SST-2 test, detokenised",
    "imdb_test": "IMDb test (balanced sample of 4,000 reviews)",
    "sst2_dev": "SST-2 dev (settings were chosen on it)",
    "imdb_held_out": "IMDb train, held-out tenth (settings were chosen on it)",
}


@dataclass(frozen=True)
class Record:
    """What a card says: the model in words, its settings, and the measured figures."""

    name: str
    summary: str
    limits: str
    settings: Mapping[str, Any]
    seed: int
    parameters: int
    teacher_parameters: int
    pieces: int
    accuracy: Mapping[str, float]
    teacher_accuracy: Mapping[str, float]
    agreement: Mapping[str, float]
    device: str
    date: str
    data: Mapping[str, str]  # SHA-256 by file name


def command(record: Record) -> str:
    """The command line that makes the model again, with the student's settings that are not the recipe's own."""
    usual = {room: asdict(one) for room, one in (("student", Student()), ("tiny", Tiny()))}
    rooms = [room for room in record.settings if room in usual]
    given = {f"{room}.{key}": value for room in rooms for key, value in record.settings[room].items()}
    theirs = {f"{room}.{key}": value for room in rooms for key, value in usual[room].items()}
    return command_of(PROGRAM, record.seed, given, theirs)


def write_record(record: Record, folder: Path) -> None:
    """training.json and README.md in the model's folder."""
    facts = {
        "name": record.name,
        "seed": record.seed,
        "settings": record.settings,
        "command": command(record),
        "parameters": record.parameters,
        "teacher_parameters": record.teacher_parameters,
        "pieces": record.pieces,
        "accuracy": record.accuracy,
        "teacher_accuracy": record.teacher_accuracy,
        "agreement_with_teacher": record.agreement,
        "data_sha256": record.data,
        "device": record.device,
        "date": record.date,
    }
    store(folder, facts, render(record, folder))


def render(record: Record, folder: Path) -> str:
    """The card: YAML front matter and Markdown, without paths or hosts of the machine that made it."""
    return _CARD.format(
        record=record,
        command=command(record),
        rows="\n".join(_row(record, key) for key in _SETS if key in record.accuracy),
        bytes=(folder / "model.safetensors").stat().st_size,
        digest=sha256(folder / "model.safetensors"),
        versions=versions_in_words(),
        **_front(record),
    )


def _front(record: Record) -> dict[str, str]:
    """The figures of the front matter's `model-index`."""
    return {key: f"{record.accuracy.get(key, float('nan')):.4f}" for key in ("sst2_test", "imdb_test")}


def _row(record: Record, key: str) -> str:
    mine, its = record.accuracy[key], record.teacher_accuracy[key]
    return f"| {_SETS[key]} | {mine:.4f} | {its:.4f} | {mine / its:.1%} | {record.agreement[key]:.1%} |"


_CARD = """---
license: apache-2.0
language: en
library_name: transformers
pipeline_tag: text-classification
tags: [sentiment, distillation, exegesis]
base_model: sentence-transformers/all-MiniLM-L6-v2
model-index:
- name: {record.name}
  results:
  - task: {{type: text-classification}}
    dataset: {{type: sst2, name: SST-2 test}}
    metrics: [{{type: accuracy, value: {sst2_test}}}]
  - task: {{type: text-classification}}
    dataset: {{type: imdb, name: "IMDb test, balanced sample of 4,000"}}
    metrics: [{{type: accuracy, value: {imdb_test}}}]
---

# {record.name}

{record.summary}

Labels: 0 `negative`, 1 `positive`. English, lower-cased by the tokenizer, at most 512 pieces a text.

| | |
|---|---|
| parameters | {record.parameters:,} (teacher: {record.teacher_parameters:,}) |
| vocabulary | {record.pieces:,} pieces; every single character of the teacher's vocabulary is kept |
| model.safetensors | {bytes:,} bytes, float16; the config asks for float32 when loaded |
| sha256 of model.safetensors | `{digest}` |

## Accuracy

Measured on {record.date} on {record.device}, with the folder as stored (float16 weights, float32 arithmetic) and texts
cut at 512 pieces.

| set | this model | teacher | of the teacher's | same answer as the teacher |
|---|---|---|---|---|
{rows}

Settings were chosen on the dev sets only. The IMDb figures are on a sample of the official
test set, not on its 25,000 reviews.

## How it was made

The encoder all-MiniLM-L6-v2 (Apache-2.0, 6 layers) was fine-tuned on the training splits of SST-2, rt-polarity and
IMDb (nine tenths of 15,000 sampled training reviews); this is the teacher, which is not shipped. The student was then
trained on the teacher's answers to the same texts, to single sentences and runs of two or three cut from the training
reviews, and to copies of these with words dropped or masked. `training.json` holds every setting. To make it again:

    {command}

Versions: {versions}.

## Use and limits

Made for trying, teaching and testing explanation methods on a small classifier that runs anywhere. {record.limits}
It knows film reviews, has no neutral class, and repeats whatever biases its pretraining text and its reviews have. Do
not use it to judge people.

## Data and terms

- IMDb: Maas et al., Learning Word Vectors for Sentiment Analysis, ACL 2011. Free for research.
- SST-2: Socher et al., Recursive Deep Models for Semantic Compositionality Over a Sentiment Treebank, EMNLP 2013.
- rt-polarity: Pang and Lee, Seeing Stars, ACL 2005. Free for research.
- Encoder: sentence-transformers/all-MiniLM-L6-v2, Apache-2.0.

The weights are licensed under Apache-2.0. No training text is included.
"""
