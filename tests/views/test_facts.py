"""What stands beside a picture: rows of values that only a program reads are told by their number."""

import dataclasses

import pytest

from exegesis.data.records import Cost, Prediction
from exegesis.views.facts import conditions, details, outputs, shown_outputs
from exegesis.views.wording import ordinal
from tests.views import samples


def test_a_row_of_values_is_told_by_its_number() -> None:
    explanation = dataclasses.replace(
        samples.question(),
        diagnostics={"interactions": [0.5] * 1200, "certain": [1.0, None], "note": "kept", "delta": 0.1},
    )
    assert details(explanation) == [
        ("what two halves do only together", "1,200 values, in the JSON"),
        ("certain", "2 values, in the JSON"),
        ("note", "kept"),
    ]


def test_the_true_word_and_its_rival_are_shown_with_their_ranks() -> None:
    words = ("the", "a", "my", "this", "its", "she", "he")
    explanation = dataclasses.replace(
        samples.hidden(),
        truth="she",
        prediction=Prediction(
            "the", 0, (0.4, 0.2, 0.1, 0.05, 0.04, 0.02, 1e-9), words, "word", (), (1, 2, 3, 4, 5, 12, None)
        ),
    )
    said = {name: value for name, value, _, _ in outputs(explanation)}
    assert (said["the"], said["its"]) == ("40%", "4%")
    assert said["she"] == "2%, 12th, true word"
    assert said["he"] == "<0.1%, beyond the likeliest 200, compared with"
    assert len(shown_outputs(explanation)[0]) == 7


def test_passes_that_fewer_than_the_samples_took_are_explained() -> None:
    explanation = dataclasses.replace(samples.lime(), diagnostics={"samples": 2000}, cost=Cost(1951, 0, 40_000, 1.0))
    assert dict(conditions(explanation))["passes"] == "1,951 forward for 2,000 samples, equal ones run once"
    as_many = dataclasses.replace(explanation, diagnostics={"samples": 1951})
    assert dict(conditions(as_many))["passes"] == "1,951 forward"


@pytest.mark.parametrize(
    ("place", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (113, "113th"), (1021, "1,021st")]
)
def test_ordinals(place: int, said: str) -> None:
    assert ordinal(place) == said
