"""What stands beside a picture: rows of values that only a program reads are told by their number."""

import dataclasses

import pytest

from exegesis.data.records import Prediction
from exegesis.views.facts import details, outputs, shown_outputs
from exegesis.views.wording import ordinal
from tests.views import samples


def test_a_row_of_values_is_told_by_its_number() -> None:
    explanation = dataclasses.replace(
        samples.question(),
        diagnostics={"interactions": [0.5] * 1200, "certain": [1.0, None], "note": "kept", "delta": 0.1},
    )
    assert details(explanation) == [
        ("interactions", "1,200 values, in the JSON"),
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


@pytest.mark.parametrize(
    ("place", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (113, "113th"), (1021, "1,021st")]
)
def test_ordinals(place: int, said: str) -> None:
    assert ordinal(place) == said
