"""Figures of the machine: measured once, read by the processes after, and measured again where they cannot be."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from exegesis.core.remembered import measured


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EXEGESIS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def counting(values: list[float]) -> Callable[[], float]:
    return lambda: values.pop(0)


def test_a_figure_is_measured_once() -> None:
    values = [1.5, 2.5]
    assert [measured("speed", counting(values), ()) for _ in range(3)] == [1.5] * 3
    assert values == [2.5]


def test_names_and_versions_have_figures_of_their_own() -> None:
    values = [1.5, 2.5, 3.5]
    found = [measured("speed", counting(values), ()), measured("size", counting(values), ())]
    assert [*found, measured("speed", counting(values), (np,))] == [1.5, 2.5, 3.5]
    assert measured("size", counting(values), ()) == 2.5


@pytest.mark.parametrize("written", ["", "{", "[1]", "7", '{"a": 1e999}', '{"a": "x"}', "\x00", "[" * 100_000])
def test_what_others_wrote_there_does_no_harm(folder: Path, written: str) -> None:
    folder.mkdir()
    (folder / "measured.json").write_text(written)
    assert [measured("speed", counting([1.5]), ()) for _ in range(2)] == [1.5, 1.5]


@pytest.mark.parametrize("value", ["-1.0", "0.0", "NaN", '"fast"', "null", "true"])
def test_a_figure_that_is_none_is_measured_again(folder: Path, value: str) -> None:
    measured("speed", counting([1.5]), ())
    file = folder / "measured.json"
    file.write_text(file.read_text().replace("1.5", value))
    assert measured("speed", counting([2.5]), ()) == 2.5


def test_a_folder_that_cannot_be_written_to_is_done_without(folder: Path) -> None:
    folder.write_text("a file")
    values = [1.5, 2.5]
    assert [measured("speed", counting(values), ()) for _ in range(2)] == [1.5, 2.5]


def test_the_oldest_of_many_are_dropped(folder: Path) -> None:
    for number in range(205):
        measured(f"speed {number}", counting([1.5]), ())
    assert measured("speed 0", counting([2.5]), ()) == 2.5
    assert measured("speed 204", counting([3.5]), ()) == 1.5
    assert (folder / "measured.json").read_text().count("\n") <= 203
