"""`exegesis audit`: a report on a model and a file of rows, for people who must decide whether to use it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import settings_of
from exegesis.cli.writing import check_places, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.reports.audit.redaction import Redaction

_FILES = ("report.html", "report.md", "report.json")
_JOURNAL = "journal.jsonl"


def report(
    context: typer.Context,
    model: o.Model[str] = "bundled:sentiment",
    data: o.Data[Path | None] = None,
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    limit: o.Limit = None,
    skip_bad: o.SkipBad = False,
    fairness_column: Annotated[
        str | None, o.option(o.TEXTS, "--fairness-column", "The column whose groups are compared.")
    ] = None,
    favourable: Annotated[
        str | None,
        o.option(o.TEXTS, "--favourable", "The class that groups are compared by; else the last."),
    ] = None,
    before: Annotated[
        Path | None, o.option(o.TEXTS, "--before", "An earlier report (its folder or its JSON), to say what moved.")
    ] = None,
    explained: o.Explained = 60,
    examples: Annotated[
        int, o.option(o.ASKED, "--shown", "So many explained texts are shown, and as many of the surest mistakes.")
    ] = 4,
    only: Annotated[list[str] | None, o.option(o.ASKED, "--only", o.several("Only this section."))] = None,
    method: o.Methods = None,
    samples: o.Samples[int | None] = None,
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    setting: o.Settings = None,
    redact: Annotated[
        list[str] | None,
        o.option(o.WRITTEN, "--redact", o.several("Cover personal text: mail, phone, names, or all of these.")),
    ] = None,
    redact_pattern: Annotated[
        list[str] | None,
        o.option(o.WRITTEN, "--redact-pattern", o.several("Cover what this regular expression finds.")),
    ] = None,
    redact_tagger: Annotated[
        str | None,
        o.option(o.WRITTEN, "--redact-tagger", "The model that says what a name is; else bundled:tags."),
    ] = None,
    redact_tag: Annotated[
        list[str] | None, o.option(o.WRITTEN, "--redact-tag", o.several("A tag that is a name; else PROPN."))
    ] = None,
    out: o.Out[Path | None] = None,
    resume: o.Resume = False,
) -> None:
    """What a model is and does on a file of rows: a report to sign.

    Writes report.html, report.md and report.json to --out. `exegesis audit compare` is the gate between two of them.
    """
    if context.invoked_subcommand is not None:
        return _check_bare(context)
    if data is None or out is None:
        raise InputError(f"name {'the file of rows with --data' if data is None else 'the folder with --out'}.")
    _check_out(out, resume, data)
    with reading_model(model):
        from exegesis.reports.audit.run import audit

        wished = _redaction(redact, redact_pattern, redact_tagger, redact_tag)
        settings = settings_of(setting, samples=samples)
        out.mkdir(parents=True, exist_ok=True)
        with progress_of("audit") as progress, _telling(out):
            found = audit(
                model, data, method, seed, text_column=text_column, label_column=label_column, limit=limit,
                skip_bad=skip_bad, explained=explained, examples=examples, fairness_column=fairness_column,
                favourable=favourable, before=before, redact=wished, only=only or (), journal=out / _JOURNAL,
                progress=progress, **settings,
            )  # fmt: skip
    from exegesis.data.renderers import renderer
    from exegesis.reports.audit.wording import record as record_of

    renderer("audit report terminal")(found)
    page, document, record = (out / name for name in _FILES)
    write(page, found.to_html())
    write(document, renderer("audit report markdown")(found))
    write(record, record_of(found))


@contextmanager
def _telling(out: Path) -> Iterator[None]:
    """What a person who ends it is told."""
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"what was done is kept in {str(out)!r}: the same with --resume goes on.") from None


def _check_bare(context: typer.Context) -> None:
    """What is said before `compare` belongs to a report."""
    for name in context.params:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise InputError(f"--{name.replace('_', '-')} is for a report, and has no effect on compare; leave it out.")


def _check_out(out: Path, resume: bool, data: Path) -> None:
    """A report that is there may be signed: it is not written over, nor is work gone on with unless that is asked."""
    if out.exists() and not out.is_dir():
        raise InputError(f"{str(out)!r} is no folder; name another with --out.")
    written = [name for name in _FILES if (out / name).exists()]
    if written:
        raise InputError(f"{str(out)!r} holds {written[0]} already; name another folder with --out.")
    begun = (out / _JOURNAL).exists()
    if begun and not resume:
        raise InputError(f"{str(out)!r} holds a run that was ended; go on with it by --resume, or name another folder.")
    if resume and not begun:
        raise InputError(f"{str(out)!r} holds no run to go on with; leave out --resume.")
    if out.exists():
        check_places(*(out / name for name in _FILES), inputs=(data,))


def _redaction(
    kinds: list[str] | None, patterns: list[str] | None, tagger: str | None, tags: list[str] | None
) -> "Redaction":
    from exegesis.reports.audit.redaction import KINDS, NAMES, TAGGER, TAGS, Redaction

    wished = KINDS if "all" in (kinds or ()) else tuple(dict.fromkeys(kinds or ()))
    for option, given in (("--redact-tagger", tagger), ("--redact-tag", tags)):
        if given and NAMES not in wished:
            raise InputError(f"{option} says what a name is; give --redact names with it.")
    return Redaction(wished, tuple(patterns or ()), tagger or TAGGER, tuple(tags or TAGS))
