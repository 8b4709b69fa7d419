"""`exegesis schema`: the JSON schemas of what the commands write."""

from collections.abc import Mapping
from importlib import import_module
from typing import Annotated

import typer

from exegesis.cli.writing import STANDARD_OUTPUT, as_json, write
from exegesis.core.errors import unknown

# Where each kind of result lives, by the name in its schema's $id; a contract test holds them together.
RESULTS: Mapping[str, str] = {
    "explanation": "data.explanation:Explanation",
    "failed": "data.failed:Failed",
    "evaluation": "evaluation.result:Evaluation",
    "benchmark": "benchmarking.result:Benchmark",
    "anchor": "rules.result:Anchor",
    "check-list": "attacks.behaviour.result:CheckList",
    "attack": "attacks.result:Attack",
    "account": "data.account:Account",
    "confidence-fit": "confidence.result:ConfidenceFit",
    "selection": "confidence.result:Selection",
    "counterfactuals": "counterfactuals.result:Counterfactuals",
    "edit": "edits.result:Edit",
    "comparison": "comparison.result:Comparison",
    "attention-view": "explorer.result:AttentionView",
    "corpus-manifest": "explorer.corpus.result:CorpusManifest",
    "matches": "explorer.corpus.search.result:Matches",
    "saved-search": "explorer.corpus.search.result:SavedSearch",
    "concordance": "explorer.corpus.search.result:Concordance",
    "trajectory": "explorer.corpus.search.result:Trajectory",
    "neighbour-change": "explorer.corpus.search.result:NeighbourChange",
    "attention-pattern": "explorer.corpus.search.result:AttentionPattern",
    "corpus-summary": "explorer.corpus.search.result:CorpusSummary",
    "neurons": "explorer.result:Neurons",
    "predictions": "explorer.inside.result:Predictions",
    "layer-predictions": "explorer.inside.result:LayerPredictions",
    "head-table": "explorer.result:HeadTable",
    "head-relations": "explorer.relations.result:HeadRelations",
    "shift": "explorer.changes.result:Shift",
    "attention-shift": "explorer.changes.result:AttentionShift",
    "dependence": "dependence.result:Dependence",
    "slice-report": "slices.result:SliceReport",
    "column-summary": "summaries.columns.result:ColumnSummary",
    "surrogate": "surrogates.result:Surrogate",
    "word-summary": "summaries.words:WordSummary",
    "visual-words": "summaries.visual.result:VisualWords",
    "picked": "bulk.result:Picked",
    "picked-images": "bulk.result:PickedImages",
    "picked-summary": "bulk.result:PickedSummary",
    "question-comparison": "qa.result:QuestionComparison",
    "question-evaluation": "qa.result:QuestionEvaluation",
    "student-report": "reports.student.result:StudentReport",
    "glue-report": "reports.student.result:GlueReport",
    "audit-report": "reports.audit.result:AuditReport",
    "audit-comparison": "reports.audit.result:AuditComparison",
    "export-report": "exporting.result:ExportReport",
    "word-marks": "data.marks:WordMarks",
    "lineage": "trust.acting.lineage:Lineage",
    "bag-words": "trust.acting.bag:BagWords",
    "correction": "corrections.result:Correction",
    "correction-lineage": "corrections.result:CorrectionLineage",
    "traced-texts": "corrections.result:TracedTexts",
}


def schema(
    name: Annotated[
        str | None,
        typer.Argument(help="Print the JSON schema of this kind of result.", autocompletion=lambda: list(RESULTS)),
    ] = None,
) -> None:
    """The kinds of results there are, or the JSON schema of NAME."""
    if name is None:
        for known in RESULTS:
            typer.echo(known)
    elif name not in RESULTS:
        raise unknown("kind of result", name, RESULTS)
    else:
        module, _, kind = RESULTS[name].partition(":")
        write(STANDARD_OUTPUT, as_json(getattr(import_module(f"exegesis.{module}"), kind).json_schema()))
