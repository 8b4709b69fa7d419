"""`exegesis heads`: what each head does on a text, and what it is to the answer."""

from typing import Annotated

from exegesis.cli import options as o
from exegesis.cli.inputs import looked_at, target_of
from exegesis.cli.progress import reading_model
from exegesis.cli.reading import text_of
from exegesis.cli.writing import ResultFiles, check_verbose
from exegesis.core.errors import InputError, unknown


def heads(
    text: o.Text = None,
    file: o.File = None,
    pair: o.Pair = None,
    question: o.ContextQuestion = None,
    hide: o.Hides = None,
    model: o.Model[str] = "bundled:sentiment",
    target: o.Target = None,
    versus: o.Versus = None,
    sort: Annotated[
        str | None, o.option(o.ASKED, "--sort", "The column by which heads are printed, the largest first.")
    ] = None,
    window: o.Window = 1,
    no_importance: Annotated[
        bool, o.option(o.METHOD, "--no-importance", "Leave out importance, which takes a pass for each head.")
    ] = False,
    threads: o.Threads = None,
    verbose: o.Verbose = False,
    json_path: o.Json[str | None] = None,
) -> None:
    """What each head does on a text, and whether the answer needs it.

    Entropy of its attention, how far it goes, shares of the token before, the same, the next and special ones;
    importance: how much the answer falls without the head, and as fast as it is turned down.
    """
    files = ResultFiles(json_path)
    with reading_model(model):
        from exegesis import api, explorer

        files.check(inputs=(file,))
        check_verbose(verbose, json_path)
        if (target is not None or versus is not None) and no_importance:
            name = "--versus" if target is None else "--target"
            raise InputError(f"{name} is whose importance is asked for, and --no-importance leaves it out.")
        if sort is not None:
            _check_sort(sort, files.is_printed, no_importance)
        given = looked_at(text_of(text, file), pair, question, hide)
        loaded = api.load(model)
    found = explorer.heads(loaded, given, target_of(target, versus), importance=not no_importance, window=window)
    if not files.is_printed:
        from exegesis.data.renderers import renderer

        renderer("heads terminal")(found, by=sort, **({"limit": None} if verbose else {}))
    files.write("heads", found, is_quiet=True)


def _check_sort(sort: str, is_printed: bool, no_importance: bool) -> None:
    """`InputError` for a column that is not there, or where nothing is printed in its order."""
    from exegesis.explorer.result import COLUMNS, IMPORTANCE

    if is_printed:
        raise InputError(
            "--sort is for what is printed, and '-' prints data layer by layer in its place; leave it out."
        )
    known = [name for name in COLUMNS if not (no_importance and name in IMPORTANCE)]
    if sort not in known:
        raise unknown("column", sort, known)
