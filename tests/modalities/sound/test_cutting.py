"""How sounds are cut into units."""

from typing import Any

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.data.place import Tile
from exegesis.data.sound import Sound
from exegesis.data.tiles import tiles_of
from exegesis.modalities.sound.cutting import OwnTiles, Tiles, cutting
from tests.modalities.sound.sounds import RATE, tone

SOUND = Sound.of(tone(), RATE)
WORDS = [(0.0, 0.1, "one"), (0.15, 0.3, "two"), (0.3, 0.505, "two")]


def test_tiles_cover_time_and_frequency_once() -> None:
    units = Tiles(stretches=5, bands=3).units(SOUND)
    tiles = tiles_of(units)
    assert len(set(tiles)) == 15
    assert [(tile.start, tile.stop) for tile in tiles[::3]] == [(i / 10, (i + 1) / 10) for i in range(5)]
    assert [(tile.low, tile.high) for tile in tiles[:3]] == [(0, 621), (621, 1791), (1791, None)]
    assert units[1].text == "0.00–0.10 s, 621–1,791 Hz"
    assert units[-1].text == "0.40–0.50 s, above 1,791 Hz"
    assert Tiles(5, 3).said() == {"stretches": 5, "bands": 3}


@pytest.mark.parametrize(("name", "count"), [(None, 48), ("tiles", 48), ("stretches", 12), ("bands", 4)])
def test_names_of_ways(name: str | None, count: int) -> None:
    way = cutting(name)
    assert len(way.units(SOUND)) == count
    assert way.noun == "tile"
    assert OwnTiles(way.units(SOUND)).noun == "tile"


def test_words_with_their_times() -> None:
    way = cutting(WORDS)
    units = way.units(SOUND)
    assert [unit.text for unit in units] == ["one", "two", "two"]
    assert tiles_of(units) == [Tile(0.0, 0.1), Tile(0.15, 0.3), Tile(0.3, 0.5)]
    assert (way.noun, way.said(), OwnTiles(units).noun) == ("word", {"words": 3}, "word")


@pytest.mark.parametrize(
    ("unit", "said"),
    [
        ("tile", "unknown unit of a sound 'tile'. Did you mean 'tiles'"),
        (3, "unit must be one of tiles, stretches, bands"),
        ([(0.0, 0.1)], r"word 1 must be \(start, end, word\)"),
        ([(0.0, 0.1, "a"), (0.2, np.nan, "b")], r"word 2 must be"),
        ([(0.0, 0.1, "a"), (0.2, 0.1, "b")], "word 2, 'b', ends before it begins"),
        ([(0.0, 0.2, "a"), (0.1, 0.3, "b")], "word 2, 'b', .*begins before the last one ends"),
        ([(0.0, 0.2, "a")], "1 word is too few"),
        ([(0.0, 0.2, "a"), (0.3, 0.9, "b")], "the word 'b' ends at 0.9 s, and the sound at 0.5 s"),
        (Tiles(stretches=2000), "2000 stretches do not fit a sound of 4000 samples"),
        (Tiles(bands=120), "120 bands are more than this sound's 129 frequencies fill"),
    ],
)
def test_what_cannot_be_cut_is_refused(unit: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        cutting(unit).units(SOUND)


@pytest.mark.parametrize("counts", [{"stretches": 0}, {"bands": 1.5}, {"stretches": 1, "bands": 1}])
def test_counts_are_checked(counts: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="at least"):
        Tiles(**counts)


def test_short_stretches_are_called_more_finely() -> None:
    names = {unit.text for unit in Tiles(stretches=50, bands=1).units(SOUND)}
    assert len(names) == 50
