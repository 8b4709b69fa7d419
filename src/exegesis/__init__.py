"""Exegesis: why a transformer gave its answer, and whether to believe the explanation."""

from typing import TYPE_CHECKING, Any

from exegesis.version import __version__

if TYPE_CHECKING:
    from exegesis.api import entities, estimate, explain, explain_many, load, methods, models, predict
    from exegesis.benchmark_results.result import Benchmark
    from exegesis.benchmarking.front import benchmark
    from exegesis.bulk.frame import to_frame
    from exegesis.comparison.texts.front import compare
    from exegesis.comparison_results.result import Comparison
    from exegesis.edits.result import Edit
    from exegesis.edits.run import edit
    from exegesis.errors import ExegesisError
    from exegesis.estimating import Estimate
    from exegesis.explanation import Explanation
    from exegesis.explanation_lines import ExplainedItem, read_explanations
    from exegesis.inputs import Hidden, Pair, Question
    from exegesis.judging.checking import check
    from exegesis.judging.front import evaluate
    from exegesis.many import Failed
    from exegesis.metrics.result import Evaluation, Measure
    from exegesis.surrogate_results.result import Surrogate
    from exegesis.surrogates.front import surrogate
    from exegesis.targets import Answer, Contrast, Tag, Word
    from exegesis.word_summary import summarise

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
    "read_explanations": "exegesis.explanation_lines",
    "ExplainedItem": "exegesis.explanation_lines",
    "evaluate": "exegesis.judging.front",
    "check": "exegesis.judging.checking",
    "estimate": "exegesis.api",
    "predict": "exegesis.api",
    "summarise": "exegesis.word_summary",
    "to_frame": "exegesis.bulk.frame",
    "benchmark": "exegesis.benchmarking.front",
    "Benchmark": "exegesis.benchmark_results.result",
    "compare": "exegesis.comparison.texts.front",
    "Comparison": "exegesis.comparison_results.result",
    "edit": "exegesis.edits.run",
    "Edit": "exegesis.edits.result",
    "surrogate": "exegesis.surrogates.front",
    "entities": "exegesis.api",
    "methods": "exegesis.api",
    "models": "exegesis.api",
    "Estimate": "exegesis.estimating",
    "Explanation": "exegesis.explanation",
    "Failed": "exegesis.many",
    "Evaluation": "exegesis.metrics.result",
    "Measure": "exegesis.metrics.result",
    "Surrogate": "exegesis.surrogate_results.result",
    "Question": "exegesis.inputs",
    "Pair": "exegesis.inputs",
    "Hidden": "exegesis.inputs",
    "Answer": "exegesis.targets",
    "Word": "exegesis.targets",
    "Tag": "exegesis.targets",
    "Contrast": "exegesis.targets",
    "ExegesisError": "exegesis.errors",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'exegesis' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
