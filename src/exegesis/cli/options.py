"""The options and arguments that several commands share: each stands here once, with one meaning everywhere.

A command names the alias, and the type where it may be left out in some commands and not in others:
`def explain(model: Model[str] = "bundled:sentiment", methods: Methods = None, ...)`.
"""

from pathlib import Path
from typing import Annotated, Any, TypeAlias, TypeVar

import typer

from exegesis.core.errors import unknown

MODEL = "bundled:NAME, a folder, a hub id, or MODULE:NAME of Python code, which is run (see `exegesis models`)"

T = TypeVar("T")

# The boxes in which the help of a command shows its options.
TEXTS, ASKED, METHOD, WRITTEN = "Texts and models", "What is explained", "How", "What is written"
TRAINED = "Training"


def several(help: str) -> str:
    """The help of an option that may be given more than once."""
    return f"{help.removesuffix('.')}; may be repeated."


def method_names(incomplete: str) -> list[str]:
    """The methods whose names begin so, for completion."""
    from exegesis.explainers.table import METHODS

    return [name for name in ("auto", *METHODS) if name.startswith(incomplete)]


def measure_names(incomplete: str) -> list[str]:
    """The measures whose names begin so, for completion."""
    from exegesis.metrics.table import METRICS

    return [name for name in ("all", *METRICS) if name.startswith(incomplete)]


def option(panel: str | None, name: str, help: str, *names: str, **more: Any) -> Any:
    """An option with its box; a command's own stand in the command."""
    return typer.Option(name, *names, help=help, rich_help_panel=panel, **more)


_UNITS = ("word", "token", "sentence")
_UNITS_OF_IMAGES = ("slic", "quickshift", "felzenszwalb", "grid")
_UNITS_OF_SERIES = ("equal", "changes")
_UNITS_OF_SOUNDS = ("tiles", "stretches", "bands")
_UNITS_OF_ANY = (*_UNITS, *_UNITS_OF_IMAGES, *_UNITS_OF_SERIES, *_UNITS_OF_SOUNDS)


def _known_unit(unit: str | None) -> str | None:
    """A unit by its name; in Python it may also be a function, which a command line cannot be given."""
    if unit not in (None, *_UNITS):
        raise unknown("unit", unit, _UNITS)
    return unit


def _known_unit_of_any(unit: str | None) -> str | None:
    """The same where what is no text is explained too."""
    if unit not in (None, *_UNITS_OF_ANY):
        raise unknown("unit", unit, _UNITS_OF_ANY)
    return unit


# -- texts and models -------------------------------------------------------------------------------------------------

Text: TypeAlias = Annotated[str | None, typer.Argument(help="The text; '-' or nothing reads standard input.")]
SeveralTexts: TypeAlias = Annotated[
    list[str] | None, typer.Argument(help="The text, or several; '-' or nothing reads standard input.")
]
File: TypeAlias = Annotated[Path | None, option(TEXTS, "--file", "Read the text from this file (UTF-8).")]
Pair: TypeAlias = Annotated[str | None, option(TEXTS, "--pair", "A second text, for models that read two together.")]
ContextQuestion: TypeAlias = Annotated[
    str | None, option(TEXTS, "--question", "A question, of which TEXT is the context.")
]
_HIDE = "Hide this word (word:2, its second) from a masked language model."
_MASKED = "Hide this word (word:2, its second) behind the mask token of a model that has one."
Hide: TypeAlias = Annotated[str | None, option(TEXTS, "--hide", _HIDE)]
Hides: TypeAlias = Annotated[list[str] | None, option(TEXTS, "--hide", several(_MASKED))]
Matches: TypeAlias = Annotated[
    Path | None, option(TEXTS, "--matches", "What `exegesis corpus search --json` wrote to this file.")
]
Image: TypeAlias = Annotated[
    Path | None,
    option(
        TEXTS,
        "--image",
        "An image file instead of a text; --model: a folder, or a function of PIL images (module:name).",
    ),
]
TableRow: TypeAlias = Annotated[
    str | None,
    option(TEXTS, "--row", "A row of a table instead of a text, as 'age=39,job=cook'; with --background."),
]
RowId: TypeAlias = Annotated[
    int | None, option(TEXTS, "--row-id", "Of --data, rows of a table: the one that is explained, from 1.")
]
Background: TypeAlias = Annotated[
    Path | None,
    option(TEXTS, "--background", "Rows like those that a model of tables was trained on: .csv, .tsv or .parquet."),
]

SeriesFile: TypeAlias = Annotated[
    Path | None,
    option(
        TEXTS,
        "--series",
        "A file of a time series: a row for each step, a column for each channel; --model: module:name of a function.",
    ),
]
Channels: TypeAlias = Annotated[
    list[str] | None, option(TEXTS, "--channel", several("A column of --series; all where none is named."))
]
Sound: TypeAlias = Annotated[
    Path | None,
    option(TEXTS, "--sound", "A sound file instead of a text; --model: a function of sounds (module:name)."),
]
Rate: TypeAlias = Annotated[
    int | None, option(TEXTS, "--rate", "Samples a second that the function of sounds takes, 16000, say.")
]

_TEXT = "A text, instead of --data."
OneText: TypeAlias = Annotated[str | None, option(TEXTS, "--text", _TEXT)]
ManyTexts: TypeAlias = Annotated[list[str] | None, option(TEXTS, "--text", several(_TEXT))]

_DATA = "Texts, or rows with them: .txt (one a line), .csv, .tsv, .jsonl, .parquet, or one of these and .gz."
Data: TypeAlias = Annotated[T, option(TEXTS, "--data", _DATA)]
ManyData: TypeAlias = Annotated[T, option(TEXTS, "--data", several(_DATA))]
DataArgument: TypeAlias = Annotated[Path, typer.Argument(help=_DATA)]

TextColumn: TypeAlias = Annotated[T, option(TEXTS, "--text-column", "The column of the text.")]
LabelColumn: TypeAlias = Annotated[T, option(TEXTS, "--label-column", "The column of the label: what is true.")]
PairColumn: TypeAlias = Annotated[
    str | None, option(TEXTS, "--pair-column", "The column of the second text, for pairs.")
]
WordsColumn: TypeAlias = Annotated[str | None, option(TEXTS, "--words-column", "The column of the words, for tags.")]
TagsColumn: TypeAlias = Annotated[str | None, option(TEXTS, "--tags-column", "The column of the tags.")]
Limit: TypeAlias = Annotated[
    int | None, option(TEXTS, "--limit", "Only the first so many rows or questions of each file.")
]
SkipBad: TypeAlias = Annotated[bool, option(TEXTS, "--skip-bad", "Leave bad rows out, and say how many.")]
Squad: TypeAlias = Annotated[Path, typer.Argument(help="A file in SQuAD's format (JSON, or JSON packed by gzip).")]
Explanations: TypeAlias = Annotated[
    Path, typer.Argument(help="What `exegesis explain --json` wrote: of one text, or lines of many.")
]
WrongOnly: TypeAlias = Annotated[
    bool, option(TEXTS, "--wrong-only", "Only texts whose answer is not the truth that the file keeps.")
]

Model: TypeAlias = Annotated[T, option(TEXTS, "--model", f"{MODEL}.")]
Models: TypeAlias = Annotated[T, option(TEXTS, "--model", several(MODEL))]
ModelArgument: TypeAlias = Annotated[str, typer.Argument(help=f"{MODEL}.")]
ModelArguments: TypeAlias = Annotated[list[str], typer.Argument(help=f"{MODEL}; one after another.")]
TrustPickle: TypeAlias = Annotated[
    Path | None,
    option(
        TEXTS,
        "--trust-pickle",
        "Instead of --model: a pickled scikit-learn pipeline. Reading it runs whatever code it holds.",
    ),
]

# -- what is explained ------------------------------------------------------------------------------------------------

_TARGET = "A label or a word, or its number; 'predicted' for what the model answers."
Target: TypeAlias = Annotated[str | None, option(ASKED, "--target", _TARGET)]
Targets: TypeAlias = Annotated[list[str] | None, option(ASKED, "--target", several(_TARGET))]
Versus: TypeAlias = Annotated[
    str | None, option(ASKED, "--versus", "Why this and not that: a target to set it against.")
]
At: TypeAlias = Annotated[str | None, option(ASKED, "--at", "The word whose tag is explained, for taggers.")]
Output: TypeAlias = Annotated[
    str | None, option(ASKED, "--output", "Unit of the number: probability, log-odds, log-probability or logit.")
]
Unit: TypeAlias = Annotated[
    T, option(ASKED, "--unit", "What gets a score: word, token or sentence.", callback=_known_unit)
]
UnitOfAny: TypeAlias = Annotated[
    T,
    option(
        ASKED,
        "--unit",
        f"What gets a score: word, token or sentence; of an image {', '.join(_UNITS_OF_IMAGES[:-1])} or grid; of a "
        "series equal or changes; of a sound tiles, stretches or bands.",
        callback=_known_unit_of_any,
    ),
]
Phrases: TypeAlias = Annotated[
    list[str] | None, option(ASKED, "--phrase", several("A phrase that is one unit, wherever it stands."))
]
Layer: TypeAlias = Annotated[
    int | None, option(ASKED, "--layer", "The layer, counted from 1; of a corpus 0 is the embeddings.")
]
Window: TypeAlias = Annotated[
    int, option(ASKED, "--window", "Of a text that is read in several stretches the one to look at, from 1.")
]
TopK: TypeAlias = Annotated[int, option(ASKED, "--top-k", "How many of the likeliest answers are given.")]
Explained: TypeAlias = Annotated[
    int, option(ASKED, "--explained", "How many texts or questions are explained; 0: none.")
]
Words: TypeAlias = Annotated[int, option(ASKED, "--words", "How many words are shown, the strongest first.")]
Features: TypeAlias = Annotated[T, option(ASKED, "--features", "At most so many words in an explanation.")]
Count: TypeAlias = Annotated[int, option(ASKED, "--count", "How many texts are shown.")]
Random: TypeAlias = Annotated[bool, option(ASKED, "--random", "Draw the texts, instead of SP-LIME's pick.")]

# -- how --------------------------------------------------------------------------------------------------------------

Methods: TypeAlias = Annotated[
    list[str] | None,
    option(
        METHOD,
        "--method",
        several("A method (see `exegesis methods`), or with settings of its own NAME:SETTING=VALUE."),
        autocompletion=method_names,
    ),
]
Samples: TypeAlias = Annotated[T, option(METHOD, "--samples", "Samples or evaluations, for methods that take them.")]
Seed: TypeAlias = Annotated[T, option(METHOD, "--seed", "Same seed, same answer.")]
Settings: TypeAlias = Annotated[list[str] | None, option(METHOD, "--set", several("Another setting, as NAME=VALUE."))]
Check: TypeAlias = Annotated[
    bool, option(METHOD, "--check", "Try other seeds, another baseline and random orders, and say the verdict.")
]
Measures: TypeAlias = Annotated[
    list[str] | None,
    option(METHOD, "--measure", several("A measure (see `exegesis measures`)."), autocompletion=measure_names),
]
MeasureSettings: TypeAlias = Annotated[
    list[str] | None, option(METHOD, "--measure-set", several("A measure's setting, as MEASURE.NAME=VALUE."))
]
Removal: TypeAlias = Annotated[
    str, option(METHOD, "--removal", "How measures remove units: auto, mask, delete or pad.")
]
Proposer: TypeAlias = Annotated[
    str | None,
    option(METHOD, "--proposer", "A masked language model that proposes words in their context: bundled:masked-words."),
]
InWords: TypeAlias = Annotated[
    bool, option(WRITTEN, "--in-words", "Also say it in plain sentences, each tried on the model before.")
]
BatchTokens: TypeAlias = Annotated[int | None, option(METHOD, "--batch-tokens", "Padded tokens in a batch.")]


def _fix_threads(count: int | None) -> int | None:
    """For all models of this process: a command may load several, in many places."""
    from exegesis.adapters.threads import fix

    fix(count)
    return count


Threads: TypeAlias = Annotated[
    int | None,
    option(METHOD, "--threads", "Threads of every pass; else as many as turn out fastest.", callback=_fix_threads),
]
TimingRounds: TypeAlias = Annotated[
    int, option(METHOD, "--timing-rounds", "How often the texts are gone through for the times; 0: no times.")
]
StopAfter: TypeAlias = Annotated[
    float | None, option(METHOD, "--stop-after", "Stop after so many seconds, to go on another time.")
]
DryRun: TypeAlias = Annotated[bool, option(METHOD, "--dry-run", "Tell the plan and how long it will take; do nothing.")]
Journal: TypeAlias = Annotated[
    Path | None, option(WRITTEN, "--journal", "Keep what is done in this file; the same command goes on with it.")
]
Resume: TypeAlias = Annotated[bool, option(METHOD, "--resume", "Go on with the run that was ended before its end.")]

# -- what is written --------------------------------------------------------------------------------------------------

Json: TypeAlias = Annotated[T, option(WRITTEN, "--json", "Write JSON to this file; '-' prints it.")]
Html: TypeAlias = Annotated[Path | None, option(WRITTEN, "--html", "Write a self-contained HTML page to this file.")]
Plot: TypeAlias = Annotated[Path | None, option(WRITTEN, "--plot", "Draw a picture in this file (.png, .svg, .pdf).")]
Markdown: TypeAlias = Annotated[
    str | None, option(WRITTEN, "--markdown", "Write Markdown to this file; '-' prints it.")
]
Csv: TypeAlias = Annotated[str | None, option(WRITTEN, "--csv", "Write a table as CSV to this file; '-' prints it.")]
Parquet: TypeAlias = Annotated[Path | None, option(WRITTEN, "--parquet", "Write a table as Parquet to this file.")]
Out: TypeAlias = Annotated[T, option(WRITTEN, "--out", "The folder of the results.")]
Verbose: TypeAlias = Annotated[
    bool, option(WRITTEN, "--verbose", "Print the whole text, all outputs, every figure and setting.", "-v")
]

# -- training ---------------------------------------------------------------------------------------------------------

Config: TypeAlias = Annotated[Path | None, option(TRAINED, "--config", "A TOML file; options take its values' place.")]
_TEACHER = "A trained model to learn from: bundled:NAME, a folder, or a hub id."
Teacher: TypeAlias = Annotated[str | None, option(TEXTS, "--teacher", _TEACHER)]
Teachers: TypeAlias = Annotated[list[str] | None, option(TEXTS, "--teacher", several(_TEACHER))]
Student: TypeAlias = Annotated[
    str | None,
    typer.Argument(help="The student: bundled:NAME, a folder, or a hub id; with --layers none: the teacher's."),
]
_HELD_OUT = "Texts that nothing is learned from, to measure on."
HeldOut: TypeAlias = Annotated[Path | None, option(TEXTS, "--held-out", _HELD_OUT)]
ManyHeldOut: TypeAlias = Annotated[list[Path] | None, option(TEXTS, "--held-out", several(_HELD_OUT))]
Dev: TypeAlias = Annotated[
    list[Path] | None, option(TEXTS, "--dev", several("Rows to measure on while it is trained."))
]
Task: TypeAlias = Annotated[
    str | None,
    option(TEXTS, "--task", "The model's head: classification, question-answering, token-classification..."),
]
Layers: TypeAlias = Annotated[
    str | None,
    option(TRAINED, "--layers", "Layers of the teacher (or STUDENT) that stay: 0,2,4; or how many, spread: 3."),
]
Pieces: TypeAlias = Annotated[int | None, option(TRAINED, "--pieces", "Cut a WordPiece vocabulary to so many pieces.")]
Every: TypeAlias = Annotated[
    int | None, option(TRAINED, "--every", "Steps between checkpoints, and looks at the held-out figures.")
]
Patience: TypeAlias = Annotated[
    int | None, option(TRAINED, "--patience", "Stop after so many looks without a better one.")
]
Device: TypeAlias = Annotated[str | None, option(TRAINED, "--device", "auto, cpu, cuda.")]
Logs: TypeAlias = Annotated[
    list[str] | None, option(TRAINED, "--log", several("mlflow, tensorboard: beside metrics.jsonl."))
]
