"""`exegesis summarise` and `pick`: from the file of many explanations to its words, and to a few texts to look at."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.telling import check_in_words, in_words_of
from exegesis.cli.writing import ResultFiles, as_json, tell, to_standard_output, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.bulk.result import Picked
    from exegesis.data.account import Account
    from exegesis.data.explanation_lines import ExplainedItem
    from exegesis.summaries.visual.result import VisualWords


def summarise(
    explanations: o.Explanations,
    wrong_only: o.WrongOnly = False,
    words: o.Words = 10,
    examples: Annotated[int, o.option(o.ASKED, "--examples", "Texts shown of each word, on the page.")] = 3,
    fewest: Annotated[int, o.option(o.ASKED, "--fewest", "Leave out words of fewer texts.")] = 1,
    pick: Annotated[
        int | None,
        o.option(o.ASKED, "--pick", "Show so many texts, picked to cover the most important words (SP-LIME)."),
    ] = None,
    in_words: o.InWords = False,
    model: o.Model[str | None] = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
    plot: o.Plot = None,
) -> None:
    """The words for and against each class, over many texts.

    Of rows of tables the columns, with every row as a point. --in-words asks the model that was explained, which need
    not be named where it came with the package.
    """
    files = ResultFiles(json_path, html, plot=plot)
    files.check(inputs=(explanations,))
    if model is not None and not in_words:
        raise InputError("--model is asked by --in-words alone; give that too.")
    check_in_words(in_words, json_path, html)
    from exegesis.bulk.picked import picked
    from exegesis.bulk.picked_page import page
    from exegesis.bulk.result import PickedSummary
    from exegesis.bulk.terminal import show
    from exegesis.data.renderers import renderer
    from exegesis.summaries.words import summarise as summed

    items = _read(explanations, wrong_only)
    if all(one.of == "table" for item in items for one in item.explanations):
        _check_words(words=(words, 10), examples=(examples, 3), fewest=(fewest, 1), pick=(pick, None))
        from exegesis.summaries.columns.summing import summarise_columns

        if in_words and html is not None:
            raise InputError("the page of columns has no place for --in-words; leave one out.")
        files.write("column summary", summarise_columns([one for item in items for one in item.explanations]))
        return _say(_account(items, model) if in_words else None)
    found = summed([one for item in items for one in item.explanations], words, examples, fewest=fewest)
    shown = None if pick is None else picked(items, pick)
    account = _account(items, model) if in_words else None
    if not to_standard_output(json_path, html):
        show(found, shown)
        _say(account)
    _fewer(shown, pick)
    if json_path is not None:
        write(json_path, as_json((found if shown is None else PickedSummary.of(found, shown)).to_dict()))
    if html is not None:
        write(html, page(shown, found, account=account))
    if plot is not None:
        write(plot, renderer("summary picture")(found, plot.suffix))


def pick(
    explanations: o.Explanations,
    wrong_only: o.WrongOnly = False,
    count: o.Count = 5,
    random: o.Random = False,
    model: o.Model[str | None] = None,
    visual_words: Annotated[
        int | None, o.option(o.METHOD, "--visual-words", "Of images: so many kinds of regions; 50 or fewer otherwise.")
    ] = None,
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    json_path: o.Json[str | None] = None,
    html: o.Html = None,
) -> None:
    """A few texts to look at, which cover the most important words.

    Of images the words are regions that look alike: to --model, where it gives features, else by colours and texture.
    """
    ResultFiles(json_path, html).check(inputs=(explanations,))
    from exegesis.bulk.picked import picked
    from exegesis.bulk.picked_page import page
    from exegesis.bulk.terminal import show

    items = _read(explanations, wrong_only)
    visual = _visual(items, model, visual_words, seed)
    if seed and not random and visual is None:
        raise InputError("--seed draws the random pick; give --random with it.")
    found = picked(items, count, random, seed, visual)
    if not to_standard_output(json_path, html):
        show(None, found)
    _fewer(found, count)
    if json_path is not None:
        write(json_path, as_json(found.to_dict()))
    if html is not None:
        write(html, page(found))


def _account(items: "list[ExplainedItem]", model: str | None) -> "Account":
    """All of them in sentences, tried on the model."""
    from exegesis import api
    from exegesis.cli.progress import reading_model
    from exegesis.cli.reading import bundled_model_of

    found = [one for item in items for one in item.explanations]
    source = model or bundled_model_of(found[0])
    with reading_model(source):
        loaded = api.load(source)
    return in_words_of(found, loaded)


def _say(account: "Account | None") -> None:
    from exegesis.data.renderers import renderer

    if account is not None:
        typer.echo()
        renderer("account terminal")(account, is_named=True)


def _visual(items: "list[ExplainedItem]", model: str | None, words: int | None, seed: int) -> "VisualWords | None":
    """The words of images; None of texts, which have words of their own."""
    firsts = [item.explanations[0] for item in items]
    if firsts[0].of != "image":
        for name, value in (("--model", model), ("--visual-words", words)):
            if value is not None:
                raise InputError(f"{name} has no effect on explanations of {firsts[0].of}s; leave it out.")
        return None
    from exegesis.summaries.visual.words import visual_words

    return visual_words(firsts, model, words, seed)


def _check_words(**given: tuple[object, object]) -> None:
    """`InputError` for an option of words, where rows of tables are summed up."""
    for name, (value, usual) in given.items():
        if value != usual:
            way = "; `exegesis pick` picks rows" if name == "pick" else ""
            raise InputError(f"--{name} has no effect on rows of tables; leave it out{way}.")


def _read(path: Path, wrong_only: bool) -> "list[ExplainedItem]":
    """The items that were explained; those that were not are counted."""
    from exegesis.data.explanation_lines import read_explanations

    every = list(read_explanations(path))
    known = [item for item in every if item.explanations]
    if len(known) < len(every):
        tell(f"left out {len(every) - len(known):,} of {len(every):,} texts, which could not be explained")
    if not known:
        raise InputError(f"{str(path)!r} holds no explanation.")
    return _wrong(path, known) if wrong_only else known


def _wrong(path: Path, items: "list[ExplainedItem]") -> "list[ExplainedItem]":
    compared = [item for item in items if item.is_right is not None]
    found = [item for item in compared if item.is_right is False]
    if not compared:
        raise InputError(
            f"{str(path)!r} keeps no truth that the answers can be compared with; explain again with --label-column."
        )
    if not found:
        raise InputError(f"none of the {len(compared):,} answers is wrong; leave out --wrong-only.")
    tell(f"{len(found):,} of {len(compared):,} answers are wrong")
    return found


def _fewer(found: "Picked | None", count: int | None) -> None:
    if found is not None and count is not None and len(found.items) < count:
        tell(f"note: there are only {len(found.items):,} to pick from")
