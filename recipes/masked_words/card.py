"""The model card and the training record of the bundled masked language model, from measured figures only."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from exegesis.core.files import folder_bytes, sha256
from exegesis.distillation.card import command_of, store, versions_in_words
from recipes.masked_words.measuring import SHARE, Measured
from recipes.masked_words.settings import MaskedWords

NAME = "exegesis-masked-words"
PROGRAM = "python -m recipes.masked_words"
SETS = {
    "wikitext2_test": "WikiText-2 test",
    "held_out_books": "two novels held out of the books",
}


@dataclass(frozen=True)
class Record:
    """What the card says; `figures` by set (a key of `SETS`) and by what was hidden ("pieces", "words")."""

    settings: MaskedWords
    seed: int
    parameters: int
    training_pieces: int  # of the training text, each counted once
    unknown: float  # share of the test's pieces that are [UNK]
    figures: Mapping[str, Mapping[str, Measured]]
    device: str
    date: str
    data: Mapping[str, str]  # SHA-256 by file name


def command(record: Record) -> str:
    """The command line that makes the model again."""
    return command_of(PROGRAM, record.seed, asdict(record.settings), asdict(MaskedWords()))


def write_record(record: Record, folder: Path) -> None:
    """training.json and README.md in the model's folder."""
    facts = {
        "name": NAME,
        "seed": record.seed,
        "settings": asdict(record.settings),
        "command": command(record),
        "parameters": record.parameters,
        "pieces": record.settings.pieces,
        "training_pieces": record.training_pieces,
        "unknown_in_wikitext2_test": record.unknown,
        "hidden_share": SHARE,
        "figures": {name: {by: asdict(one) for by, one in kinds.items()} for name, kinds in record.figures.items()},
        "data_sha256": record.data,
        "device": record.device,
        "date": record.date,
    }
    store(folder, facts, render(record, folder))


def render(record: Record, folder: Path) -> str:
    """The card: YAML front matter and Markdown, without paths or hosts of the machine that made it."""
    test = record.figures["wikitext2_test"]
    return _CARD.format(
        record=record,
        settings=record.settings,
        name=NAME,
        command=command(record),
        layers=", ".join(map(str, record.settings.layers)),
        depth=len(record.settings.layers),
        rows="\n".join(_row(SETS[name], kinds) for name, kinds in record.figures.items()),
        one=test["pieces"],
        whole=test["words"],
        bytes=(folder / "model.safetensors").stat().st_size,
        tokenizer_bytes=folder_bytes(folder) - (folder / "model.safetensors").stat().st_size,
        digest=sha256(folder / "model.safetensors"),
        files="\n".join(f"- `{file}` `{digest}`" for file, digest in record.data.items()),
        versions=versions_in_words(),
    )


def _row(name: str, kinds: Mapping[str, Measured]) -> str:
    return "\n".join(
        f"| {name} | {by} | {one.pieces:,} | {one.accuracy:.4f} | {one.top5:.4f} | {one.perplexity:.2f} | "
        f"{f'{one.words_right:.4f}' if by == 'words' else '-'} | {one.floor:.4f} |"
        for by, one in kinds.items()
    )


_CARD = """---
license: apache-2.0
language: en
library_name: transformers
pipeline_tag: fill-mask
tags: [masked-lm, exegesis]
base_model: sentence-transformers/all-MiniLM-L6-v2
model-index:
- name: {name}
  results:
  - task: {{type: fill-mask}}
    dataset: {{type: wikitext, name: "WikiText-2 test, 15% of the pieces masked"}}
    metrics: [{{type: accuracy, value: {one.accuracy:.4f}}}, {{type: perplexity, value: {one.perplexity:.2f}}}]
---

# {name}

A small masked language model of English: a BERT of {depth} layers of 384, whose body comes from a sentence encoder and
whose guesses were trained afresh on novels, film reviews and encyclopedia paragraphs.

English, lower-cased by the tokenizer, at most 512 pieces a text (trained on blocks of {settings.max_length}).

| | |
|---|---|
| parameters | {record.parameters:,} |
| vocabulary | {settings.pieces:,} pieces; every single character of the encoder's vocabulary is kept |
| model.safetensors | {bytes:,} bytes, float16; the config asks for float32 when loaded |
| sha256 of model.safetensors | `{digest}` |

## Guesses

Measured on {record.date} on {record.device}, with the folder as stored (float16 weights, float32 arithmetic), on blocks
of consecutive lines or sentences of one document, up to {settings.max_length} pieces each. Of the pieces 15% are
hidden, or of the words 15% (every piece of them); all of these are shown as `[MASK]`, in one seeded draw. A word is a
piece and the continuations (`##`) after it. Special pieces and `[UNK]` are never hidden.

| set | hidden | pieces | top-1 | top-5 | perplexity | words right | always the most frequent piece |
|---|---|---|---|---|---|---|---|
{rows}

"Top-1", "top-5" and "perplexity" (exp of the mean of -log p) are over hidden pieces; "words right" is the share of
hidden words of which every piece is guessed. The last column is the top-1 of always guessing the piece that is most
frequent in the training text.

Of the hidden pieces of the WikiText-2 test {one.continuations:.1%} go on with a word when pieces are hidden, and
{whole.continuations:.1%} when words are; the small vocabulary cuts many words, and the rest of a word gives much away.
At pieces that are a whole word by themselves top-1 is {one.accuracy_one_piece:.4f}. These figures are per piece of this
vocabulary, so they cannot be compared with those of models with other vocabularies.

WikiText-2 is read without its headings and its tokenisation marks (` @-@ ` and the like); its `<unk>`, here
{record.unknown:.1%} of the pieces, is shown as `[UNK]`. On the novels nothing was trained, but progress was watched.

## How it was made

From the encoder all-MiniLM-L6-v2 (Apache-2.0, 6 layers) the layers {layers} (counted from 0), the positions and the
rows of {settings.pieces:,} word pieces were taken, the pieces chosen by their use in the training text. BERT's head for
masked words was put on top, its output tied to the word embeddings, its bias started from the pieces' frequencies. The
model was then trained on {record.training_pieces:,} pieces of text: {settings.masked:.0%} of them asked for, drawn
afresh each time, of which 80% were shown as `[MASK]`, 10% as another piece, 10% as they are; in
{settings.whole_words:.0%} of the blocks whole words were asked for. Epochs: {settings.epochs} of all, then
{settings.closing} of the encyclopedic text (SQuAD paragraphs, WikiText-2 valid) alone. `training.json` holds every
setting. To make it again:

    {command}

Versions: {versions}.

## Use and limits

Made for trying, teaching and testing explanation methods on a small masked language model that runs anywhere, and for
proposing words in their place. It is far weaker than BERT: it has seen a few million words, knows few facts, and often
guesses what is frequent. Rare words and names are cut into many pieces, of which it seldom guesses all. It knows the
English of novels of 1813 to 1919, of film reviews before 2011 and of Wikipedia, and repeats whatever biases these and
the encoder's training text have, about sex and origin among others. Do not use it to judge people.

## Data and terms

- Novels: Project Gutenberg, public domain in the USA.
- WikiText-2: Merity et al., Pointer Sentinel Mixture Models, ICLR 2017. CC BY-SA 3.0. The valid part was trained on,
  the test part only measured on.
- IMDb: Maas et al., Learning Word Vectors for Sentiment Analysis, ACL 2011. Free for research.
- SQuAD v1.1: Rajpurkar et al., SQuAD: 100,000+ Questions for Machine Comprehension of Text, EMNLP 2016. CC BY-SA 4.0.
  Paragraphs of a part of its train file.
- Encoder: sentence-transformers/all-MiniLM-L6-v2, Apache-2.0.

SHA-256 of the files:

{files}

The weights are licensed under Apache-2.0. No training text is included.
"""
