"""How a command names its model: the same words for every command."""

from pathlib import Path
from typing import Annotated, TypeVar

import typer

from exegesis.core.errors import InputError

MODEL = "bundled:NAME, a folder, a hub id, or MODULE:NAME of Python code, which is run (see `exegesis models`)"
TrustPickle = Annotated[
    Path | None,
    typer.Option(help="Instead of --model: a pickled scikit-learn pipeline. Reading it runs whatever code it holds."),
]


Named = TypeVar("Named", str, str | None)


def chosen(context: typer.Context, model: Named, trust_pickle: Path | None) -> Named:
    """The model named by --model, or the pickle that is trusted by name; `InputError` for both."""
    if trust_pickle is None:
        return model
    source = context.get_parameter_source("model")
    if source is not None and source.name == "COMMANDLINE":
        raise InputError("give --model or --trust-pickle, not both.")
    from exegesis.adapters.pipeline_files import TRUSTED

    return f"{TRUSTED}{trust_pickle}"
