"""Results: written with the version of their form, read strictly, one inside another, without a bit lost."""

import copy
import pickle
from dataclasses import dataclass
from typing import Any

import pytest

from exegesis.core.errors import InputError
from exegesis.data.explanation import Explanation
from exegesis.data.result import Result
from tests.views import samples


@dataclass(frozen=True)
class Both(Result, noun="a couple", version=2, derived=("total",)):
    """Two explanations."""

    first: Explanation
    second: Explanation | None
    numbers: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.numbers)


BOTH = Both(samples.lime(), samples.phrases(), (1, 2))


def test_it_is_written_with_its_version_and_what_is_derived() -> None:
    data = BOTH.to_dict()
    assert list(data) == ["schema_version", "first", "second", "numbers", "total"]
    assert (data["schema_version"], data["total"]) == (2, 3)
    assert data["first"] == samples.lime().to_dict()


def test_it_comes_back_from_data_json_pickles_and_copies() -> None:
    for again in (
        Both.from_dict(BOTH.to_dict()),
        Both.from_json(BOTH.to_json()),
        pickle.loads(pickle.dumps(BOTH)),
        copy.deepcopy(BOTH),
    ):
        assert again == BOTH
        assert again.to_json() == BOTH.to_json()


def test_there_may_be_none_of_a_result_inside() -> None:
    alone = Both(samples.lime(), None, ())
    assert Both.from_json(alone.to_json()) == alone


def test_what_is_derived_is_not_believed_and_may_be_missing() -> None:
    assert Both.from_dict({**BOTH.to_dict(), "total": 99}).total == 3
    data = BOTH.to_dict()
    del data["total"]
    assert Both.from_dict(data) == BOTH


@pytest.mark.parametrize("version", [1, 3, None, "2", 2.0, True])
def test_another_version_is_refused(version: Any) -> None:
    with pytest.raises(InputError, match=r"^not a couple of schema version 2 \(found .*\)\.$"):
        Both.from_dict({**BOTH.to_dict(), "schema_version": version})


@pytest.mark.parametrize("data", [None, 5, [], "text"])
def test_what_is_no_object_is_refused(data: Any) -> None:
    with pytest.raises(InputError, match=r"^not a couple of schema version 2 \(found None\)\.$"):
        Both.from_dict(data)


def test_what_is_wrong_inside_is_named_from_the_outside() -> None:
    data = BOTH.to_dict()
    data["first"]["target"]["index"] = "one"
    with pytest.raises(InputError, match=r"^the data is not a couple: first\.target\.index should be a whole number"):
        Both.from_dict(data)
    data = BOTH.to_dict()
    data["second"]["schema_version"] = 99
    with pytest.raises(InputError, match=r"^the data is not a couple: second: not an explanation of schema version"):
        Both.from_dict(data)


def test_text_that_is_not_json_is_refused() -> None:
    with pytest.raises(InputError, match=r"^not JSON: "):
        Both.from_json("{")


def test_a_list_of_results_says_how_it_is_read() -> None:
    one = samples.lime().to_json()
    with pytest.raises(InputError, match=r"not an explanation but a list of 2 explanations: read it with exegesis\."):
        Explanation.from_json(f"[{one}, {one}]")
    with pytest.raises(InputError, match=r"not a couple but a list of 1; read them one by one"):
        Both.from_json(f"[{BOTH.to_json()}]")
