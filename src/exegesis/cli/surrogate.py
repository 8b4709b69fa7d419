"""`exegesis surrogate`: a readable model that stands in for another, over a file of texts or around one text."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exegesis.cli.models import MODEL
from exegesis.cli.progress import progress_of
from exegesis.cli.reading import settings_of
from exegesis.cli.writing import as_json, check_picture, check_places, tell, to_standard_output, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.core.texts import Texts


def surrogate(
    model: Annotated[str, typer.Argument(help=MODEL + ".")],
    data: Annotated[
        Path | None, typer.Option(help="Texts: .txt (one a line), .csv, .tsv, .jsonl, .parquet (or .gz).")
    ] = None,
    text: Annotated[str | None, typer.Option(help="One text instead, for a surrogate around it.")] = None,
    family: Annotated[str, typer.Option(help="linear or tree.")] = "linear",
    features: Annotated[int | None, typer.Option(help="Linear: use at most so many words (usually 10).")] = None,
    max_depth: Annotated[int | None, typer.Option(help="Tree: ask at most so many questions (usually 3).")] = None,
    target: Annotated[
        str | None,
        typer.Option(help="The label to imitate; usually the second of two, of --text the predicted."),
    ] = None,
    output: Annotated[str | None, typer.Option(help="Unit of the number: probability or logit.")] = None,
    text_column: Annotated[str, typer.Option(help="The column of the text.")] = "text",
    label_column: Annotated[
        str | None, typer.Option(help="The column of the label; 'label' is taken where there is one.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first so many rows.")] = None,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave bad rows out, and say how many.")] = False,
    tolerance: Annotated[
        float | None, typer.Option(help="Choose the smallest size within so much R² of the best, not the cap.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same surrogate.")] = 0,
    setting: Annotated[
        list[str] | None,
        typer.Option("--set", help="Another setting, as NAME=VALUE (samples, ngrams, copies, held_out...)."),
    ] = None,
    json_path: Annotated[str | None, typer.Option("--json", help="Write JSON to this file; '-' prints it.")] = None,
    html: Annotated[Path | None, typer.Option(help="Write a self-contained HTML report to this file.")] = None,
    plot: Annotated[Path | None, typer.Option(help="Write a picture (.png, .svg, .pdf) to this file.")] = None,
) -> None:
    """Stand a sparse linear model or a shallow tree in for MODEL, and tell how closely it follows."""
    from exegesis import api
    from exegesis.data.renderers import renderer
    from exegesis.surrogates.front import surrogate as make

    if (data is None) == (text is None):
        raise InputError("give --data FILE for a surrogate over its texts, or --text TEXT for one around a text.")
    check_places(json_path, html, plot, inputs=(data,))
    check_picture(plot)
    named = {"features": features, "max_depth": max_depth, "tolerance": tolerance}
    settings = {name: value for name, value in named.items() if value is not None} | settings_of(setting)
    _check_family(family, features, max_depth)
    given = None if data is None else _texts(data, text_column, label_column, limit, skip_bad)
    loaded = api.load(model)
    common: dict[str, Any] = {"family": family, "target": target, "output": output, "seed": seed, **settings}
    with progress_of("surrogate") as progress:
        if given is None:
            made = make(loaded, text or "", progress=progress, **common)
        else:
            _check_labels(given, loaded)
            made = make(loaded, given.texts, truths=given.labels, progress=progress, **common)
    if not to_standard_output(json_path, html):
        renderer("surrogate terminal")(made)
    if json_path is not None:
        write(json_path, as_json(made.to_dict()))
    if html is not None:
        write(html, renderer("surrogate html")(made))
    if plot is not None:
        write(plot, renderer("surrogate picture")(made, plot.suffix))


def _check_family(family: str, features: int | None, max_depth: int | None) -> None:
    """A cap of the other family is a slip, not to be dropped silently."""
    if family == "tree" and features is not None:
        raise InputError("--features caps linear surrogates; a tree is capped by --max-depth.")
    if family == "linear" and max_depth is not None:
        raise InputError("--max-depth caps trees; a linear surrogate is capped by --features.")


def _texts(data: Path, text: str, label: str | None, limit: int | None, skip_bad: bool) -> "Texts":
    from exegesis.core.texts import Columns, read_texts

    found = read_texts(data, Columns(text, label), limit, skip_bad)
    if found.skipped:
        tell(f"left out {found.skipped} bad row{'' if found.skipped == 1 else 's'} of {data.name}")
    return found


def _check_labels(given: "Texts", model: Any) -> None:
    """A label that the model does not have is named by its line, before the work."""
    from exegesis.surrogates.texts import truth_of

    if given.labels is not None and model.kind != "regression":
        truth_of(given.labels, model, 0, given.places)
