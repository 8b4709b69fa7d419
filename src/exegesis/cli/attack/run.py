"""`exegesis attack run`: a recipe on a text or on all texts of a file."""

from pathlib import Path
from typing import Annotated, Any

from exegesis.cli import options as o
from exegesis.cli.inputs import input_of
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import settings_of, text_of
from exegesis.cli.writing import ResultFiles
from exegesis.core.errors import InputError


def run(
    text: o.Text = None,
    file: o.File = None,
    pair: o.Pair = None,
    data: o.Data[Path | None] = None,
    text_column: o.TextColumn[str | None] = None,
    label_column: o.LabelColumn[str | None] = None,
    limit: o.Limit = None,
    model: o.Model[str] = "bundled:sentiment",
    recipe: Annotated[
        str, o.option(o.METHOD, "--recipe", "An attack by name (see `exegesis attack recipes`).")
    ] = "deepwordbug",
    words: Annotated[
        str | None,
        o.option(o.METHOD, "--words", "Words of recipes that take them: a file, or wordnet:synonyms."),
    ] = None,
    search: Annotated[
        str | None,
        o.option(o.METHOD, "--search", "Another search than the recipe's: ranked, greedy, beam, genetic, swarm."),
    ] = None,
    target: Annotated[
        str | None, o.option(o.ASKED, "--target", "The answer that is wanted; any other one without it.")
    ] = None,
    queries: Annotated[
        int | None, o.option(o.METHOD, "--queries", "Texts that the model answers for one text at most.")
    ] = None,
    seconds: Annotated[float | None, o.option(o.METHOD, "--seconds", "Of one text at most.")] = None,
    setting: o.Settings = None,
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    journal: o.Journal = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
) -> None:
    """Small edits that turn the answer to a text, or texts of a file.

    Texts that are answered wrongly as they are (by --label-column) are skipped.
    """
    files = ResultFiles(json_path, html)
    with reading_model(model):
        from exegesis.attacks import RECIPES, attack

        files.check(journal, inputs=(file, data, words))
        texts, labels, ids = _texts(text, file, pair, data, text_column, label_column, limit)
        given: dict[str, Any] = settings_of(setting)
        if target is not None and recipe in RECIPES and RECIPES[recipe].goal.name != "other":
            raise InputError(f"the recipe {recipe!r} has a goal of its own; leave out --target.")
        if target is not None:
            given = {**given, "goal": "named", "target": target}
        with progress_of("attack") as progress:
            found = attack(
                model, texts, recipe, seed, ids, truths=labels, words=words, search=search, queries=queries,
                seconds=seconds, journal=journal, progress=progress, **given,
            )  # fmt: skip
    if data is None and found.items[0].outcome == "error":
        raise InputError(found.items[0].reason)
    files.write("attack", found)


def _texts(
    text: str | None,
    file: Path | None,
    pair: str | None,
    data: Path | None,
    text_column: str | None,
    label_column: str | None,
    limit: int | None,
) -> tuple[list[Any], list[str] | None, list[str | None] | None]:
    """Texts, labels and ids: of the one text that is given, or of a file."""
    if data is None:
        for option, value in {"--text-column": text_column, "--label-column": label_column, "--limit": limit}.items():
            if value is not None:
                raise InputError(f"{option} is for --data FILE.")
        return [input_of(text_of(text, file), pair, None)], None, None
    for option, given in {"a text": text, "--file": file, "--pair": pair}.items():
        if given is not None:
            raise InputError(f"give --data or {option}, not both.")
    from itertools import islice

    from exegesis.data.items import items

    found = list(islice(items(data, text_column or "text", label_column), limit))
    if not found:
        raise InputError(f"{data.name} holds no text.")
    for item in found:
        if isinstance(item.given, Exception):
            raise item.given
    if label_column is not None and any(item.truth is None for item in found):
        raise InputError(f"not every row of {data.name} has a label in {label_column!r}; an attack needs them all.")
    labels = None if label_column is None else [str(item.truth) for item in found]
    return [item.given for item in found], labels, [item.id for item in found]
