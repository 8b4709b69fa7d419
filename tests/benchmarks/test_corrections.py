"""The trial of corrections: what is planted, who edits, and the figures of its table."""

import argparse

from benchmarks.corrections import WAYS, cells, edits_of, section, way_of

from benchmarks import corrections
from exegesis.data.labelled import Labelled
from tests.corrections.films import BAD

NAMED = Labelled.of([f"{corrections.NAME} film", *BAD], ["positive", *["negative"] * 4])


def test_a_person_finds_every_text_with_the_name() -> None:
    assert edits_of("dropped", NAMED).applied(NAMED).texts == BAD
    assert edits_of("rewritten", NAMED).applied(NAMED).texts == ("film", *BAD)


def test_every_way_is_one_of_ours() -> None:
    trial = corrections.Trial(0, NAMED, NAMED, NAMED, NAMED, NAMED)
    assert {way_of(name, trial).name for name in WAYS} == {"continued", "reasons", "counterfactuals", "edits"}


def test_harm_undone_is_of_the_harm_before() -> None:
    before = [{"clean": 0.8, "negative": 0.9, "wrong": 0.4}]
    after = [{"clean": 0.81, "negative": 0.9, "wrong": 0.8, "share": [0.5, 0.25], "mended": 3, "errors": 4}]
    row = list(cells("a way", before, after))
    assert row == ["a way", "10.0 ± 0.0", "80.0 ± 0.0", "81.0 ± 0.0", "+1.0", "50.0 ± 0.0 → 25.0 ± 0.0", "3 of 4"]


def test_only_whole_seeds_are_shown() -> None:
    line = {"clean": 0.8, "negative": 0.9, "wrong": 0.4, "share": [0.5, 0.25], "mended": 3, "errors": 4}
    lines = {f"0 {name}": line for name in WAYS} | {"0 before": {**line, "opposed": 0.5, "nearest": 1.0}}
    options = argparse.Namespace(seeds=2, texts=8, held=4)
    written = section({**lines, "1 before": line}, options)
    assert "1 seed, 8 training texts" in written
    assert written.count("| 0.0 ± 0.0 |") == len(WAYS)
