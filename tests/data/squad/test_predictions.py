import json
import math
from pathlib import Path
from typing import Any

import pytest

from exegesis.core.errors import InputError
from exegesis.data.squad.predictions import read_predictions, read_probabilities
from tests.data.squad.making import asked, written

ASKED = [asked("56be4db0acb8001400a502ec", "Denver"), asked("56be4db0acb8001400a502ed"), asked("17")]
FIRST, SECOND, THIRD = (one.id for one in ASKED)


def test_predictions_are_read_as_they_stand(tmp_path: Path) -> None:
    given = {SECOND: "", FIRST: "  the Denver\nBroncos ", THIRD: "日本"}
    assert read_predictions(written(tmp_path, given), ASKED) == given
    assert read_predictions(written(tmp_path, {}), iter(ASKED)) == {}


def test_probabilities_keep_the_order_of_the_file_and_may_be_any_finite_number(tmp_path: Path) -> None:
    given = {THIRD: 1, FIRST: -7.5, SECOND: 0.25}
    found = read_probabilities(written(tmp_path, given), ASKED)
    assert list(found.items()) == [(THIRD, 1.0), (FIRST, -7.5), (SECOND, 0.25)]
    assert all(type(value) is float for value in found.values())


@pytest.mark.parametrize("value", [None, 3, True, ["Denver"], {"text": "Denver"}])
def test_a_prediction_that_is_no_text_is_told(tmp_path: Path, value: Any) -> None:
    path = written(tmp_path, {SECOND: "x", FIRST: value})
    with pytest.raises(InputError, match=rf"^file\.json, line 3: \['{FIRST}'\] must be text, the predicted answer"):
        read_predictions(path, ASKED)


@pytest.mark.parametrize("value", [None, "0.5", True, [], math.nan, math.inf, -math.inf])
def test_a_probability_that_is_no_finite_number_is_told(tmp_path: Path, value: Any) -> None:
    path = written(tmp_path, {SECOND: 0.5, FIRST: value})
    with pytest.raises(InputError, match=rf"^file\.json, line 3: \['{FIRST}'\] must be a finite number"):
        read_probabilities(path, ASKED)


def test_a_number_too_large_for_a_float_is_told(tmp_path: Path) -> None:
    for digits in ("1e999", "9" * 5000):
        (tmp_path / "f.json").write_text(f'{{"17": {digits}}}')
        with pytest.raises(InputError, match="must be a finite number"):
            read_probabilities(tmp_path / "f.json", ASKED)


@pytest.mark.parametrize("read", [read_predictions, read_probabilities])
def test_an_id_that_was_not_asked_is_told_with_the_nearest(tmp_path: Path, read: Any) -> None:
    value = "x" if read is read_predictions else 0.5
    path = written(tmp_path, {FIRST: value, SECOND[:-1] + "f": value})
    with pytest.raises(InputError) as caught:
        read(path, [ASKED[1], ASKED[2], ASKED[0]])
    near = f" (the nearest is {FIRST!r})"
    assert str(caught.value).replace(SECOND, FIRST) == (
        f"file.json, line 3: ['{SECOND[:-1]}f'] is no id of a question asked{near}; give a file for these questions."
    )
    with pytest.raises(InputError, match="is no id of a question asked; give a file"):
        read(written(tmp_path, {"zzz": value}), ASKED)


def test_a_hostile_id_is_told_on_one_short_line(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_predictions(written(tmp_path, {"<b>\n\ud800" * 100_000: "x"}), ASKED)
    told = str(caught.value)
    assert "\n" not in told
    assert len(told) < 250
    told.encode()


def test_an_id_that_stands_twice_is_told(tmp_path: Path) -> None:
    (tmp_path / "f.json").write_text('{"17": "a",\n"17": "b"}')
    with pytest.raises(InputError, match=r"f\.json, line 2: \['17'\] stands twice in its object"):
        read_predictions(tmp_path / "f.json", ASKED)


@pytest.mark.parametrize("value", [[{"id": "17", "prediction_text": "x"}], "x", None])
def test_another_form_is_told(tmp_path: Path, value: Any) -> None:
    for read in (read_predictions, read_probabilities):
        with pytest.raises(InputError, match=r"^file\.json, line 1: the file must be an object\.$"):
            read(written(tmp_path, value), ASKED)


def test_what_is_no_json_is_told(tmp_path: Path) -> None:
    (tmp_path / "f.json").write_text(json.dumps({FIRST: "x"})[:-1])
    with pytest.raises(InputError, match=r"f\.json, line 1, column \d+: not JSON"):
        read_predictions(tmp_path / "f.json", ASKED)
