"""`exegesis corpus search`: words of a corpus by what holds of them, by nearness, or by where heads point."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from exegesis.cli import options as o
from exegesis.cli.corpus import options as own
from exegesis.cli.corpus.info import Folder
from exegesis.cli.progress import progress_of
from exegesis.cli.reading import heads_of
from exegesis.cli.writing import ResultFiles
from exegesis.core.errors import InputError, check_count

if TYPE_CHECKING:
    from exegesis.explorer import Corpus

Query = Annotated[
    str | None,
    typer.Argument(
        help="A word, or conditions: 'upos=VERB form=/^be/'. Or where heads point: 'layer 3 head 5 from upos=VERB to "
        "its deprel=obj'. Nothing where words like another are sought."
    ),
]


def search(
    folder: Folder,
    query: Query = None,
    sentence: Annotated[
        str | None, o.option(o.ASKED, "--sentence", "A text, for words of the corpus like one of its words.")
    ] = None,
    word: Annotated[
        str | None, o.option(o.ASKED, "--word", "Which word of --sentence (word:2, where it stands a second time).")
    ] = None,
    hidden: Annotated[
        bool, o.option(o.ASKED, "--hidden", "With a mask token in the place of --word: what would stand there.")
    ] = False,
    row: Annotated[
        list[int] | None,
        o.option(o.ASKED, "--row", o.several("A word of the corpus by its number, for words like it.")),
    ] = None,
    away: Annotated[
        list[int] | None, o.option(o.ASKED, "--away", o.several("A word of the corpus to be led away from."))
    ] = None,
    layer: o.Layer = None,
    heads: own.Heads = None,
    where: Annotated[
        str, o.option(o.ASKED, "--where", "Conditions on the words that are ranked, such as 'upos=NOUN'.")
    ] = "",
    sort: Annotated[
        str | None, o.option(o.ASKED, "--sort", "Lines with their contexts, sorted: right, left or corpus.")
    ] = None,
    itself: Annotated[bool, o.option(o.ASKED, "--itself", "Rank the word sought, too.")] = False,
    repeats: Annotated[bool, o.option(o.ASKED, "--repeats", "Sentences that stand in the corpus again, too.")] = False,
    exact: Annotated[
        bool, o.option(o.ASKED, "--exact", "Compare all words, where an index of a large corpus may miss some.")
    ] = False,
    page: Annotated[int, o.option(o.WRITTEN, "--page", "Which page of what is found, from 1.")] = 1,
    per_page: Annotated[int, o.option(o.WRITTEN, "--per-page", "How many are on a page.")] = 50,
    saved: Annotated[
        Path | None, o.option(o.TEXTS, "--saved", "Run what a file that --json wrote was the answer to, again.")
    ] = None,
    sentences: own.Sentences = own.USUAL["sentences"],
    seed: o.Seed[int] = own.USUAL["seed"],
    model: own.Model = None,
    threads: o.Threads = None,
    json_path: o.Json[str | None] = None,
) -> None:
    """Words of a corpus: by tags, like a word, or where heads point."""
    from exegesis.explorer import Corpus

    files = ResultFiles(json_path)
    files.check(inputs=(saved,))
    _check_one_way(query, sentence, row, saved)
    shown = _page(page, per_page)
    corpus = Corpus.open(folder)
    nearness: dict[str, Any] = {"layer": layer, "heads": heads_of("--heads", heads), "where": where}
    nearness |= {"itself": itself, "exact": exact}
    budget: dict[str, Any] = {"sentences": sentences, "seed": seed}
    if saved is not None:
        others = {**nearness, "word": word, "hidden": hidden, "away": away, "sort": sort, "repeats": repeats}
        for name, given in others.items():
            own.refused_without(f"--{name}", "a search that is not --saved", given or None)
        own.refused_without("--page", "a search that is not --saved", page, 1)
        own.refused_without("--per-page", "a search that is not --saved", per_page, 50)
        _check_budget(budget)
        return files.write("matches", _again(corpus, saved, model))
    if query is None:
        own.refused_without("--sort", "a QUERY", sort)
        _check_budget(budget)
        words = _words(corpus, sentence, word, hidden, row or [], model)
        return files.write(
            "matches", corpus.nearest(words, **nearness, unlike=tuple(away or ()), repeats=repeats, **shown)
        )
    for name, given in (*nearness.items(), ("word", word), ("hidden", hidden), ("away", away)):
        own.refused_without(f"--{name}", "--sentence or --row", given or None)
    kind, find = _found_by(corpus, query, sort, repeats, model, budget)
    files.write(kind, find(**shown))


def _check_one_way(query: str | None, sentence: str | None, row: list[int] | None, saved: Path | None) -> None:
    """`InputError` for no way of asking, and for several."""
    ways = {"QUERY": query, "--sentence": sentence, "--row": row, "--saved": saved}
    chosen = [name for name, given in ways.items() if given]
    if not chosen or (len(chosen) > 1 and chosen != ["--sentence", "--row"]):
        said = f", not {' and '.join(chosen)}" if chosen else ""
        raise InputError(f"give a QUERY, or --sentence and --word, or --row, or --saved, one of these{said}.")


def _check_budget(budget: dict[str, Any]) -> None:
    """`InputError` for what only the attention of patterns takes."""
    for name, given in budget.items():
        own.refused_without(f"--{name}", "a pattern", given, own.USUAL[name])


def _page(page: int, per_page: int) -> dict[str, Any]:
    check_count("page", page)
    check_count("per-page", per_page)
    return {"count": per_page, "offset": (page - 1) * per_page}


def _found_by(
    corpus: "Corpus", query: str, sort: str | None, repeats: bool, model: str | None, budget: dict[str, Any]
) -> tuple[str, Callable[..., Any]]:
    """What is shown, and what finds it."""
    from exegesis.explorer.corpus.search.grammar import PatternQuery, read

    if not isinstance(read(query), PatternQuery):
        own.refused_without("--model", "--sentence or a pattern", model)
        _check_budget(budget)
        if sort is not None:
            return "concordance", lambda **page: corpus.concordance(query, sort=sort, repeats=repeats, **page)
        return "matches", lambda **page: corpus.find(query, repeats=repeats, **page)
    own.refused_without("--sort", "conditions on words", sort)
    own.refused_without("--repeats", "words, of a pattern each sentence counts once", repeats, False)

    def pattern(**page: int) -> Any:
        with progress_of("reading sentences") as progress:
            return corpus.pattern(query, model=model, progress=progress, **budget, **page)

    return "attention pattern", pattern


def _words(
    corpus: "Corpus", sentence: str | None, word: str | None, hidden: bool, rows: list[int], model: str | None
) -> list[Any]:
    if sentence is None:
        own.refused_without("--word", "--sentence", word)
        own.refused_without("--hidden", "--sentence", hidden, False)
        own.refused_without("--model", "--sentence", model)
        return [*rows]
    if word is None:
        raise InputError("--sentence goes with --word, which of its words is meant.")
    form, colon, number = word.rpartition(":")
    named = (form, int(number)) if colon and form and number.isdecimal() else (word, 1)
    return [corpus.query(sentence, named[0], occurrence=named[1], hidden=hidden, model=model), *rows]


def _again(corpus: "Corpus", saved: Path, model: str | None) -> Any:
    from exegesis.core import codec
    from exegesis.explorer import Matches, SavedSearch

    data = codec.load(saved)
    is_answer = isinstance(data, dict) and "matches" in data
    search = Matches.from_dict(data).search if is_answer else SavedSearch.from_dict(data)
    return corpus.again(search, model=model)
