"""The model card and the training record of the bundled question answering model, from measured figures only."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from exegesis.core.files import folder_bytes, sha256
from exegesis.distillation.card import command_of, store, versions_in_words
from recipes.questions.measuring import Measured
from recipes.questions.settings import Questions

NAME = "exegesis-questions"
PROGRAM = "python -m recipes.questions"


@dataclass(frozen=True)
class Record:
    """What the card says."""

    settings: Questions
    seed: int
    parameters: int
    figures: Measured
    device: str
    date: str
    data: Mapping[str, str]  # SHA-256 by file name


def command(record: Record) -> str:
    """The command line that makes the model again."""
    return command_of(PROGRAM, record.seed, asdict(record.settings), asdict(Questions()))


def write_record(record: Record, folder: Path) -> None:
    """training.json and README.md in the model's folder."""
    facts = {
        "name": NAME,
        "seed": record.seed,
        "settings": asdict(record.settings),
        "command": command(record),
        "parameters": record.parameters,
        "figures": asdict(record.figures),
        "data_sha256": record.data,
        "device": record.device,
        "date": record.date,
    }
    store(folder, facts, render(record, folder))


def render(record: Record, folder: Path) -> str:
    """The card: YAML front matter and Markdown, without paths or hosts of the machine that made it."""
    weights = (folder / "model.safetensors").stat().st_size
    return _CARD.format(
        record=record,
        settings=record.settings,
        found=record.figures,
        name=NAME,
        command=command(record),
        bytes=weights,
        rest=folder_bytes(folder) - weights,
        digest=sha256(folder / "model.safetensors"),
        files="\n".join(f"- `{file}` `{digest}`" for file, digest in record.data.items()),
        versions=versions_in_words(),
    )


_CARD = """---
license: apache-2.0
language: en
library_name: transformers
pipeline_tag: question-answering
tags: [question-answering, extractive-qa, exegesis]
base_model: sentence-transformers/all-MiniLM-L6-v2
model-index:
- name: {name}
  results:
  - task: {{type: question-answering}}
    dataset: {{type: squad, name: "SQuAD v1.1 dev"}}
    metrics: [{{type: exact_match, value: {found.exact:.2f}}}, {{type: f1, value: {found.f1:.2f}}}]
---

# {name}

Answers a question by a stretch of the context, or says that the context does not answer it. A BERT of six layers of
384. English, lower-cased by the tokenizer; question and context together at most 512 pieces (Exegesis reads longer
contexts in windows).

| | |
|---|---|
| parameters | {record.parameters:,} |
| vocabulary | {settings.pieces:,} pieces, among them every single character of the encoder's vocabulary |
| model.safetensors | {bytes:,} bytes, float16; the config asks for float32 when loaded ({rest:,} bytes beside it) |
| sha256 of model.safetensors | `{digest}` |

## What it answers rightly

Measured on {record.date} on {record.device}, with the folder as stored (float16 weights, float32 arithmetic), by
`exegesis.data.squad`, whose arithmetic is that of the official scripts.

| set | exact match | F1 |
|---|---|---|
| SQuAD v1.1 dev, {found.questions:,} questions, an answer always given | {found.exact:.2f} | {found.f1:.2f} |
| the same, "no answer" allowed | {found.exact_free:.2f} | {found.f1_free:.2f} |
| the same and {found.mismatched:,} mismatched questions, rules of v2.0 | {found.exact_all:.2f} | {found.f1_all:.2f} |

"No answer" over the last set: precision {found.none_precision:.2f} %, recall {found.none_recall:.2f} %. The mismatched
questions are dev questions put over another dev paragraph that does not hold their answer's text, half of them of the
same article. They are easier to tell than the questions of SQuAD 2.0, which people wrote to mislead: expect less there.

## How it was made

The encoder all-MiniLM-L6-v2 (Apache-2.0) with the {settings.pieces:,} word pieces that the training text uses most was
fine-tuned on nineteen twentieths of the paragraphs of a part of SQuAD v1.1 train (about 24% of it: 21,181 questions),
with {settings.unanswerable:.0%} more questions over paragraphs that do not answer them. In most rows the paragraph was
cropped to a run around the answer ({settings.crop} pieces with the question), afresh in each of the {settings.epochs}
epochs. Nothing was trained or chosen on the dev file. `training.json` holds every setting. To make it again:

    {command}

Versions: {versions}.

## Use and limits

Made for trying, teaching and testing explanation methods on a small model that runs anywhere; there are better ones for
answering questions. It was fine-tuned on Wikipedia paragraphs alone, may take a wrong stretch with great confidence,
and repeats whatever biases its pretraining text has.

## Data and terms

- SQuAD: Rajpurkar et al., SQuAD: 100,000+ Questions for Machine Comprehension of Text, EMNLP 2016. CC BY-SA 4.0.
- Encoder: sentence-transformers/all-MiniLM-L6-v2, Apache-2.0.

SHA-256 of the data files:

{files}

The weights are licensed under Apache-2.0. No training text is included.
"""
