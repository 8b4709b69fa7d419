import json

import pytest

from exegesis.core.codec import parsed, plain, read
from exegesis.core.errors import InputError
from exegesis.core.schemas import json_schema
from exegesis.core.types import Span
from exegesis.data.place import Column, Item, Pixels, Place, Stretch
from exegesis.data.records import Unit

PLACES = [
    ((Span(0, 4), Span(9, 13)), {"spans": [[0, 4], [9, 13]]}),
    (Pixels(((3, 2), (13, 4))), {"at": {"runs": [[3, 2], [13, 4]]}}),
    (Column(3), {"at": {"column": 3}}),
    (Stretch(1, 20, 40), {"at": {"channel": 1, "start": 20, "stop": 40}}),
    (Item(7), {"at": {"item": 7, "count": 1}}),
    (Item(0, 40), {"at": {"item": 0, "count": 40}}),
]


def unit_at(place: Place) -> Unit:
    return Unit("it", place) if isinstance(place, tuple) else Unit("it", at=place)


@pytest.mark.parametrize(("place", "written"), PLACES)
def test_every_place_reads_back_as_it_was_written(place: Place, written: dict[str, object]) -> None:
    unit = unit_at(place)
    assert plain(unit) == {"text": "it", **written}
    back = read(Unit, parsed(json.dumps(plain(unit))), "a unit")
    assert (back, back.place) == (unit, place)
    assert {unit: 1}[back] == 1


def test_an_item_of_an_older_file_is_a_single_one() -> None:
    assert read(Unit, {"text": "it", "at": {"item": 7}}, "a unit").at == Item(7)


def test_the_spans_are_the_place_in_a_text_and_none_elsewhere() -> None:
    assert unit_at((Span(2, 5),)).spans == (Span(2, 5),)
    assert unit_at(Column(0)).spans == ()


@pytest.mark.parametrize(
    "data",
    [
        {"text": "it"},
        {"text": "it", "spans": []},
        {"text": "it", "at": None},
        {"text": "it", "spans": [[0, 1]], "at": {"column": 1}},
        {"text": "it", "at": {"column": -1}},
        {"text": "it", "at": {"column": 1, "item": 1}},
        {"text": "it", "at": {"runs": []}},
        {"text": "it", "at": {"row": 1}},
        {"text": "it", "at": 3},
    ],
)
def test_what_is_no_place_is_refused_in_a_line(data: object) -> None:
    with pytest.raises(InputError, match=r"^the data is not a unit: .*\.$") as caught:
        read(Unit, data, "a unit")
    assert "\n" not in str(caught.value)


def test_a_unit_stands_somewhere_and_only_there() -> None:
    for spans, at in (((), None), ((Span(0, 1),), Column(0))):
        with pytest.raises(ValueError, match="at spans of the text or elsewhere"):
            Unit("it", spans, at)


def test_the_schema_knows_the_places() -> None:
    schema = json_schema(Unit)
    assert schema["required"] == ["text"]
    assert set(schema["$defs"]) == {"Pixels", "Column", "Stretch", "Item", "Tile"}
