"""`exegesis trust models`: do explanations tell which of two models to trust?"""

from pathlib import Path
from typing import Annotated

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of
from exegesis.cli.trust import options as own
from exegesis.cli.trust.results import Results


def models(
    data: o.Data[Path],
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    tokens: own.Tokens = "code",
    method: own.SimulatedMethods = None,
    form: own.Form = "paper",
    features: o.Features[int] = 10,
    samples: o.Samples[int] = 15000,
    rounds: own.Rounds = 100,
    budget: Annotated[int, o.option(o.METHOD, "--budget", "Show up to so many explanations of each model.")] = 30,
    artificial_words: Annotated[
        int, o.option(o.METHOD, "--artificial-words", "Words that are put in to mislead.")
    ] = 10,
    trees: own.Trees = 30,
    depth: Annotated[
        int | None,
        o.option(o.METHOD, "--depth", "Depth of the trees; the authors' code has 5.  [to their ends, as in the paper]"),
    ] = None,
    search: Annotated[
        str,
        o.option(o.METHOD, "--search", "pool: forests drawn from trees grown once; refit: new ones."),
    ] = "pool",
    tree_pool: Annotated[int, o.option(o.METHOD, "--tree-pool", "Trees grown once a round.")] = 240,
    tries: Annotated[int, o.option(o.METHOD, "--tries", "Try so many pairs before a round is left out.")] = 3000,
    picks: Annotated[int, o.option(o.METHOD, "--picks", "Random picks that a round is averaged over.")] = 10,
    seed: o.Seed[int] = 1,
    stop_after: o.StopAfter = None,
    out: o.Out[Path | None] = None,
) -> None:
    """Do explanations tell the better of two models?

    How often a simulated user chooses it (LIME paper, section 5.4). --data may also be the paper's JSON lines of word
    counts. With --out a run that was ended early goes on.
    """
    from exegesis.trust.simulated import models as experiment
    from exegesis.trust.simulated.documents import read
    from exegesis.trust.simulated.mistrust import COMPARE
    from exegesis.trust.simulated.models_page import picture, section
    from exegesis.trust.simulated.pairs import Search
    from exegesis.trust.simulated.table import Setting

    results = Results.of("models", data, tokens, out)
    asked = experiment.ModelsExperiment(
        methods=None if method is None else tuple(method),
        forms=COMPARE if form == "both" else (form,),
        rounds=rounds,
        budget=budget,
        words=artificial_words,
        picks=picks,
        setting=Setting(features, samples),
        search=Search(trees, depth, search, tree_pool, tries),
        seed=seed,
    )
    documents = read(data, tokens, text_column, label_column)
    with progress_of("models") as progress:
        found = experiment.models(
            documents, asked, data=results.data, journal=results.journal, seconds=stop_after, progress=progress
        )
    results.show(found, section([found], 1), picture(found), is_done=found["rounds_done"] == rounds)
