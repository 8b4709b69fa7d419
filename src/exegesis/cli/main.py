"""The command line: a thin face over `exegesis.api`. Imports nothing heavy until a command runs."""

import sys
import warnings
from typing import Annotated

import typer

from exegesis.cli.anchor import anchor
from exegesis.cli.ask import ask
from exegesis.cli.attack.app import app as attack
from exegesis.cli.audit.app import app as audit
from exegesis.cli.benchmark import benchmark
from exegesis.cli.compare import compare
from exegesis.cli.compare_qa import compare_qa
from exegesis.cli.confidence.app import app as confidence
from exegesis.cli.corpus.app import app as corpus
from exegesis.cli.correct.app import app as correct
from exegesis.cli.counterfactual import counterfactual
from exegesis.cli.dependence import dependence
from exegesis.cli.distill.app import app as distill
from exegesis.cli.edit import edit
from exegesis.cli.evaluate import evaluate, measures
from exegesis.cli.evaluate_qa import evaluate_qa, score_qa
from exegesis.cli.explain import explain
from exegesis.cli.grouping import grouped
from exegesis.cli.heads import heads
from exegesis.cli.intervene import intervene
from exegesis.cli.layers import layers
from exegesis.cli.look import look
from exegesis.cli.methods import methods
from exegesis.cli.models import models
from exegesis.cli.predict import predict
from exegesis.cli.schema import schema
from exegesis.cli.slices import slices
from exegesis.cli.summarise import pick, summarise
from exegesis.cli.surrogate import surrogate
from exegesis.cli.train import train
from exegesis.cli.trust.app import app as trust
from exegesis.cli.writing import tell
from exegesis.core.errors import ExegesisError
from exegesis.core.version import __version__

_INTERRUPTED = 130

app = grouped(
    {
        "Explain": (explain, edit, anchor, counterfactual, predict),
        "Questions over a context": (ask, compare_qa, evaluate_qa, score_qa),
        "Judge explanations": (evaluate, benchmark),
        "Judge a model": (slices, confidence, attack, audit),
        "Compare and imitate models": (compare, dependence, surrogate),
        "Sum up many texts": (summarise, pick),
        "Look inside a model": (look, layers, heads, intervene, corpus),
        "Act on explanations": (trust, correct),
        "Train, distil, export": (train, distill),
        "Look up": (methods, measures, models, schema),
    },
    name="exegesis",
    help="Why a transformer gave its answer, and whether to believe the explanation.",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def main(version: Annotated[bool, typer.Option("--version", help="Print the version and exit.")] = False) -> None:
    """Why a transformer gave its answer, and whether to believe the explanation."""
    if version:
        typer.echo(__version__)
        raise typer.Exit


def run() -> None:
    """The entry point: errors of ours become one line on standard error and an exit code."""
    warnings.showwarning = _show_warning
    try:
        app()
    except ExegesisError as error:
        tell(f"error: {error}")
        sys.exit(error.exit_code)
    except OSError as error:  # without a name it is of standard output; files are told where they are written
        place = "standard output" if error.filename is None else repr(str(error.filename))
        tell(f"error: cannot write to {place}: {error.strerror or error}.")
        sys.exit(1)
    except SystemExit as ending:
        if ending.code == _INTERRUPTED:  # typer ends quietly with this code on Ctrl-C
            tell(f"interrupted; {_left_behind(ending)}")
        raise


def _left_behind(ending: BaseException) -> str:
    """What the work that was interrupted says of itself."""
    cause: BaseException | None = ending
    while cause is not None and not (isinstance(cause, KeyboardInterrupt) and str(cause)):
        cause = cause.__cause__ or cause.__context__
    return "no half-written file is left behind." if cause is None else str(cause)


def _show_warning(message: Warning | str, category: type[Warning], *_: object, **__: object) -> None:
    from exegesis.core.errors import CodeWarning, LongWorkWarning, ModelWarning

    if issubclass(category, LongWorkWarning | ModelWarning | CodeWarning):
        tell(f"note: {message}")
