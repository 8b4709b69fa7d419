"""One set of words: what stands in several public functions has one name and one order in all of them."""

import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import pairwise
from typing import Any

import pytest

import exegesis

# In this order, where a function takes them by place. Two of a line are one thing: of one, and of several.
ORDER = (
    ("explanation", "explanations"),
    ("model", "models", "teacher", "first"),
    ("student", "second"),
    ("text", "texts", "data", "question", "path"),
    ("edited", "out"),
    ("method", "methods", "family"),
    ("measures",),
    ("target",),
    ("seed",),
    ("unit",),
    ("id", "ids"),
)
# By name alone.
NAMED = {
    "errors": "of many items: keep the error of one in its place, or raise it",
    "progress": "called with what is done and what there is to do",
    "output": "the unit of the number that is explained or measured",
    "removal": "how measures remove units",
    "measure_settings": "settings of measures, by their names",
    "truths": "what is true of each text",
    "label_map": "what the labels of one model are called by another",
    "engine": "an engine of the model, to share its passes",
    "resume": "whether the run in the folder is gone on with",
    "limit": "only the first so many",
}
# One function's own.
OWN = {
    "load": {
        "source",
        "task",
        "labels",
        "name",
        "revision",
        "trust_remote_code",
        "threads",
        "modality",
        "background",
        "preprocess",
        "rate",
        "schema",
    },
    "predict": {"k"},
    "evaluate": {"rationale", "other"},
    "check": {"seeds", "orders", "baselines"},
    "benchmark": {"text_column", "costly_limit", "stop_after"},
    "edit": {"replace", "delete"},
    "dependence.dependence": {"columns", "rows", "grid", "bins", "lines", "shuffles"},
    "confidence.fit": {"signals", "precision", "wrong", "delta", "f1", "journal"},
    "confidence.fit_signals": {"signals", "right", "precision", "wrong", "delta"},
    "confidence.risk_coverage": {"confidence", "right", "name"},
    "confidence.apply": {"fitted", "any_model", "journal"},
    "accounts.account": {"result", "baseline"},
    "attacks.checklist": {"suite", "neutral", "shown"},
    "attacks.attack": {"recipe", "words", "search", "goal", "part", "queries", "seconds", "journal", "batch_tokens"},
    "counterfactuals.counterfactual": {
        "by",
        "keep",
        "count",
        "budget",
        "most_edits",
        "at_least",
        "at_most",
        "proposer",
        "proposals",
        "proposed_units",
        "lexicon",
        "ranges",
        "directions",
        "costs",
        "baseline",
        "fluency",
    },
    "rules.anchor": {"precise", "baseline", "proposer", "delta", "tolerance", "beam", "batch", "most_units", "draws"},
    "slices.slices": {
        "columns",
        "outcomes",
        "by",
        "named",
        "search_by",
        "other",
        "explained",
        "terms",
        "fewest",
        "keep",
        "keep_rows",
    },
    "corrections.trace": {"wrong", "count", "checkpoints", "every_weight"},
    "summarise": {"words", "examples", "features", "fewest", "marks"},
    "to_frame": {"rows"},
    "qa.ask": {"answer", "answer_start", "versus", "k", "decoding", "shown"},
    "qa.compare_questions": {"explained"},
    "qa.evaluate_model": {"asked", "rules", "decoding", "batch_tokens", "precision"},
    "exporting.export": {"precisions", "max_difference", "reduce_range", "timing_rounds", "overwrite"},
    "reports.student_report": {"columns", "explained", "k", "timing_rounds"},
    "reports.glue_report": {"tasks"},
    "reports.audit_report": {
        "text_column",
        "label_column",
        "skip_bad",
        "explained",
        "examples",
        "fairness_column",
        "favourable",
        "before",
        "redact",
        "only",
        "journal",
    },
    "reports.moves_between": {"before", "after", "bounds"},
    "trust.choice": {"count", "pick", "names", "log"},
    "summaries.visual_words": {"words", "features", "examples"},
    "summaries.weights": {"features", "marks"},
    "summaries.submodular": {"budget"},
    "summaries.at_random": {"budget"},
    "explorer.look": {"window"},
    "explorer.neurons": {"layer", "head", "row", "column", "kind", "window"},
    "explorer.predictions": {"tokens", "k", "masked", "window"},
    "explorer.layer_predictions": {"tokens", "k", "window"},
    "explorer.intervene": {"mask", "replace", "delete", "insert", "layers", "k", "window"},
    "explorer.beside": {"other_text", "other_model", "layers", "k", "window"},
    "explorer.attention_shift": {"before", "after", "heads", "layer", "how"},
    "explorer.silence": {"heads", "layer", "stack", "mean_of"},
    "explorer.isolate": {"heads", "everywhere", "stack", "mean_of"},
    "explorer.heads": {"importance", "kind", "window"},
    "explorer.head_relations": {"fewest"},
    "explorer.build_corpus": {"layers", "contexts", "tags", "text_column"},
    "explorer.estimate_corpus": {"layers", "contexts", "tags", "text_column"},
    "explorer.look_at": {"weights", "tokens", "columns", "special", "words", "name"},
    "bulk.write_csv": {"items", "rows"},
    "bulk.write_parquet": {"items", "rows"},
    "distillation.pretrain": {"job"},
    "distillation.distil_task": {"job"},
    "distillation.pretraining_job": {"values", "file"},
    "distillation.task_job": {"values", "file"},
    "distillation.curve_of": {"job", "test", "counts", "seeds"},
    "distillation.label_curve": {"start", "teachers", "train", "test", "counts", "settings", "seeds", "cache"},
}
FEATURES = (
    "evaluation", "qa", "comparison", "dependence", "surrogates", "summaries", "distillation", "exporting", "edits",
    "rules", "counterfactuals", "slices", "attacks", "explorer", "accounts", "confidence", "corrections",
    "bulk", "benchmarking", "trust", "reports",
)  # fmt: skip
FACES = {"": exegesis} | {f"{name}.": import_module(f"exegesis.{name}") for name in FEATURES}
EVERY = {
    f"{where}{name}": verb
    for where, room in FACES.items()
    for name in room.__all__
    if inspect.isfunction(verb := getattr(room, name))
}
VERBS = {where: verb for where, verb in EVERY.items() if "." not in where or verb.__name__ not in exegesis.__all__}


def places(verb: Callable[..., Any]) -> Iterator[inspect.Parameter]:
    return (one for one in inspect.signature(verb).parameters.values() if one.kind is one.POSITIONAL_OR_KEYWORD)


@pytest.mark.parametrize("name", VERBS)
def test_every_parameter_has_a_word_of_the_table(name: str) -> None:
    known = {word for words in ORDER for word in words} | NAMED.keys() | OWN.get(name, set())
    parameters = inspect.signature(VERBS[name]).parameters.values()
    assert [one.name for one in parameters if one.name not in known and one.kind is not one.VAR_KEYWORD] == []


@pytest.mark.parametrize("name", VERBS)
def test_what_is_given_by_place_stands_in_one_order(name: str) -> None:
    order = {word: place for place, words in enumerate(ORDER) for word in words}
    found = [order[one.name] for one in places(VERBS[name]) if one.name in order]
    assert all(one < other for one, other in pairwise(found))
    assert not NAMED.keys() & {one.name for one in places(VERBS[name])}


@pytest.mark.parametrize("word", ["errors", "seed", "unit", "progress", "removal", "output"])
def test_a_word_has_one_usual_value(word: str) -> None:
    signatures = [inspect.signature(verb).parameters for verb in VERBS.values()]
    usual = {parameters[word].default for parameters in signatures if word in parameters}
    assert len(usual - {None}) == (word not in ("progress", "output"))  # None: left to the task


def test_estimate_takes_what_explain_takes() -> None:
    explain, estimate = (list(inspect.signature(VERBS[name]).parameters.values()) for name in ("explain", "estimate"))
    assert [(one.name, one.default) for one in estimate] == [
        (one.name, one.default) for one in explain if one.name != "progress"
    ]


def test_the_table_names_nothing_that_is_not_there() -> None:
    used = {name for verb in VERBS.values() for name in inspect.signature(verb).parameters}
    assert {word for words in ORDER for word in words} <= used
    assert used >= NAMED.keys()
    assert {name: words for name, words in OWN.items() if words - set(inspect.signature(VERBS[name]).parameters)} == {}
