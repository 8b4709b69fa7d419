"""`exegesis trust predictions`: do explanations tell which predictions to trust?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of
from exegesis.cli.trust import options as own
from exegesis.cli.trust.results import Results

if TYPE_CHECKING:
    from exegesis.trust.simulated.documents import Documents


def predictions(
    data: o.Data[Path],
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    tokens: own.Tokens = "code",
    published: own.Published = None,
    documents: Annotated[int | None, o.option(o.TEXTS, "--documents", "Only so many test documents.")] = None,
    vectors: Annotated[
        list[Path] | None,
        o.option(o.TEXTS, "--vectors", "Further documents that word vectors learn from; may be repeated."),
    ] = None,
    classifier: Annotated[
        list[str] | None,
        o.option(
            o.METHOD,
            "--classifier",
            "logistic, neighbours, forest, svm, or MODULE:NAME of your own; may be repeated.  [all four]",
        ),
    ] = None,
    method: own.SimulatedMethods = None,
    form: own.Form = "both",
    features: o.Features[int] = 10,
    samples: o.Samples[int] = 15000,
    forest_samples: Annotated[
        int | None, o.option(o.METHOD, "--forest-samples", "Samples for the forest, which is slow.")
    ] = None,
    splits: own.Splits = 1,
    rounds: own.Rounds = 100,
    untrustworthy_share: Annotated[
        float, o.option(o.METHOD, "--untrustworthy-share", "Untrustworthy share of the vocabulary.")
    ] = 0.25,
    trees: own.Trees = 1000,
    size: Annotated[int, o.option(o.METHOD, "--size", "Numbers in a word vector.")] = 300,
    seed: o.Seed[int] = 1,
    out: o.Out[Path | None] = None,
) -> None:
    """Do explanations tell which predictions to trust?

    F1 of a simulated user's trust (LIME paper, section 5.3). --data may also be the paper's JSON lines of word counts.
    With --out a run that was ended early goes on.
    """
    from exegesis.trust.simulated import predictions as experiment
    from exegesis.trust.simulated.documents import read
    from exegesis.trust.simulated.mistrust import COMPARE
    from exegesis.trust.simulated.predictions_page import picture, section
    from exegesis.trust.simulated.table import Setting

    results = Results.of("predictions", data, tokens, out)
    asked = experiment.PredictionsExperiment(
        models=tuple(classifier or experiment.MODELS),
        methods=None if method is None else tuple(method),
        forms=COMPARE if form == "both" else (form,),
        splits=splits,
        rounds=rounds,
        share=untrustworthy_share,
        documents=documents,
        setting=Setting(features, samples),
        costly_samples=samples if forest_samples is None else forest_samples,
        trees=trees,
        size=size,
        seed=seed,
    )
    given = read(data, tokens, text_column, label_column)
    others = _others(vectors or [], tokens) if "forest" in asked.models else {}
    with progress_of("predictions") as progress:
        found = experiment.predictions(
            given, asked, data=results.data, published=published, others=others, journal=results.journal,
            progress=progress,
        )  # fmt: skip
    results.show(found, section([found], 1), picture(found))


def _others(paths: list[Path], tokens: str) -> "dict[str, Documents]":
    from exegesis.trust.simulated.documents import read
    from exegesis.trust.simulated.published import data_name

    return {data_name(path.name): read(path, tokens) for path in paths}
