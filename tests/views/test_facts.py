"""What stands beside a picture: rows of values that only a program reads are told by their number."""

import dataclasses

from exegesis.views.facts import details
from tests.views import samples


def test_a_long_row_of_values_is_told_by_its_number_and_a_short_one_whole() -> None:
    explanation = dataclasses.replace(
        samples.question(),
        diagnostics={"interactions": [0.5] * 1200, "certain": [1.0, None], "note": "kept", "delta": 0.1},
    )
    assert details(explanation) == [
        ("interactions", "1,200 values, in the JSON"),
        ("certain", "1, none"),
        ("note", "kept"),
    ]
