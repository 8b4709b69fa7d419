"""`exegesis summarise` and `pick`: from the file of many explanations to its words, and to a few texts to look at."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exegesis.cli.writing import as_json, check_picture, check_places, tell, to_standard_output, write
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.bulk.picked import Picked
    from exegesis.data.explanation_lines import ExplainedItem

File = Annotated[Path, typer.Argument(help="What `exegesis explain --data --json` wrote.")]
WrongOnly = Annotated[
    bool, typer.Option("--wrong-only", help="Only texts whose answer is not the truth that the file keeps.")
]
Seed = Annotated[int, typer.Option(help="Draws the random pick.")]
Json = Annotated[str | None, typer.Option("--json", help="Write JSON to this file; '-' prints it.")]
Html = Annotated[Path | None, typer.Option(help="Write a self-contained HTML page to this file.")]


def summarise(
    explanations: File,
    wrong_only: WrongOnly = False,
    words: Annotated[int, typer.Option(min=1, help="Words for and against each class.")] = 10,
    examples: Annotated[int, typer.Option(min=0, help="Texts shown of each word, on the page.")] = 3,
    fewest: Annotated[int, typer.Option(min=1, help="Leave out words of fewer texts.")] = 1,
    pick: Annotated[
        int | None, typer.Option(min=1, help="Show so many texts, picked to cover the most important words (SP-LIME).")
    ] = None,
    json_path: Json = None,
    html: Html = None,
    plot: Annotated[Path | None, typer.Option(help="Write a picture (.png, .svg, .pdf) to this file.")] = None,
) -> None:
    """The words that speak for and against each class, over all texts of a file or those answered wrong."""
    check_places(json_path, html, plot, inputs=(explanations,))
    check_picture(plot)
    from exegesis.bulk.picked import picked
    from exegesis.bulk.picked_page import page
    from exegesis.bulk.terminal import show
    from exegesis.data.renderers import renderer
    from exegesis.summaries.words import summarise as summed

    items = _read(explanations, wrong_only)
    found = summed([one for item in items for one in item.explanations], words, examples, fewest=fewest)
    shown = None if pick is None else picked(items, pick)
    if not to_standard_output(json_path, html):
        show(found, shown)
    _fewer(shown, pick)
    if json_path is not None:
        write(json_path, as_json(found.to_dict() | ({} if shown is None else {"pick": shown.to_dict()})))
    if html is not None:
        write(html, page(shown, found))
    if plot is not None:
        write(plot, renderer("summary picture")(found, plot.suffix))


def pick(
    explanations: File,
    count: Annotated[int, typer.Option(min=1, help="How many texts.")] = 5,
    random: Annotated[bool, typer.Option("--random", help="Draw them, instead of SP-LIME's pick.")] = False,
    wrong_only: WrongOnly = False,
    seed: Seed = 0,
    json_path: Json = None,
    html: Html = None,
) -> None:
    """A few texts to look at: their explanations together cover the most important words (SP-LIME's pick)."""
    if seed and not random:
        raise InputError("--seed draws the random pick; give --random with it.")
    check_places(json_path, html, inputs=(explanations,))
    from exegesis.bulk.picked import picked
    from exegesis.bulk.picked_page import page
    from exegesis.bulk.terminal import show

    found = picked(_read(explanations, wrong_only), count, random, seed)
    if not to_standard_output(json_path, html):
        show(None, found)
    _fewer(found, count)
    if json_path is not None:
        write(json_path, as_json(found.to_dict()))
    if html is not None:
        write(html, page(found))


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
