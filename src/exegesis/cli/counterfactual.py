"""`exegesis counterfactual`: the smallest change that gives another answer."""

from pathlib import Path
from typing import Annotated, Any

import typer

from exegesis.cli import options as o
from exegesis.cli.asked_files import asked_file
from exegesis.cli.asked_inputs import AskedInput, AskedText
from exegesis.cli.inputs import looked_at, target_of
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.reading import model_of, one_method, pairs_of, settings_of, text_of
from exegesis.cli.rows import AskedRow
from exegesis.cli.telling import check_in_words, in_words_of
from exegesis.cli.writing import ResultFiles
from exegesis.core.errors import InputError, shown


def counterfactual(
    context: typer.Context,
    text: o.Text = None,
    file: o.File = None,
    pair: o.Pair = None,
    question: o.ContextQuestion = None,
    image: o.Image = None,
    series: o.SeriesFile = None,
    channel: o.Channels = None,
    row: o.TableRow = None,
    row_id: o.RowId = None,
    background: o.Background = None,
    sound: o.Sound = None,
    rate: o.Rate = None,
    data: o.Data[Path | None] = None,
    label_column: o.LabelColumn[str | None] = None,
    model: o.Model[str] = "bundled:sentiment",
    trust_pickle: o.TrustPickle = None,
    target: o.Target = None,
    versus: o.Versus = None,
    at_least: Annotated[
        float | None,
        o.option(o.ASKED, "--at-least", "Of a model that gives values: the value that is wished, or more."),
    ] = None,
    at_most: Annotated[float | None, o.option(o.ASKED, "--at-most", "The same, or less.")] = None,
    unit: o.UnitOfAny[str | None] = None,
    by: Annotated[
        list[str] | None,
        o.option(
            o.METHOD, "--by", o.several("Kinds of edit of a text: delete, propose (a masked language model), lexicon.")
        ),
    ] = None,
    must_stay: Annotated[
        list[str] | None, o.option(o.METHOD, "--must-stay", o.several("A word, or column, that may not change."))
    ] = None,
    different: Annotated[int, o.option(o.METHOD, "--different", "How many different changes are looked for.")] = 1,
    most_passes: Annotated[int, o.option(o.METHOD, "--most-passes", "Passes of the model at most.")] = 1000,
    most_edits: Annotated[int | None, o.option(o.METHOD, "--most-edits", "Edits of one change at most.")] = None,
    lexicon: Annotated[
        list[str] | None,
        o.option(
            o.METHOD,
            "--lexicon",
            o.several("A file of word<TAB>word, wordnet:antonyms or wordnet:synonyms; for lexicon."),
        ),
    ] = None,
    proposer: o.Proposer = None,
    proposals: Annotated[int | None, o.option(o.METHOD, "--proposals", "Words that it proposes for each; 8.")] = None,
    between: Annotated[
        list[str] | None,
        o.option(o.METHOD, "--between", o.several("Numbers between which a column may move, as age=18:65.")),
    ] = None,
    direction: Annotated[
        list[str] | None, o.option(o.METHOD, "--direction", o.several("Where a column may move, as age=up."))
    ] = None,
    cost: Annotated[
        list[str] | None, o.option(o.METHOD, "--cost", o.several("How dear a column is beside the others, as age=2."))
    ] = None,
    fluency: Annotated[
        str | None,
        o.option(o.METHOD, "--fluency", "A masked language model that says how fluent the text is before and after."),
    ] = None,
    method: o.Methods = None,
    samples: o.Samples[int | None] = None,
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    setting: o.Settings = None,
    in_words: o.InWords = False,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
) -> None:
    """Why not something else: the least change for another answer.

    --target is the answer that is wished; --versus says the same as "this and not that". None within the passes is an
    answer too.
    """
    source = model_of(context, model, trust_pickle)
    has_model = any(_is_given(context, name) for name in ("model", "trust_pickle"))
    if not has_model and (image is not None or question is not None):
        source = "bundled:images" if image is not None else "bundled:questions"
    files = ResultFiles(json_path, html)
    with reading_model(source):
        from exegesis.counterfactuals import counterfactual as changed

        asked_row = AskedRow.of(row, data, row_id, background, label_column)
        texts = {"text": text, "file": file, "pair": pair, "question": question}
        asked: AskedInput = asked_file(image, series, channel, sound, rate, asked_row, has_model, **texts) or AskedText(
            looked_at(text_of(text, file), pair, question, None), file
        )
        if data is not None and asked_row is None:
            raise InputError("--data holds rows of a table here; say which one by --row-id.")
        if label_column is not None and asked_row is None:
            raise InputError("--label-column is a column of rows of a table; give --row, or --data and --row-id.")
        files.check(inputs=asked.files)
        check_in_words(in_words, json_path, html)
        chosen = one_method(method, settings_of(setting, samples=samples), "it orders the units.")
        wanted = target_of(target, versus)
        own: dict[str, Any] = {
            "lexicon": lexicon, "proposer": proposer, "proposals": proposals, "ranges": _ranges(between),
            "directions": pairs_of("--direction", direction, filled=True) or None, "costs": _costs(cost),
        }  # fmt: skip
        loaded = asked.loaded(source)
        given, _ = asked.given(loaded)
        with progress_of("counterfactual") as progress:
            found = changed(
                loaded, given, chosen.method if method else "auto", wanted, seed,
                unit, by=by, keep=must_stay or (), count=different, budget=most_passes, most_edits=most_edits,
                at_least=at_least, at_most=at_most, fluency=fluency, progress=progress, threads=threads,
                **own, **chosen.settings,
            )  # fmt: skip
    files.write("counterfactuals", found, in_words_of(found, loaded) if in_words else None)


def _ranges(given: list[str] | None) -> dict[str, tuple[float, float]] | None:
    """ "age=18:65" by column; None where none is given."""
    found = {}
    for name, value in pairs_of("--between", given, "COLUMN=LOW:HIGH", filled=True).items():
        low, _, high = value.partition(":")
        try:
            found[name] = (float(low), float(high))
        except ValueError:
            raise InputError(
                f"--between takes COLUMN=LOW:HIGH, such as age=18:65, not {shown(f'{name}={value}')}."
            ) from None
    return found or None


def _costs(given: list[str] | None) -> dict[str, float] | None:
    found = {}
    for name, value in pairs_of("--cost", given, "COLUMN=NUMBER", filled=True).items():
        try:
            found[name] = float(value)
        except ValueError:
            raise InputError(f"--cost takes COLUMN=NUMBER, such as age=2, not {shown(f'{name}={value}')}.") from None
    return found or None


def _is_given(context: typer.Context, name: str) -> bool:
    source = context.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"
