"""`exegesis trust predictions`: do explanations tell which predictions to trust?"""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exegesis.cli.progress import progress_of
from exegesis.cli.trust.faithfulness import method_names
from exegesis.cli.trust.results import check_folder, show

if TYPE_CHECKING:
    from exegesis.trust.simulated.documents import Documents


def predictions(
    data: Annotated[
        Path,
        typer.Option(help="Labelled documents: JSON lines of word counts, or texts (.csv, .jsonl, .parquet, .gz)."),
    ],
    model: Annotated[
        list[str] | None,
        typer.Option(
            help="logistic, neighbours, forest, svm, or MODULE:NAME of your own; may be repeated.  [all four]"
        ),
    ] = None,
    method: Annotated[
        list[str] | None,
        typer.Option("--methods", help="random, parzen, greedy or lime; may be repeated.", autocompletion=method_names),
    ] = None,
    form: Annotated[
        str,
        typer.Option(help="Compare with the explanation's own prediction (paper), the model's (code), or both."),
    ] = "both",
    tokens: Annotated[str, typer.Option(help="Of word counts: code (as the paper's code) or clean.")] = "code",
    text_column: Annotated[str, typer.Option(help="The column of the text.")] = "text",
    label_column: Annotated[str | None, typer.Option(help="The column of the label; usually 'label'.")] = None,
    splits: Annotated[int, typer.Option(help="How many times the documents are split anew.")] = 1,
    rounds: Annotated[int, typer.Option(help="Rounds in which other words are untrustworthy.")] = 100,
    share: Annotated[float, typer.Option(help="Untrustworthy share of the vocabulary.")] = 0.25,
    documents: Annotated[int | None, typer.Option(help="Only so many test documents.")] = None,
    k: Annotated[int, typer.Option(help="At most so many words in an explanation.")] = 10,
    samples: Annotated[int, typer.Option(help="Masks that LIME draws for a document.")] = 15000,
    forest_samples: Annotated[int | None, typer.Option(help="The same for the forest, which is slow.")] = None,
    trees: Annotated[int, typer.Option(help="Trees of the forest.")] = 1000,
    vectors: Annotated[
        list[Path] | None, typer.Option(help="Further documents that word vectors learn from; may be repeated.")
    ] = None,
    size: Annotated[int, typer.Option(help="Numbers in a word vector.")] = 300,
    seed: Annotated[int, typer.Option(help="Same seed, same result.")] = 1,
    published: Annotated[
        str | None, typer.Option(help="The data are the paper's: books or dvd. Its figures are shown beside these.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for JSON, Markdown and SVG; a run ended early goes on from there.")
    ] = None,
) -> None:
    """F1 of a simulated user's trust in single predictions (LIME paper, section 5.3)."""
    from exegesis.trust.simulated import predictions as experiment
    from exegesis.trust.simulated.documents import read
    from exegesis.trust.simulated.mistrust import COMPARE
    from exegesis.trust.simulated.predictions_page import picture, section
    from exegesis.trust.simulated.published import data_name
    from exegesis.trust.simulated.table import Setting

    check_folder(out)
    asked = experiment.Asked(
        models=tuple(model or experiment.MODELS),
        methods=None if method is None else tuple(method),
        forms=COMPARE if form == "both" else (form,),
        splits=splits,
        rounds=rounds,
        share=share,
        documents=documents,
        setting=Setting(k, samples),
        costly_samples=samples if forest_samples is None else forest_samples,
        trees=trees,
        size=size,
        seed=seed,
    )
    name = data_name(data.name) + ("" if tokens == "code" else "-clean")
    given = read(data, tokens, text_column, label_column)
    others = _others(vectors or [], tokens) if "forest" in asked.models else {}
    journal = None if out is None else out / f".predictions-{name}.parts"
    with progress_of("predictions") as progress:
        found = experiment.predictions(
            given, asked, data=name, published=published, others=others, journal=journal, progress=progress
        )
    show(found, section([found], 1), picture(found), out, f"predictions-{name}")
    if journal is not None:
        journal.unlink(missing_ok=True)


def _others(paths: list[Path], tokens: str) -> "dict[str, Documents]":
    from exegesis.trust.simulated.documents import read
    from exegesis.trust.simulated.published import data_name

    return {data_name(path.name): read(path, tokens) for path in paths}
