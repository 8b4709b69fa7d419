"""`exegesis trust faithfulness`: do explanations name the words that a model really uses?"""

from pathlib import Path
from typing import Annotated

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of
from exegesis.cli.trust import options as own
from exegesis.cli.trust.results import Results


def faithfulness(
    data: o.Data[Path],
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str | None] = None,
    tokens: own.Tokens = "code",
    published: own.Published = None,
    classifier: Annotated[
        list[str] | None,
        o.option(
            o.METHOD,
            "--classifier",
            "logistic, tree, or MODULE:NAME of a classifier of your own; may be repeated.  [both]",
        ),
    ] = None,
    method: own.SimulatedMethods = None,
    form: own.Form = "paper",
    features: o.Features[int] = 10,
    samples: o.Samples[int] = 15000,
    splits: own.Splits = 5,
    jobs: Annotated[int, o.option(o.METHOD, "--jobs", "Processes; the result is the same for any number.")] = 1,
    seed: o.Seed[int] = 0,
    out: o.Out[Path | None] = None,
) -> None:
    """Do explanations name the words that a model really uses?

    Recall of the words of interpretable models (LIME paper, section 5.2). --data may also be the paper's JSON lines of
    word counts. With --out a run that was ended early goes on.
    """
    from exegesis.trust.simulated import faithfulness as experiment
    from exegesis.trust.simulated.documents import read
    from exegesis.trust.simulated.explainers import FORMS
    from exegesis.trust.simulated.faithfulness_page import picture, section
    from exegesis.trust.simulated.interpretable import MODELS
    from exegesis.trust.simulated.table import Setting

    results = Results.of("faithfulness", data, tokens, out)
    documents = read(data, tokens, text_column, label_column)
    asked = experiment.FaithfulnessExperiment(
        models=tuple(classifier or MODELS),
        methods=None if method is None else tuple(method),
        forms=FORMS if form == "both" else (form,),
        splits=splits,
        setting=Setting(features, samples),
        seed=seed,
        jobs=jobs,
    )
    with progress_of("faithfulness") as progress:
        found = experiment.faithfulness(
            documents, asked, data=results.data, published=published, journal=results.journal, progress=progress
        )
    results.show(found, section([found], 1), picture(found))
