"""Pairs as arcs, as a map and as lines of a terminal."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from exegesis.data.explanation import Explanation
from exegesis.data.records import PairScore
from exegesis.views.html import page
from exegesis.views.pairs import paired, strongest
from exegesis.views.terminal import show
from tests.views.samples import explanation

PAIRS = (PairScore(0, 1, 0.25, 0.01), PairScore(0, 2, -0.5), PairScore(1, 2, 0.0))
PLAIN = explanation("not fun good", [0.5, 0.125, -0.25])
UNITS = (PLAIN.units[0], replace(PLAIN.units[1], text="<b>"), PLAIN.units[2])
FOUND = replace(PLAIN, units=UNITS, pairs=PAIRS)


def test_scores_hold_half_of_each_pair() -> None:
    assert FOUND.alone().tolist() == [0.625, 0.0, 0.0]
    assert explanation("a b", [1.0, 2.0]).alone().tolist() == [1.0, 2.0]


def test_json_both_ways() -> None:
    assert Explanation.from_json(FOUND.to_json()) == FOUND
    assert Explanation.from_json(FOUND.to_json()).pairs == PAIRS


@pytest.mark.parametrize("pair", [PairScore(1, 0, 0.5), PairScore(0, 3, 0.5), PairScore(1, 1, 0.5)])
def test_pairs_of_no_two_units_are_refused(pair: PairScore) -> None:
    with pytest.raises(ValueError, match="pairs are of two units"):
        replace(FOUND, pairs=(pair,))


def test_the_strongest_come_first_and_those_of_nothing_not_at_all() -> None:
    assert strongest(FOUND, 5) == [PAIRS[1], PAIRS[0]]
    drawn = paired(FOUND)
    assert drawn is not None
    assert [(side, names) for side, _, names in drawn.listed] == [("no", "not · good"), ("to", "not · <b>")]
    assert [arc.side for arc in drawn.arcs] == ["to", "no"]
    assert drawn.arcs[1].width > drawn.arcs[0].width
    assert [cell.classes for cell in drawn.cells] == ["exg-to exg-l5", "exg-no exg-l10", ""]


def test_others_have_none() -> None:
    assert paired(explanation("a b", [0.0, 1.0])) is None


def test_a_page_draws_arcs_and_map_and_escapes_names() -> None:
    written = page([FOUND])
    assert written.count('<path class="exg-arc') == 2 + 2  # and one of each side in the legend
    assert "solid: more together than apart" in written
    assert written.count('class="exg-cell') == 3
    assert "<b>" not in written.split("</style>")[1].replace("<b>!</b>", "")
    nothing = page([replace(FOUND, pairs=(PairScore(0, 1, 0.0),))])
    assert "Every pair is 0" in nothing
    assert "exg-arcs" not in nothing.split("</style>")[1]


def test_many_units_have_arcs_and_no_map() -> None:
    many = explanation(" ".join(f"w{i}" for i in range(50)), [float(i) for i in range(50)])
    drawn = paired(replace(many, pairs=tuple(PairScore(0, i, float(i)) for i in range(1, 50))))
    assert drawn is not None
    assert (len(drawn.arcs), drawn.cells) == (12, ())


@pytest.mark.parametrize("verbose", [False, True])
def test_a_terminal_lists_the_strongest(verbose: bool) -> None:
    written = io.StringIO()
    show(FOUND, Console(file=written, width=80), verbose=verbose)
    lines = written.getvalue().splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith("strongest pairs"))
    assert [line.split() for line in lines[start + 1 : start + 3]] == [
        ["−0.500", "not", "·", "good"],
        ["+0.250", "±", "0.010", "not", "·", "<b>"],
    ]
