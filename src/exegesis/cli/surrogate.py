"""`exegesis surrogate`: a readable model that stands in for another, over a file of texts or around one text."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from exegesis.cli import options as o
from exegesis.cli.inputs import target_of
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import settings_of, texts_of
from exegesis.cli.writing import ResultFiles
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.core.texts import Texts


def surrogate(
    model: o.ModelArgument,
    data: o.Data[Path | None] = None,
    text: o.OneText = None,
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    limit: o.Limit = None,
    skip_bad: o.SkipBad = False,
    target: o.Target = None,
    versus: o.Versus = None,
    output: o.Output = None,
    family: Annotated[str, o.option(o.METHOD, "--family", "linear or tree.")] = "linear",
    features: o.Features[int | None] = None,
    max_depth: Annotated[
        int | None,
        o.option(o.ASKED, "--max-depth", "Tree: ask at most so many questions (usually 3)."),
    ] = None,
    tolerance: Annotated[
        float | None,
        o.option(o.METHOD, "--tolerance", "Choose the smallest size within so much R² of the best, not the cap."),
    ] = None,
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    setting: o.Settings = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
    plot: o.Plot = None,
) -> None:
    """A readable model in place of another, and how well it follows.

    It imitates the number of one label: of two the second, of --text what the model answers. A linear one has at most
    10 words, a tree 3 questions, if not said otherwise.
    """
    from exegesis import api
    from exegesis.surrogates.front import surrogate as make

    if (data is None) == (text is None):
        raise InputError("give --data FILE for a surrogate over its texts, or --text TEXT for one around a text.")
    files = ResultFiles(json_path, html, plot=plot)
    files.check(inputs=(data,))
    settings = settings_of(setting, features=features, max_depth=max_depth, tolerance=tolerance)
    _check_family(family, features, max_depth)
    read = None if data is None else texts_of(data, text_column, label_column, limit, skip_bad)
    with reading_model(model):
        loaded = api.load(model)
    if read is not None:
        _check_labels(read, loaded)
    given: Any = text if read is None else read.texts
    truths = None if read is None else read.labels
    with progress_of("surrogate") as progress:
        made = make(
            loaded, given, family, target_of(target, versus), seed, output=output, truths=truths, progress=progress,
            **settings,
        )  # fmt: skip
    files.write("surrogate", made)


def _check_family(family: str, features: int | None, max_depth: int | None) -> None:
    """A cap of the other family is a slip, not to be dropped silently."""
    if family == "tree" and features is not None:
        raise InputError("--features caps linear surrogates; a tree is capped by --max-depth.")
    if family == "linear" and max_depth is not None:
        raise InputError("--max-depth caps trees; a linear surrogate is capped by --features.")


def _check_labels(given: "Texts", model: Any) -> None:
    """A label that the model does not have is named by its line, before the work."""
    from exegesis.surrogates.texts import truth_of

    if given.labels is not None and model.kind != "regression":
        truth_of(given.labels, model, 0, places=given.places)
