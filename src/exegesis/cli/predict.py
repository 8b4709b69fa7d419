"""`exegesis predict`: what a model answers, with probabilities."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli.inputs import input_of
from exegesis.cli.models import MODEL, TrustPickle, chosen
from exegesis.cli.reading import text_of


def predict(
    context: typer.Context,
    text: Annotated[str | None, typer.Argument(help="The text; '-' or nothing reads standard input.")] = None,
    file: Annotated[Path | None, typer.Option(help="Read the text from this file (UTF-8).")] = None,
    model: Annotated[str, typer.Option(help=MODEL + ".")] = "bundled:sentiment",
    pair: Annotated[str | None, typer.Option(help="A second text, for models that read two together.")] = None,
    hide: Annotated[
        str | None, typer.Option(help="Hide this word (word:2, its second) from a masked language model.")
    ] = None,
    top_k: Annotated[int, typer.Option(help="How many of the likeliest words to show.")] = 5,
    trust_pickle: TrustPickle = None,
    json_path: Annotated[str | None, typer.Option("--json", help="Write JSON to this file; '-' prints it.")] = None,
) -> None:
    """Say what a model answers: labels, hidden words, the next word, or tags. For questions use `exegesis ask`."""
    from exegesis import api
    from exegesis.cli.writing import as_json, check_places, to_standard_output, write
    from exegesis.data.renderers import renderer

    words = text_of(text, file)
    check_places(json_path, inputs=(file,))
    found = api.predict(chosen(context, model, trust_pickle), input_of(words, pair, hide), top_k)
    if not to_standard_output(json_path):
        renderer("predictions")(found, words)
    write(json_path, as_json([one.to_dict() for one in found]))
