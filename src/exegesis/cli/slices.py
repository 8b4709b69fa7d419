"""`exegesis slices`: when a classifier succeeds and when it fails, on a file of rows with labels."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import one_method, settings_of, texts_of
from exegesis.cli.writing import STANDARD_OUTPUT, ResultFiles, tell
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.slices import SliceReport


def slices(
    data: o.Data[Path],
    model: o.Model[str] = "bundled:sentiment",
    beside: Annotated[
        str | None, o.option(o.TEXTS, "--beside", "A second model: where it is right and the first wrong.")
    ] = None,
    background: o.Background = None,
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    limit: o.Limit = None,
    skip_bad: o.SkipBad = False,
    slice_by: Annotated[
        list[str] | None,
        o.option(
            o.ASKED,
            "--slice-by",
            o.several("A kind of slices: label, answer, column, column:NAME, length, negation, tag or cluster."),
        ),
    ] = None,
    search_by: Annotated[
        list[str] | None,
        o.option(o.ASKED, "--search-by", o.several("A kind of slices that a search may use; else the usual ones.")),
    ] = None,
    slice: Annotated[
        list[str] | None,
        o.option(o.ASKED, "--slice", o.several("A slice of your own, such as 'word:not AND label:positive'.")),
    ] = None,
    explained: o.Explained = 200,
    terms: Annotated[int, o.option(o.METHOD, "--terms", "Terms of a slice that is searched for; 0: no search.")] = 3,
    fewest_rows: Annotated[
        int, o.option(o.METHOD, "--fewest-rows", "Rows that a slice needs to be searched for or tested.")
    ] = 20,
    method: o.Methods = None,
    samples: o.Samples[int | None] = None,
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    setting: o.Settings = None,
    journal: o.Journal = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
    plot: o.Plot = None,
    parquet: o.Parquet = None,
) -> None:
    """When a classifier succeeds and when it fails.

    Accuracy, calibration, slices of rows with more errors or fewer, found by themselves and tried on rows that the
    search did not see, and the words that speak for wrong answers. Rows of tables with --background.
    """
    files = ResultFiles(json_path, html, plot=plot)
    if str(parquet) == STANDARD_OUTPUT:
        raise InputError("Parquet is no text for standard output; give --parquet a file.")
    files.check(parquet, inputs=(data, background, journal))
    if not explained:
        for name, value in {"--method": method, "--samples": samples, "--set": setting, "--journal": journal}.items():
            if value is not None:
                raise InputError(f"{name} is for explanations, and --explained 0 makes none; leave it out.")
    with reading_model(model):
        from exegesis.core.parquet import arrow
        from exegesis.slices import slices as sliced

        if parquet is not None:
            arrow("writing")  # what is lacking is told before the work
        chosen = one_method(method, settings_of(setting, samples=samples), "run it again for another.")
        if background is None:
            given = _texts(model, data, text_column, label_column, limit, skip_bad)
        else:
            given = _table(model, data, background, label_column, limit)
        with progress_of("slices") as progress:
            found: SliceReport = sliced(
                given.pop("model"), given.pop("data"), chosen.method, seed, **given, by=slice_by, named=slice or (),
                search_by=search_by, other=beside, explained=explained, terms=terms, fewest=fewest_rows, keep=journal,
                progress=progress, **chosen.settings,
            )  # fmt: skip
    files.write("slices", found)
    if parquet is not None:
        found.to_parquet(parquet)
        tell(f"wrote {parquet}")


def _texts(
    model: str, data: Path, text_column: str, label_column: str | None, limit: int | None, skip_bad: bool
) -> dict[str, Any]:
    from exegesis import api
    from exegesis.data.truth import check_numbers

    read = texts_of(data, text_column, label_column, limit, skip_bad, others=True)
    loaded = api.load(model)
    column = label_column or "label"
    if read.labels is None:
        raise InputError(f"{data.name} has no labels to compare answers with; name their column by --label-column.")
    if (place := next((place for place, label in enumerate(read.labels) if label is None), None)) is not None:
        raise InputError(f"{read.places[place]} has no label in the column {column!r}; give it one, or take it out.")
    if loaded.gives_classes and loaded.kind == "single-label":
        check_numbers(loaded.labels, [label for label in read.labels if label], column)
    return {"model": loaded, "data": read.texts, "truths": read.labels, "columns": read.others or None}


def _table(model: str, data: Path, background: Path, label_column: str | None, limit: int | None) -> dict[str, Any]:
    from exegesis import api
    from exegesis.data.table_files import frame_of

    if label_column is None:
        raise InputError("name the column of the labels by --label-column.")
    frame, known = frame_of(data), frame_of(background)
    rows = frame_of(data, label_column)
    known = known.drop(columns=label_column) if label_column in known else known
    truths = frame[label_column].astype(str).tolist()
    return {"model": api.load(model, background=known), "data": rows[:limit], "truths": truths[:limit]}
