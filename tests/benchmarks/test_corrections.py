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
    assert row == [
        "a way",
        "1",
        "10.0 ± 0.0",
        "80.0 ± 0.0",
        "81.0 ± 0.0",
        "+1.0 ± 0.0",
        "50.0 ± 0.0 → 25.0 ± 0.0",
        "3 of 4",
    ]


def test_a_way_is_shown_over_the_seeds_that_it_has() -> None:
    line = {"clean": 0.8, "negative": 0.9, "wrong": 0.4, "share": [0.5, 0.25], "mended": 3, "errors": 4}
    before = {**line, "opposed": 0.5, "nearest": 1.0}
    lines = {"0 before": before, "1 before": before, "1 continued": line} | {f"0 {name}": line for name in WAYS}
    written = section(lines, argparse.Namespace(seeds=2, texts=8, held=4)).splitlines()
    assert written[1].startswith("2 seeds, 8 training texts")
    counts = [row.split(" | ")[1] for row in written if row.startswith("| ") and "---" not in row]
    assert counts == ["seeds", "2", "2", *["1"] * (len(WAYS) - 1)]
