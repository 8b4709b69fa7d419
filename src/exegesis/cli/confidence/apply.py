"""`exegesis confidence apply`: which of the answers to new rows are given."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.confidence.labelled import labelled
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.writing import ResultFiles, as_csv, to_standard_output, write
from exegesis.core.errors import InputError


def apply(
    confidence: Annotated[Path, typer.Argument(help="What `exegesis confidence fit --json` wrote.")],
    data: o.Data[Path | None] = None,
    model: o.Model[str | None] = None,
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    limit: o.Limit = None,
    any_model: Annotated[
        bool, o.option(o.ASKED, "--any-model", "Take another model than the one fitted on; nothing is guaranteed.")
    ] = False,
    threads: o.Threads = None,
    journal: o.Journal = None,
    json_path: o.Json[str | None] = None,
    csv: o.Csv = None,
) -> None:
    """Which answers to new rows are given, and which are not.

    Each row's answer with its confidence, and whether it is above the threshold. It is said which signals, lengths or
    words have moved since the fit: then what was guaranteed need not hold. With labels, what came of it.
    """
    if data is None:
        raise InputError("give --data FILE: the rows to answer.")
    files = ResultFiles(json_path)
    files.check(csv, journal, inputs=(confidence, data))
    rows = labelled(data, text_column, label_column, limit)
    from exegesis.core.text_files import opened_text

    with opened_text(confidence) as file:
        written = file.read()
    from exegesis.confidence import ConfidenceFit
    from exegesis.confidence import apply as applied

    fitted = ConfidenceFit.from_json(written)
    source = model or ("" if fitted.fingerprint is None else fitted.fingerprint.model)
    with reading_model(source), progress_of("confidence") as progress:
        found = applied(
            fitted, source, rows.inputs, rows.ids, truths=rows.truths if rows.are_known else None,
            any_model=any_model, journal=journal, progress=progress,
        )  # fmt: skip
    files.write("selection", found, is_quiet=to_standard_output(csv))
    if csv is not None:
        write(csv, as_csv(found.table()))
