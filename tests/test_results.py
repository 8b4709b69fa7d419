"""Every kind of result: its schema is one, what it writes fits it and comes back, and nothing else is read."""

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import exegesis
from exegesis.bulk.picked import picked
from exegesis.bulk.result import PickedSummary
from exegesis.core.errors import InputError
from exegesis.core.schemas import name_of
from exegesis.data.failed import Failed
from exegesis.data.marks import WordMarks
from exegesis.data.records import Cost
from exegesis.data.result import Result
from exegesis.data.schema import explanation_schema
from exegesis.data.squad.scoring_v2 import PartFigures, SquadFiguresV2
from exegesis.evaluation.result import Evaluation, Measure
from exegesis.reports.student.result import GlueReport, GlueRow, MetricPair
from exegesis.summaries.columns.summing import summarise_columns
from exegesis.summaries.words import WordSummary, summarise
from exegesis.trust.acting.bag import BagWords, VectorizerSettings
from exegesis.trust.acting.lineage import Lineage, Round, RoundAccuracy
from tests.accounts import test_run as accounts
from tests.attacks import test_views as attacks
from tests.attacks.behaviour import test_run as checklists
from tests.benchmarking.samples import benchmark
from tests.bulk.toys import usual as items
from tests.comparison.toys import usual as comparison
from tests.confidence.samples import whole as confidence
from tests.confidence.test_views import selection
from tests.corrections import test_views as corrections
from tests.counterfactuals import test_views as counterfactuals
from tests.dependence.samples import dependence
from tests.edits.toys import usual as edit
from tests.explorer.changes.toys import shift, turned
from tests.explorer.corpus.made import manifest
from tests.explorer.corpus.search import samples as searches
from tests.explorer.relations.planted import relations
from tests.explorer.toys import heads, layered, neurons, predicted, view
from tests.exporting.samples import report as export_report
from tests.qa.samples import compared, evaluation
from tests.reports.audit import samples as audits
from tests.reports.student.samples import model
from tests.reports.student.samples import report as student_report
from tests.result_kinds import kinds_of_results
from tests.rules import test_views as anchors
from tests.slices import samples as slice_reports
from tests.summaries import pictured
from tests.surrogates.samples import linear, tree
from tests.views import samples
from tests.views.tabled import row_explanation


def summary() -> WordSummary:
    return summarise([one for item in items() for one in item.explanations])


def measured() -> Evaluation:
    cost = Cost(4, 0, 90, 0.5)
    far = Measure("sufficiency", None, "probability", "mask", "lower", "the text has one word", cost)
    near = Measure("tau_loo", 0.25, "rank correlation", None, "higher", None, cost, {"steps": (1, 5)})
    about = ("lime", "good", "probability", "good", "toy", "A text", None, 0, cost)
    return Evaluation({one.name: one for one in (far, near)}, *about)


def glue() -> GlueReport:
    undefined = MetricPair("pearson", 88.0, None)
    row = GlueRow("stsb", ("dev",), (9,), 1, ((undefined,),), 88.0, None, 86.7, 82.2)
    facts = (model("big"),), (model("small"),)
    return GlueReport(rows=(row,), teachers=facts[0], students=facts[1], missing=("rte: x",), machine="m", date="d")


def lineage() -> Lineage:
    accuracy = {"held out": RoundAccuracy(0.75, 8, "ab")}
    fields = ("now", ("bad",), ("bad",), (), (), "words", 12, accuracy, "cd", {"c": 1.0}, "rounds/0", "ef")
    return Lineage((Round(0, None, *fields),), 0)


def by_v2() -> SquadFiguresV2:
    part = PartFigures(50.0, 66.7, 2)
    return SquadFiguresV2(
        questions=4,
        exact_match=50.0,
        f1=66.7,
        answerable=part,
        unanswerable=None,
        no_answer_precision=None,
        no_answer_recall=50.0,
        separation=None,
    )


EXAMPLES: Mapping[str, Callable[[], Result]] = {
    **{f"explanation {number}": build for number, build in enumerate(samples.SHAPES[::3])},
    "failure": lambda: Failed(3, "a", InputError("the text is empty.")),
    "failure of no words": lambda: Failed(0, None, RuntimeError()),
    "evaluation": measured,
    "confidence-fit": confidence,
    "selection": selection,
    "edit": edit,
    "account": accounts.of_toy,
    "anchor": lambda: anchors.FOUND,
    "attack": lambda: attacks.FOUND,
    "checklist": lambda: checklists.FOUND,
    "correction": lambda: corrections.FOUND,
    "lineage of corrections": corrections.lineage,
    "traced texts": corrections.traced,
    "counterfactuals": counterfactuals.sample,
    "counterfactuals of a row": counterfactuals.of_row,
    "comparison": comparison,
    "view of attention": view,
    "corpus": manifest,
    "matches": searches.matches,
    "search": searches.saved,
    "concordance": searches.concordance,
    "trajectory": searches.trajectory,
    "change of neighbours": searches.change,
    "pattern of attention": searches.pattern,
    "empty pattern of attention": searches.no_pattern,
    "summary of matches": searches.summary,
    "neurons": neurons,
    "predictions at tokens": predicted,
    "predictions of layers": layered,
    "heads": heads,
    "relations of heads": relations,
    "shift": shift,
    "shift of attention": turned,
    "tree": tree,
    "linear surrogate": linear,
    "summary": summary,
    "pick": lambda: picked(items(), 2),
    "visual words": pictured.seen,
    "summary of columns": lambda: summarise_columns([row_explanation(), row_explanation(base=None)]),
    "dependence": dependence,
    "dependence without truths": lambda: dependence(importance=False),
    "slice report": slice_reports.report,
    "slice report without its parts": lambda: replace(
        slice_reports.report(), rows=None, words=None, rival=None, search=None, fingerprint=None
    ),
    "pick of images": lambda: picked(pictured.item_pictures(), 1, visual=pictured.seen()),
    "summary with a pick": lambda: PickedSummary.of(summary(), picked(items(), 1, is_random=True)),
    "benchmark": lambda: benchmark(error="the model broke"),
    "comparison of answers": compared,
    "evaluation of answers": evaluation,
    "evaluation of answers by v2.0": lambda: evaluation(figures=by_v2(), with_no_answer=None),
    "report on a student": student_report,
    "report on GLUE": glue,
    "audit": audits.report,
    "comparison of audits": audits.comparison,
    "report on an export": export_report,
    "marks": lambda: WordMarks().mark(["Bad", "film"], "me", "why", "now").unmark(["film"], "me", when="now"),
    "no marks": WordMarks,
    "lineage": lineage,
    "words of a bag": lambda: BagWords(
        ("no", "yes"), ("a", "b"), VectorizerSettings(True, r"\w+", (1, 2), "word", False, None, ("the",))
    ),
}
every_example = pytest.mark.parametrize("name", EXAMPLES)


@cache
def example(name: str) -> Result:
    return EXAMPLES[name]()


@cache
def written(name: str) -> dict[str, Any]:
    return example(name).to_dict()


@cache
def validator(kind: type[Result]) -> Draft202012Validator:
    return Draft202012Validator(kind.json_schema())


def test_every_kind_of_result_has_an_example() -> None:
    assert {type(example(name)) for name in EXAMPLES} == kinds_of_results()


def test_no_two_kinds_share_a_name_for_readers() -> None:
    kinds = kinds_of_results()
    assert len({name_of(kind) for kind in kinds}) == len({kind.NOUN for kind in kinds}) == len(kinds)


@every_example
def test_the_schema_is_one_and_what_is_written_fits_it(name: str) -> None:
    kind = type(example(name))
    schema = validator(kind).schema
    Draft202012Validator.check_schema(schema)
    assert (schema["$id"], schema["title"]) == (f"urn:exegesis:{name_of(kind)}:{kind.VERSION}", kind.__name__)
    assert list(written(name)) == list(schema["properties"]), "in the order in which it is written"
    validator(kind).validate(written(name))


@every_example
def test_it_comes_back_as_it_was(name: str) -> None:
    one = example(name)
    again = type(one).from_json(one.to_json())
    assert again == one
    assert again.to_json() == one.to_json()
    assert one.as_plain() == one


@every_example
@pytest.mark.parametrize("version", [0, 99, None, "1", True])
def test_another_version_is_refused(name: str, version: Any) -> None:
    data = {**written(name), "schema_version": version}
    assert "schema version" in refused(name, data)


def refused(name: str, data: Any) -> str:
    """The line with which data are refused, by the schema as well."""
    kind = type(example(name))
    with pytest.raises(InputError) as caught:
        kind.from_dict(data)
    assert not validator(kind).is_valid(data)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@every_example
@pytest.mark.slow
def test_a_missing_and_an_unknown_field_are_refused(name: str) -> None:
    kind = type(example(name))
    required = validator(kind).schema["required"]
    for field in written(name):
        data = {key: value for key, value in written(name).items() if key != field}
        if field in required:
            assert field in refused(name, data).replace("schema version", "schema_version")
        else:  # of a later version, or derived
            validator(kind).validate(data)
            kind.from_dict(data)
    assert refused(name, {**written(name), "unheard_of": 1}).endswith("it has an unknown field unheard_of.")


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The ways to all that is within."""
    yield path
    inner = enumerate(data) if isinstance(data, list) else data.items() if isinstance(data, dict) else ()
    for step, item in inner:
        yield from places(item, (*path, step))


# What records inside of these results derive; fields of others have the same names.
_DERIVED_WITHIN = {"attack": {"share"}, "checklist": {"rate", "low", "high"}}


def some_places(name: str, most: int, kind: type = object) -> list[tuple[Any, ...]]:
    """Ways to what is of a kind, evenly among them all; what is derived is passed over in reading."""
    derived = {*type(example(name)).DERIVED, "verdict", "change", "retained"} | _DERIVED_WITHIN.get(name, set())
    found = [
        path
        for path in places(written(name))
        if path and not derived & set(path) and isinstance(at(written(name), path), kind)
    ]
    return found[:: max(1, len(found) // most)]


def at(data: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        data = data[step]
    return data


def agreed(name: str, data: Any) -> bool:
    """Whether the schema takes what is read, and no other."""
    kind = type(example(name))
    try:
        kind.from_dict(data)
    except InputError:
        return not validator(kind).is_valid(data)
    return validator(kind).is_valid(data)


@every_example
@pytest.mark.slow
def test_schema_and_reading_agree_on_what_is_missing_and_unknown_within(name: str) -> None:
    for path in some_places(name, 20, dict):
        more, less = copy.deepcopy(written(name)), copy.deepcopy(written(name))
        at(more, path)["unheard_of"] = {"a": []}
        assert agreed(name, more), path
        if at(less, path):
            at(less, path).popitem()
            assert agreed(name, less), path


@every_example
@pytest.mark.parametrize("wrong", [None, {"unheard_of": 1}, "much", True], ids=str)
@pytest.mark.slow
def test_schema_and_reading_agree_on_what_is_of_another_type(name: str, wrong: Any) -> None:
    for path in some_places(name, 20):
        data = copy.deepcopy(written(name))
        at(data, path[:-1])[path[-1]] = wrong
        assert agreed(name, data), path


def test_each_call_gives_a_schema_of_its_own() -> None:
    Lineage.json_schema()["properties"].clear()
    assert Lineage.json_schema()["properties"]


def test_the_schema_of_explanations_is_the_published_one() -> None:
    assert exegesis.Explanation.json_schema() == explanation_schema()
