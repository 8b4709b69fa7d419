"""`exegesis corpus summary`: what words of a corpus are, what stands around them and what they attend to."""

from typing import Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.corpus import options as own
from exegesis.cli.corpus.info import Folder
from exegesis.cli.progress import progress_of
from exegesis.cli.reading import heads_of
from exegesis.cli.writing import ResultFiles
from exegesis.core.errors import InputError


def summary(
    folder: Folder,
    query: Annotated[str | None, typer.Argument(help="Conditions on the words, such as 'form=/ing$/'.")] = None,
    matches: o.Matches = None,
    tag: Annotated[
        list[str] | None,
        o.option(o.ASKED, "--tag", o.several("A tag to count: upos, xpos, deprel, ent, lemma or form.")),
    ] = None,
    offsets: Annotated[
        str, o.option(o.ASKED, "--offsets", "Which words to count: 0 themselves, -1 the one before, +1 the one after.")
    ] = "-1,0,1",
    heads: own.Heads = None,
    values: Annotated[int, o.option(o.WRITTEN, "--values", "How many values a table shows.")] = 10,
    sentences: own.Sentences = own.USUAL["sentences"],
    seed: o.Seed[int] = own.USUAL["seed"],
    model: own.Model = None,
    threads: o.Threads = None,
    json_path: o.Json[str | None] = None,
) -> None:
    """What words are, what is around them and what they attend to.

    Counts of tags beside the corpus's own shares, with intervals and tests. --heads: of the word that they attend to
    most, too.
    """
    from exegesis.core import codec
    from exegesis.explorer import Corpus, Matches

    files = ResultFiles(json_path)
    files.check(inputs=(matches,))
    if (query is None) == (matches is None):
        raise InputError("give conditions on words, or --matches, one of the two.")
    if heads is None:
        own.refused_without("--model", "--heads", model)
        own.refused_without("--sentences", "--heads", sentences, own.USUAL["sentences"])
        own.refused_without("--seed", "--heads", seed, own.USUAL["seed"])
    words = query if matches is None else Matches.from_dict(codec.load(matches))
    assert words is not None
    with progress_of("reading sentences") as progress:
        found = Corpus.open(folder).summary(
            words,
            tags=tag,
            offsets=_offsets(offsets),
            rows=values,
            heads=heads_of("--heads", heads),
            model=model,
            sentences=sentences,
            seed=seed,
            progress=progress,
        )
    files.write("corpus summary", found)


def _offsets(given: str) -> list[int]:
    try:
        return [int(part) for part in given.split(",")]
    except ValueError:
        raise InputError(f"--offsets takes whole numbers, such as -1,0,1, not {given!r}.") from None
