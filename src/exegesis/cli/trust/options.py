"""The options that the commands of `exegesis trust` share, beside those of every command."""

from pathlib import Path
from typing import Annotated, Any, TypeAlias, TypeVar

import typer

from exegesis.cli import options as o

T = TypeVar("T")


def _how(name: str, help: str, **more: Any) -> Any:
    return o.option(o.METHOD, name, help, **more)


def _texts(name: str, help: str) -> Any:
    return o.option(o.TEXTS, name, help)


def method_names(incomplete: str) -> list[str]:
    """The explainers of the experiments whose names begin so, for completion."""
    from exegesis.trust.simulated.table import METHODS

    return [name for name in METHODS if name.startswith(incomplete)]


# -- of the simulated users -------------------------------------------------------------------------------------------

SimulatedMethods: TypeAlias = Annotated[
    list[str] | None,
    _how("--method", o.several("An explainer of the paper, such as lime; usually all."), autocompletion=method_names),
]
Form: TypeAlias = Annotated[
    str, _how("--form", "As the paper describes it (paper), as its published code does it (code), or both.")
]
Tokens: TypeAlias = Annotated[str, _texts("--tokens", "Of word counts: code (as the paper's code has them) or clean.")]
Splits: TypeAlias = Annotated[int, _how("--splits", "How many times the documents are split anew.")]
Rounds: TypeAlias = Annotated[int, _how("--rounds", "Rounds of the experiment.")]
Trees: TypeAlias = Annotated[int, _how("--trees", "Trees of a forest.")]
Published: TypeAlias = Annotated[
    str | None,
    _texts("--published", "The data are the paper's: books or dvd. Its figures are shown beside these."),
]

# -- of people who act ------------------------------------------------------------------------------------------------

Folder: TypeAlias = Annotated[Path, typer.Argument(help="The project's folder; made when it is not there.")]
Who: TypeAlias = Annotated[
    str | None, typer.Option("--who", help="Your name beside what you do; your login name if not given.")
]
Why: TypeAlias = Annotated[str, typer.Option("--why", help="The reason, kept beside it.")]

# -- of simulated people who act --------------------------------------------------------------------------------------

SplitColumn: TypeAlias = Annotated[
    str, _texts("--split-column", "The column that tells training texts from test texts.")
]
TrainPart: TypeAlias = Annotated[str, _texts("--train-part", "What stands there for training texts.")]
TestPart: TypeAlias = Annotated[str, _texts("--test-part", "What stands there for test texts.")]
StripLines: TypeAlias = Annotated[
    str | None,
    _texts(
        "--strip-lines",
        "A regular expression: lines with it are no part of what a text says. Else: a post's headers.",
    ),
]
ArtefactShare: TypeAlias = Annotated[
    float,
    _how("--artefact-share", "A word is an artefact when so large a share of its texts has it only in such lines."),
]
Pool: TypeAlias = Annotated[int, _how("--pool", "Texts explained, among which SP-LIME picks.")]
Knows: TypeAlias = Annotated[float, _how("--p", "Chance that the person marks an artefact word.")]
Errs: TypeAlias = Annotated[float, _how("--q", "Chance that the person marks another word, by mistake.")]
Runs: TypeAlias = Annotated[int, _how("--runs", "People simulated under each condition.")]
