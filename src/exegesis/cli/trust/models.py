"""`exegesis trust models`: do explanations tell which of two models to trust?"""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli.progress import progress_of
from exegesis.cli.trust.faithfulness import method_names
from exegesis.cli.trust.results import check_folder, show


def models(
    data: Annotated[
        Path,
        typer.Option(help="Labelled documents: JSON lines of word counts, or texts (.csv, .jsonl, .parquet, .gz)."),
    ],
    method: Annotated[
        list[str] | None,
        typer.Option("--methods", help="random, parzen, greedy or lime; may be repeated.", autocompletion=method_names),
    ] = None,
    form: Annotated[
        str,
        typer.Option(help="Compare with the explanation's own prediction (paper), the model's (code), or both."),
    ] = "paper",
    tokens: Annotated[str, typer.Option(help="Of word counts: code (as the paper's code) or clean.")] = "code",
    text_column: Annotated[str, typer.Option(help="The column of the text.")] = "text",
    label_column: Annotated[str | None, typer.Option(help="The column of the label; usually 'label'.")] = None,
    rounds: Annotated[int, typer.Option(help="Rounds, each with its own pair of forests.")] = 100,
    budget: Annotated[int, typer.Option(help="Show up to so many explanations of each model.")] = 30,
    words: Annotated[int, typer.Option(help="Artificial words.")] = 10,
    trees: Annotated[int, typer.Option(help="Trees of a forest.")] = 30,
    depth: Annotated[
        int | None, typer.Option(help="Depth of the trees; the authors' code has 5.  [to their ends, as in the paper]")
    ] = None,
    search: Annotated[str, typer.Option(help="pool: forests drawn from trees grown once; refit: new ones.")] = "pool",
    pool: Annotated[int, typer.Option(help="Trees grown once a round.")] = 240,
    tries: Annotated[int, typer.Option(help="Try so many pairs before a round is left out.")] = 3000,
    picks: Annotated[int, typer.Option(help="Random picks that a round is averaged over.")] = 10,
    k: Annotated[int, typer.Option(help="At most so many words in an explanation.")] = 10,
    samples: Annotated[int, typer.Option(help="Masks that LIME draws for a document.")] = 15000,
    seed: Annotated[int, typer.Option(help="Same seed, same result.")] = 1,
    seconds: Annotated[
        float | None, typer.Option(help="Begin no further round after so long; call again to go on (needs --out).")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for JSON, Markdown and SVG; a run ended early goes on from there.")
    ] = None,
) -> None:
    """How often a simulated user chooses the better of two models (LIME paper, section 5.4)."""
    from exegesis.trust.simulated import models as experiment
    from exegesis.trust.simulated.documents import read
    from exegesis.trust.simulated.mistrust import COMPARE
    from exegesis.trust.simulated.models_page import picture, section
    from exegesis.trust.simulated.pairs import Search
    from exegesis.trust.simulated.published import data_name
    from exegesis.trust.simulated.table import Setting

    check_folder(out)
    asked = experiment.Asked(
        methods=None if method is None else tuple(method),
        forms=COMPARE if form == "both" else (form,),
        rounds=rounds,
        budget=budget,
        words=words,
        picks=picks,
        setting=Setting(k, samples),
        search=Search(trees, depth, search, pool, tries),
        seed=seed,
    )
    name = data_name(data.name) + ("" if tokens == "code" else "-clean")
    documents = read(data, tokens, text_column, label_column)
    journal = None if out is None else out / f".models-{name}.parts"
    with progress_of("models") as progress:
        found = experiment.models(documents, asked, data=name, journal=journal, seconds=seconds, progress=progress)
    show(found, section([found], 1), picture(found), out, f"models-{name}")
    if journal is not None and found["rounds_done"] == rounds:
        journal.unlink(missing_ok=True)
