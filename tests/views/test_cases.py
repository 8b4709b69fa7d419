"""Which explanations stand side by side, and what tells them apart."""

from dataclasses import replace

from exegesis.data.explanation import Explanation
from exegesis.views.cases import cases
from tests.views import samples


def heads(*explanations: Explanation) -> list[list[tuple[str, str]]]:
    return [[(case.heading(one), case.below(one)) for one in case.explanations] for case in cases(explanations)]


def test_one_method_and_two_targets_are_told_apart_by_the_target() -> None:
    assert heads(samples.question("start"), samples.ending()) == [
        [("Start: “Denver”", "Integrated gradients, logit"), ("End: “Broncos”", "Integrated gradients, logit")]
    ]


def test_two_methods_are_told_apart_by_the_method() -> None:
    assert heads(samples.question(), samples.asked_phrases()) == [
        [
            ("Integrated gradients", "Answer: “Denver Broncos”, logit"),
            ("Partition SHAP", "Answer: “Denver Broncos”, logit"),
        ]
    ]
    assert heads(samples.lime(), samples.lime())[0][1] == ("LIME", "positive, probability")


def test_two_methods_and_two_targets_name_both() -> None:
    other = replace(samples.ending(), method="lime")
    assert heads(samples.question("start"), other) == [
        [("Integrated gradients", "Start: “Denver”, logit"), ("LIME", "End: “Broncos”, logit")]
    ]


def test_cases_are_one_input_one_model_and_one_answer_in_the_order_met() -> None:
    given = [samples.question(), samples.lime(), samples.ending(), samples.no_answer(), samples.tag()]
    assert [[given.index(one) for one in case.explanations] for case in cases(given)] == [[0, 2], [1], [3], [4]]


def test_another_truth_is_another_case() -> None:
    assert len(cases([samples.question(), replace(samples.question(), truth=None)])) == 2


def test_the_table_lists_the_words_of_each_part_under_its_name() -> None:
    (case,) = cases([samples.question("start"), samples.question("end")])
    groups = [(name, [row.name for row in rows]) for name, rows in case.groups()]
    assert groups == [("question", ["Which"]), ("context", ["Denver", "Broncos", "Panthers", "champion", "champion"])]
    (alone,) = cases([samples.question()])
    assert alone.groups() == []


def test_one_method_twice_is_told_apart_by_the_settings_that_differ() -> None:
    one = samples.lime()
    few = replace(one, settings={**one.settings, "samples": 10, "kernel_width": 3.0})
    assert [head for ((head, _), *_) in heads(one)] == ["LIME"]
    ((first, second, third),) = heads(one, few, replace(one, method="occlusion", settings={}))
    assert (first[0], second[0]) == ("LIME, samples 2,000, kernel width 25", "LIME, samples 10, kernel width 3")
    assert third[0] == "Occlusion"
