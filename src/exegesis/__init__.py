"""Exegesis: why a transformer gave its answer, and whether to believe the explanation."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face
from exegesis.core.version import __version__

__all__ = [
    "load",
    "explain",
    "explain_many",
    "read_explanations",
    "evaluate",
    "check",
    "estimate",
    "predict",
    "summarise",
    "to_frame",
    "benchmark",
    "compare",
    "edit",
    "surrogate",
    "entities",
    "methods",
    "models",
    "explanation_schema",
    "Question",
    "Pair",
    "Hidden",
    "Answer",
    "Word",
    "Tag",
    "Contrast",
    "Slic",
    "Quickshift",
    "Felzenszwalb",
    "Grid",
    "Series",
    "EventSequence",
    "EventCells",
    "Slices",
    "Changes",
    "Sound",
    "Tiles",
    "Supervoxels",
    "Boxes",
    "TableColumn",
    "TableSchema",
    "Explanation",
    "ExplainedItem",
    "Surrogate",
    "Evaluation",
    "Measure",
    "Benchmark",
    "Comparison",
    "Edit",
    "Estimate",
    "Failed",
    "ExegesisError",
    "__version__",
]

# Nothing heavy is imported until it is asked for: `exegesis --help` must not wait for numpy or torch.
if TYPE_CHECKING:
    from exegesis.api import entities, estimate, explain, explain_many, load, methods, models, predict
    from exegesis.benchmarking import Benchmark, benchmark
    from exegesis.bulk import to_frame
    from exegesis.comparison import Comparison, compare
    from exegesis.core.errors import ExegesisError
    from exegesis.data.events import EventSequence
    from exegesis.data.explanation import Explanation
    from exegesis.data.explanation_lines import ExplainedItem, read_explanations
    from exegesis.data.failed import Failed
    from exegesis.data.inputs import Hidden, Pair, Question
    from exegesis.data.schema import explanation_schema
    from exegesis.data.series import Series
    from exegesis.data.sound import Sound
    from exegesis.data.table_schema import TableColumn, TableSchema
    from exegesis.data.targets import Answer, Contrast, Tag, Word
    from exegesis.edits import Edit, edit
    from exegesis.engine.estimate import Estimate
    from exegesis.evaluation import Evaluation, Measure, check, evaluate
    from exegesis.modalities.events.units import EventCells
    from exegesis.modalities.image.segmentation import Felzenszwalb, Grid, Quickshift, Slic
    from exegesis.modalities.series.cutting import Changes, Slices
    from exegesis.modalities.sound.cutting import Tiles
    from exegesis.modalities.video.segmentation import Boxes, Supervoxels
    from exegesis.summaries import summarise
    from exegesis.surrogates import Surrogate, surrogate
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "load": "api",
            "explain": "api",
            "explain_many": "api",
            "read_explanations": "data.explanation_lines",
            "evaluate": "evaluation",
            "check": "evaluation",
            "estimate": "api",
            "predict": "api",
            "summarise": "summaries",
            "to_frame": "bulk",
            "benchmark": "benchmarking",
            "compare": "comparison",
            "edit": "edits",
            "surrogate": "surrogates",
            "entities": "api",
            "methods": "api",
            "models": "api",
            "explanation_schema": "data.schema",
            "Question": "data.inputs",
            "Pair": "data.inputs",
            "Hidden": "data.inputs",
            "Answer": "data.targets",
            "Word": "data.targets",
            "Tag": "data.targets",
            "Contrast": "data.targets",
            "Slic": "modalities.image.segmentation",
            "Quickshift": "modalities.image.segmentation",
            "Felzenszwalb": "modalities.image.segmentation",
            "Grid": "modalities.image.segmentation",
            "Series": "data.series",
            "EventSequence": "data.events",
            "EventCells": "modalities.events.units",
            "Slices": "modalities.series.cutting",
            "Changes": "modalities.series.cutting",
            "Sound": "data.sound",
            "Tiles": "modalities.sound.cutting",
            "Supervoxels": "modalities.video.segmentation",
            "Boxes": "modalities.video.segmentation",
            "TableColumn": "data.table_schema",
            "TableSchema": "data.table_schema",
            "Explanation": "data.explanation",
            "ExplainedItem": "data.explanation_lines",
            "Surrogate": "surrogates",
            "Evaluation": "evaluation",
            "Measure": "evaluation",
            "Benchmark": "benchmarking",
            "Comparison": "comparison",
            "Edit": "edits",
            "Estimate": "engine.estimate",
            "Failed": "data.failed",
            "ExegesisError": "core.errors",
        },
        rooms=True,
    )
