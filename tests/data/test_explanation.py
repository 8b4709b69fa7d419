"""Explanation: reading it, summing it, and carrying it through JSON, pickles and copies without losing a bit."""

import copy
import json
import pickle
from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given

import exegesis
from exegesis.core.errors import InputError
from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.records import Target, Unit
from tests.examples import examples
from tests.views import samples
from tests.views.strategies import explanations


def small(scores: list[float], **changes: Any) -> Explanation:
    return samples.explanation("one two three four", scores, **changes)


# -- reading ------------------------------------------------------------------------------------------------------


def test_top_is_ordered_by_absolute_score_and_ties_stand_in_the_texts_order() -> None:
    found = small([0.1, -0.3, 0.3, 0.2]).top(3)
    assert [(unit.text, score) for unit, score in found] == [("two", -0.3), ("three", 0.3), ("four", 0.2)]


@pytest.mark.parametrize(("k", "count"), [(-1, 0), (0, 0), (4, 4), (99, 4)])
def test_top_gives_as_many_as_there_are(k: int, count: int) -> None:
    assert len(small([1, 2, 3, 4]).top(k)) == count


def test_as_list_gives_pairs_of_all_units_or_k() -> None:
    explanation = small([0.1, -0.3, 0.0, 0.2])
    assert explanation.as_list() == [("two", -0.3), ("four", 0.2), ("one", 0.1), ("three", 0.0)]
    assert explanation.as_list(1) == [("two", -0.3)]


def test_a_unit_begins_and_ends_with_its_first_span() -> None:
    unit = Unit("a", (Span(3, 5), Span(9, 11)))
    assert (unit.start, unit.end) == (3, 5)


def test_no_control_of_a_label_reaches_a_terminal_by_repr() -> None:
    evil = "a\x1b[31mred\x07\u202eb\nc"
    found = samples.explanation(target=Target(evil, 1, "probability"))
    model = exegesis.load(lambda texts: [[0.5, 0.5] for _ in texts], labels=[evil, "b"], name=evil)
    anchor = exegesis.rules.anchor(model, "a b c")
    edit = exegesis.edit(model, "a b c", "a b d", method="occlusion", target="b")
    for said in map(repr, (found, model, anchor, edit)):
        assert said.isprintable()
        assert "␛[31mred" in said


def test_repr_names_the_method_the_target_and_the_top_words() -> None:
    assert repr(small([0.1, -0.3, 0.0, 0.2])) == (
        "Explanation(lime, positive 0.973 (probability): 'two' -0.300, 'four' +0.200, 'one' +0.100)"
    )


# -- frozen -------------------------------------------------------------------------------------------------------


def test_nothing_in_it_can_be_changed() -> None:
    given_scores = np.array([1.0, 2.0, 3.0, 4.0])
    explanation = replace(small([0, 0, 0, 0]), scores=given_scores, standard_errors=given_scores)
    given_scores[0] = 99.0
    assert explanation.scores[0] == 1.0
    with pytest.raises(ValueError, match="read-only"):
        explanation.scores[0] = 0.0
    with pytest.raises(ValueError, match="read-only"):
        explanation.standard_errors[0] = 0.0  # type: ignore[index]
    with pytest.raises(TypeError):
        explanation.settings["samples"] = 1  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        explanation.seed = 1  # type: ignore[misc]


@pytest.mark.parametrize("field", ["scores", "standard_errors"])
def test_there_is_one_number_for_each_unit(field: str) -> None:
    with pytest.raises(ValueError, match="expected 4 numbers, one per unit"):
        replace(small([1, 2, 3, 4]), **{field: np.zeros(3)})


# -- summing ------------------------------------------------------------------------------------------------------


def test_tokens_are_summed_into_words_and_sentences() -> None:
    text = "unhappy ending. Good!"
    pieces = [(0, 2), (2, 7), (8, 14), (14, 15), (16, 20), (20, 21)]
    units = [Unit(text[start:end], (Span(start, end),)) for start, end in pieces]
    tokens = samples.explanation(text, [1, 2, 4, 8, 16, 32], units=units, unit="token", standard_errors=np.ones(6))
    words = tokens.by("word")
    assert [(u.text, s) for u, s in zip(words.units, words.scores, strict=True)] == [
        ("unhappy", 3.0), ("ending", 4.0), (".", 8.0), ("Good", 16.0), ("!", 32.0),
    ]  # fmt: skip
    assert words.unit == "word"
    assert words.standard_errors is None
    assert tokens.by("sentence").scores.tolist() == [15.0, 48.0]
    assert words.by("sentence").scores.tolist() == [15.0, 48.0]


def test_summing_keeps_the_sum_and_the_same_unit_is_the_same_object() -> None:
    tokens = samples.tokens()
    assert tokens.by("word").scores.sum() == pytest.approx(tokens.scores.sum())
    assert tokens.by("token") is tokens


def test_summing_drops_phrases_whose_units_are_gone() -> None:
    assert samples.phrases().by("sentence").groups == ()


@pytest.mark.parametrize(
    ("explanation", "unit", "message"),
    [
        (samples.lime(), "token", "cannot be split into tokens; explain again with unit='token'"),
        (samples.regression(), "word", "cannot be split into words"),
        (replace(samples.lime(), unit="segment"), "word", "cannot be split into words"),
        (samples.bag_of_words(), "sentence", "bag-of-words"),
        (samples.lime(), "paragraph", "unknown unit 'paragraph'"),
    ],
)
def test_what_cannot_be_summed_is_refused(explanation: Explanation, unit: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        explanation.by(unit)


# -- to and from data ---------------------------------------------------------------------------------------------


@given(explanations())
@examples(100)
def test_json_pickle_and_copies_keep_every_bit(explanation: Explanation) -> None:
    for again in (
        Explanation.from_json(explanation.to_json()),
        Explanation.from_json(explanation.to_json(indent=2)),
        Explanation.from_dict(explanation.to_dict()),
        pickle.loads(pickle.dumps(explanation)),
        copy.deepcopy(explanation),
    ):
        assert again == explanation
        assert hash(again) == hash(explanation)
        assert again.scores.tobytes() == explanation.scores.tobytes()
        assert again.to_json() == explanation.to_json()
        assert again.units == explanation.units
        assert again.groups == explanation.groups


def test_numpy_values_and_functions_in_settings_become_plain() -> None:
    given_settings = {
        "one": np.float32(0.5), "many": np.arange(2), "none": np.nan, "rule": len, 3: (1, 2), "array": np.array(1.5),
    }  # fmt: skip
    explanation = small([1, 2, 3, 4], settings=given_settings)
    data = json.loads(explanation.to_json())["settings"]
    assert data == {"one": 0.5, "many": [0, 1], "none": None, "rule": "len", "3": [1, 2], "array": 1.5}
    assert Explanation.from_json(explanation.to_json()) == explanation


def test_equal_explanations_have_equal_hashes_even_for_both_zeros() -> None:
    one, other = small([0.0, 1, 2, 3]), small([-0.0, 1, 2, 3])
    assert one == other
    assert hash(one) == hash(other)
    assert one != small([0.5, 1, 2, 3])
    assert one != "one"


@pytest.mark.parametrize(
    "text",
    ["", "{", "[1, 2]", "3", "null", '{"schema_version": 2}', "[" * 100_000, "1" * 5_000],
)
def test_json_that_is_no_explanation_is_refused_in_a_line(text: str) -> None:
    with pytest.raises(InputError, match=r"not JSON|not an explanation of schema version 2|it lacks"):
        Explanation.from_json(text)


FIELDS = [
    name for name in samples.lime().to_dict() if name not in ("schema_version", "verdict", "kept", "pairs", "by_pixel")
]


@pytest.mark.parametrize("name", FIELDS)
def test_every_missing_field_is_named(name: str) -> None:
    data = samples.lime().to_dict()
    del data[name]
    with pytest.raises(InputError, match=f"lacks {name}"):
        Explanation.from_dict(data)


def test_a_file_from_before_there_were_images_has_none() -> None:
    data = samples.lime().to_dict()
    del data["kept"]
    assert Explanation.from_dict(data) == samples.lime()


def test_a_file_without_a_verdict_gets_one() -> None:
    data = samples.lime().to_dict()
    del data["verdict"]
    found = Explanation.from_dict(data)
    assert found == samples.lime()
    assert found.verdict.level == "unchecked"


def test_the_verdict_in_a_file_is_not_believed() -> None:
    data = samples.lime().to_dict()
    data["verdict"] = {**data["verdict"], "level": "holds", "text": "It holds."}
    assert Explanation.from_dict(data).verdict == samples.lime().verdict


def test_summed_scores_leave_their_checks_behind() -> None:
    checked = Explanation.from_dict({**samples.lime().to_dict(), "checks": CHECKS})
    assert checked.checks is not None
    assert checked.by("word") is checked
    assert checked.by("sentence").checks is None


CHECKS = {
    "seeds": {"conditions": ["1"], "stays": [3]},
    "baselines": None,
    "order": {"removal": "mask", "orders": 20, "gain": 0.2, "deviation": 0.05, "beaten": 1.0},
    "cost": {"forward_passes": 9, "backward_passes": 0, "tokens": 99, "seconds": 0.5},
    "not_tried": {"baselines": "the method has no baseline"},
    "again": None,
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("unheard_of", 1),
        ("units", 5),
        ("units", [{"text": "a"}]),
        ("units", [{"text": "a", "spans": [[1]]}]),
        ("scores", [1.0]),
        ("scores", "much"),
        ("target", {"name": "a"}),
        ("prediction", []),
        ("prediction", {"label": "a"}),
        ("cost", None),
        ("windows", [5]),
        ("settings", 5),
        ("standard_errors", ["much"]),
        ("checks", 5),
        ("checks", {"seeds": None}),
        ("checks", {**CHECKS, "seeds": {"conditions": ["1", "2"], "stays": [3]}}),
        ("checks", {**CHECKS, "seeds": {"conditions": ["1"], "stays": ["many"]}}),
        (
            "checks",
            {**CHECKS, "order": {"removal": "mask", "orders": 20, "gain": "much", "deviation": 0.1, "beaten": 1.0}},
        ),
        ("checks", {**CHECKS, "cost": None}),
        ("checks", {**CHECKS, "not_tried": ["seeds"]}),
        ("checks", {**CHECKS, "more": 1}),
    ],
)
def test_wrong_data_is_refused_in_a_line(name: str, value: Any) -> None:
    with pytest.raises(InputError, match="the data is not an explanation"):
        Explanation.from_dict({**samples.lime().to_dict(), name: value})


# -- other libraries and pictures -----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_to_shap_holds_the_same_numbers() -> None:
    pytest.importorskip("shap")
    explanation = samples.lime()
    same = explanation.to_shap()
    assert same.values.tolist() == explanation.scores.tolist()
    assert same.base_values == explanation.baseline.value
    assert list(same.feature_names) == [unit.text for unit in explanation.units]
    without = samples.regression()
    assert without.to_shap().base_values == pytest.approx(without.value - without.scores.sum())


def test_pictures_are_found() -> None:
    explanation = samples.lime()
    assert explanation.to_html().startswith("<!doctype html>")
    assert 'class="exegesis"' in explanation._repr_html_()
    assert len(explanation.plot(k=3).axes[0].get_yticks()) == 3
