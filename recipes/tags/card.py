"""The model card and the training record of the bundled tagger, from measured figures only."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from exegesis.core.files import folder_bytes, sha256
from exegesis.distillation.card import command_of, store, versions_in_words
from recipes.tags.measuring import Measured
from recipes.tags.settings import Tags

NAME = "exegesis-tags"
PROGRAM = "python -m recipes.tags"
SETS = {"ewt_dev": "EWT dev", "ewt_test": "EWT test", "gum_test": "GUM test (other domains)"}


@dataclass(frozen=True)
class Record:
    """What the card says; figures by set (a key of `SETS`). `seconds`: of all steps of the training."""

    settings: Tags
    seed: int
    seconds: int
    temperature: float  # the logits were divided by it
    parameters: int
    labels: int
    figures: Mapping[str, Measured]
    device: str
    date: str
    data: Mapping[str, str]  # SHA-256 by file name


def command(record: Record) -> str:
    """The command line that makes the model again."""
    return command_of(PROGRAM, record.seed, asdict(record.settings), asdict(Tags()))


def write_record(record: Record, folder: Path) -> None:
    """training.json and README.md in the model's folder."""
    facts = {
        "name": NAME,
        "seed": record.seed,
        "settings": asdict(record.settings),
        "seconds": record.seconds,
        "temperature": record.temperature,
        "command": command(record),
        "parameters": record.parameters,
        "labels": record.labels,
        "figures": {name: asdict(one) for name, one in record.figures.items()},
        "data_sha256": record.data,
        "device": record.device,
        "date": record.date,
    }
    store(folder, facts, render(record, folder))


def render(record: Record, folder: Path) -> str:
    """The card: YAML front matter and Markdown, without paths or hosts of the machine that made it."""
    weights = (folder / "model.safetensors").stat().st_size
    test = record.figures["ewt_test"]
    return _CARD.format(
        record=record,
        settings=record.settings,
        name=NAME,
        test=test,
        other=record.figures["gum_test"],
        command=command(record),
        depth=len(record.settings.layers),
        layers=", ".join(map(str, record.settings.layers)),
        bytes=weights,
        rest=folder_bytes(folder) - weights,
        digest=sha256(folder / "model.safetensors"),
        rows="\n".join(_row(SETS[name], one) for name, one in record.figures.items()),
        tags="\n".join(f"| {name} | {share:.3f} |" for name, share in sorted(test.by_upos.items(), key=_share)),
        confused="\n".join(
            f"| {one.upos} | {one.taken_for} | {one.count} of {one.of:,} | {one.count / one.of:.1%} |"
            for one in test.confused
        ),
        files="\n".join(f"- `{file}` `{digest}`" for file, digest in record.data.items()),
        versions=versions_in_words(),
    )


def _share(row: tuple[str, float]) -> float:
    return row[1]


def _row(name: str, one: Measured) -> str:
    return (
        f"| {name}, {one.words:,} words | {one.upos:.4f} | {one.relation:.4f} | {one.universal:.4f} | {one.both:.4f} | "
        f"{one.upos_of_pair:.4f}, {one.relation_of_pair:.4f} |"
    )


_CARD = """---
license: apache-2.0
language: en
library_name: transformers
pipeline_tag: token-classification
tags: [token-classification, part-of-speech, universal-dependencies, exegesis]
base_model: sentence-transformers/all-MiniLM-L6-v2
model-index:
- name: {name}
  results:
  - task: {{type: token-classification}}
    dataset: {{type: universal_dependencies, name: "UD English EWT test"}}
    metrics:
    - {{type: accuracy, name: UPOS, value: {test.upos:.4f}}}
    - {{type: accuracy, name: relation, value: {test.relation:.4f}}}
---

# {name}

Tags English words with their universal part of speech and their dependency relation: a BERT of {depth} layers of 384
with feed-forward parts of {settings.inner}, from a sentence encoder.

A label is a pair, `NOUN|nsubj`, one of {record.labels}. The part of speech alone has the summed probability of its
pairs, and so has the relation: `Tag("run", "NOUN")` asks for that sum. Pairs that the training text uses less than
{settings.least} times are labelled `NOUN|dep` and so on for each part of speech. There are no heads of relations: it
says that a word is a subject, not whose.

A word is read at the first word piece of its own ("do" of "don't" at `don`, "n't" at `'`); what stands at the other
pieces means nothing. English, lower-cased by the tokenizer, so capitals do not tell it names; a sentence at a time, as
it was trained, at most 512 pieces.

| | |
|---|---|
| parameters | {record.parameters:,} |
| vocabulary | {settings.pieces:,} pieces, among them every single character of the encoder's vocabulary |
| model.safetensors | {bytes:,} bytes, float16; the config asks for float32 when loaded ({rest:,} bytes beside it) |
| sha256 of model.safetensors | `{digest}` |

## How often it is right

Measured on {record.date} on {record.device}, with the folder as stored (float16 weights, float32 arithmetic), on the
treebanks' own words in the sentences as they were written. A word that has no piece of its own ("not" of "cannot",
{test.unread} in EWT test) counts as wrong.

| set | UPOS | relation | without subtypes | both | of the best pair |
|---|---|---|---|---|---|
{rows}

"UPOS" and "relation" are the likeliest by the sums over pairs; "of the best pair" are UPOS and relation of the one
likeliest pair. "Without subtypes": `nsubj:pass` counts as `nsubj`. The mean probability of the UPOS given is
{test.meant:.4f} on EWT test, {other.meant:.4f} on GUM test. Epoch and temperature were chosen on EWT dev; nothing was
trained or chosen on the two test sets. No other tagger, such as spaCy's, was at hand to compare it with.

EWT test by part of speech, and what is taken for what most often:

| UPOS | right |
|---|---|
{tags}

| UPOS | taken for | words | of that part of speech |
|---|---|---|---|
{confused}

## How it was made

Of the encoder all-MiniLM-L6-v2 (Apache-2.0, 6 layers) the layers {layers} (counted from 0) were taken, of each of
these the {settings.inner} of 1,536 feed-forward units that weigh most (mean activation times the norm of what they
write), and the {settings.pieces:,} word pieces that the sentences use most. With a fresh head this was trained on the
12,544 sentences of EWT train for {settings.epochs} epochs, in {record.seconds:,} seconds; then the logits were divided
by {record.temperature}, at which the words of EWT dev are likeliest. `training.json` holds every setting. To make it
again:

    {command}

Versions: {versions}.

## Use and limits

Made for tagging corpora without a network, and for trying explanation methods on a small tagger that runs anywhere. It
knows the English of weblogs, newsgroups, e-mails, reviews and questions of before 2012; better parsers exist.

## Data and terms

- Trained on: Universal Dependencies English Web Treebank (EWT), CC BY-SA 4.0. Silveira, Dozat, de Marneffe, Bowman,
  Connor, Bauer and Manning: A Gold Standard Dependency Corpus for English, LREC 2014.
- Measured on alone: Universal Dependencies English GUM, CC BY-NC-SA 4.0. Zeldes: The GUM Corpus, Language Resources and
  Evaluation 51, 2017.
- Encoder: sentence-transformers/all-MiniLM-L6-v2, Apache-2.0.

SHA-256 of the data files:

{files}

The weights are licensed under Apache-2.0. No training text is included.
"""
