"""`exegesis trust faithfulness`: do explanations name the words that a model really uses?"""

from pathlib import Path
from typing import Annotated

import typer

from exegesis.cli.progress import progress_of
from exegesis.cli.trust.results import check_folder, show


def method_names(incomplete: str) -> list[str]:
    """The explainers whose names begin so, for completion."""
    from exegesis.trust.simulated.table import METHODS

    return [name for name in METHODS if name.startswith(incomplete)]


def faithfulness(
    data: Annotated[
        Path,
        typer.Option(help="Labelled documents: JSON lines of word counts, or texts (.csv, .jsonl, .parquet, .gz)."),
    ],
    model: Annotated[
        list[str] | None,
        typer.Option(help="logistic, tree, or MODULE:NAME of a classifier of your own; may be repeated.  [both]"),
    ] = None,
    method: Annotated[
        list[str] | None,
        typer.Option("--methods", help="random, parzen, greedy or lime; may be repeated.", autocompletion=method_names),
    ] = None,
    form: Annotated[str, typer.Option(help="paper, code (of the published figures) or both.")] = "paper",
    tokens: Annotated[str, typer.Option(help="Of word counts: code (as the paper's code has them) or clean.")] = "code",
    text_column: Annotated[str, typer.Option(help="The column of the text.")] = "text",
    label_column: Annotated[str | None, typer.Option(help="The column of the label; usually 'label'.")] = None,
    splits: Annotated[int, typer.Option(help="How many times the documents are split anew.")] = 5,
    k: Annotated[int, typer.Option(help="At most so many words in an explanation.")] = 10,
    samples: Annotated[int, typer.Option(help="Masks that LIME draws for a document.")] = 15000,
    seed: Annotated[int, typer.Option(help="Same seed, same result.")] = 0,
    jobs: Annotated[int, typer.Option(help="Processes; the result is the same for any number.")] = 1,
    published: Annotated[
        str | None, typer.Option(help="The data are the paper's: books or dvd. Its figures are shown beside these.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for JSON, Markdown and SVG; a run ended early goes on from there.")
    ] = None,
) -> None:
    """Recall of the words that interpretable models really use (LIME paper, section 5.2)."""
    from exegesis.trust.simulated import faithfulness as experiment
    from exegesis.trust.simulated.documents import read
    from exegesis.trust.simulated.explainers import FORMS
    from exegesis.trust.simulated.faithfulness_page import picture, section
    from exegesis.trust.simulated.interpretable import MODELS
    from exegesis.trust.simulated.published import data_name
    from exegesis.trust.simulated.table import Setting

    check_folder(out)
    documents = read(data, tokens, text_column, label_column)
    name = data_name(data.name) + ("" if tokens == "code" else "-clean")
    asked = experiment.Asked(
        models=tuple(model or MODELS),
        methods=None if method is None else tuple(method),
        forms=FORMS if form == "both" else (form,),
        splits=splits,
        setting=Setting(k, samples),
        seed=seed,
        jobs=jobs,
    )
    journal = None if out is None else out / f".faithfulness-{name}.parts"
    with progress_of("faithfulness") as progress:
        found = experiment.faithfulness(
            documents, asked, data=name, published=published, journal=journal, progress=progress
        )
    show(found, section([found], 1), picture(found), out, f"faithfulness-{name}")
    if journal is not None:
        journal.unlink(missing_ok=True)
