"""Exegesis: why a transformer gave its answer, and whether to believe the explanation."""

from typing import TYPE_CHECKING, Any

from exegesis.core.version import __version__

if TYPE_CHECKING:
    from exegesis.api import entities, estimate, explain, explain_many, load, methods, models, predict
    from exegesis.benchmarking.front import benchmark
    from exegesis.benchmarking.result import Benchmark
    from exegesis.bulk.frame import to_frame
    from exegesis.comparison.front import compare
    from exegesis.comparison.result import Comparison
    from exegesis.core.errors import ExegesisError
    from exegesis.data.explanation import Explanation
    from exegesis.data.explanation_lines import ExplainedItem, read_explanations
    from exegesis.data.inputs import Hidden, Pair, Question
    from exegesis.data.targets import Answer, Contrast, Tag, Word
    from exegesis.edits.result import Edit
    from exegesis.edits.run import edit
    from exegesis.engine.estimate import Estimate
    from exegesis.engine.many import Failed
    from exegesis.evaluation.checking import check
    from exegesis.evaluation.front import evaluate
    from exegesis.evaluation.result import Evaluation, Measure
    from exegesis.summaries.words import summarise
    from exegesis.surrogates.front import surrogate
    from exegesis.surrogates.result import Surrogate

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
    "Question",
    "Pair",
    "Hidden",
    "Answer",
    "Word",
    "Tag",
    "Contrast",
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
_HOMES = {
    "load": "exegesis.api",
    "explain": "exegesis.api",
    "explain_many": "exegesis.api",
    "read_explanations": "exegesis.data.explanation_lines",
    "ExplainedItem": "exegesis.data.explanation_lines",
    "evaluate": "exegesis.evaluation.front",
    "check": "exegesis.evaluation.checking",
    "estimate": "exegesis.api",
    "predict": "exegesis.api",
    "summarise": "exegesis.summaries.words",
    "to_frame": "exegesis.bulk.frame",
    "benchmark": "exegesis.benchmarking.front",
    "Benchmark": "exegesis.benchmarking.result",
    "compare": "exegesis.comparison.front",
    "Comparison": "exegesis.comparison.result",
    "edit": "exegesis.edits.run",
    "Edit": "exegesis.edits.result",
    "surrogate": "exegesis.surrogates.front",
    "entities": "exegesis.api",
    "methods": "exegesis.api",
    "models": "exegesis.api",
    "Estimate": "exegesis.engine.estimate",
    "Explanation": "exegesis.data.explanation",
    "Failed": "exegesis.engine.many",
    "Evaluation": "exegesis.evaluation.result",
    "Measure": "exegesis.evaluation.result",
    "Surrogate": "exegesis.surrogates.result",
    "Question": "exegesis.data.inputs",
    "Pair": "exegesis.data.inputs",
    "Hidden": "exegesis.data.inputs",
    "Answer": "exegesis.data.targets",
    "Word": "exegesis.data.targets",
    "Tag": "exegesis.data.targets",
    "Contrast": "exegesis.data.targets",
    "ExegesisError": "exegesis.core.errors",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'exegesis' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
