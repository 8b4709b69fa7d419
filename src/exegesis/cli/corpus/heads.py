"""`exegesis corpus heads`: which relation each head follows."""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of, reading_model
from exegesis.cli.writing import ResultFiles

Sources = Annotated[
    list[Path], typer.Argument(metavar="FOLDER|FILE...", help="The folder of a corpus, or CoNLL-U files (.gz too).")
]


def heads(
    sources: Sources,
    model: o.Model[str] = "bundled:masked-words",
    limit: o.Limit = None,
    fewest_cases: Annotated[
        int, o.option(o.METHOD, "--fewest-cases", "Cases that a relation must have in each half of the sentences.")
    ] = 30,
    seed: o.Seed[int] = 0,
    threads: o.Threads = None,
    json_path: o.Json[str | None] = None,
) -> None:
    """Which dependency relation each head follows best.

    Recall of the word attended to most, against the best fixed distance; of CoNLL-U files with entities also from
    pronouns to the mentions of the same one.
    """
    with reading_model(model):
        from exegesis.explorer.relations.run import head_relations

    files = ResultFiles(json_path)
    files.check(inputs=tuple(sources))
    given = sources[0] if len(sources) == 1 else sources
    with progress_of("sentences") as progress:
        found = head_relations(model, given, fewest=fewest_cases, seed=seed, limit=limit, progress=progress)
    files.write("relations", found)
