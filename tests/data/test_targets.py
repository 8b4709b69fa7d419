"""How targets are named: one or several, and what a contrast of the same thing is."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.data.records import Target
from exegesis.data.targets import Answer, Contrast, Tag, Word, listed, several
from exegesis.tasks.cells import AT_MASK, FROM_START, Aim, Cell
from exegesis.tasks.contrasts import contrasted, contrasted_cells

ONE = [None, "start", "", 0, np.int64(1), Answer("a"), Word("a"), Tag("a"), Contrast("a", "b")]


@pytest.mark.parametrize("spec", ONE)
def test_one_target_is_a_list_of_one(spec: Any) -> None:
    assert not several(spec)
    assert listed(spec) == [spec]


@pytest.mark.parametrize("spec", [[], ["a"], ("a", 1), range(2), [Answer("a"), Contrast("a", 0)], np.array([0, 1])])
def test_several_targets_are_listed_in_their_order(spec: Any) -> None:
    assert several(spec)
    assert listed(spec) == list(spec)


def test_the_usual_values() -> None:
    assert (Answer("a").start, Answer("a").side) == (None, "span")
    assert Word("a").place == 1
    assert (Tag("a").tag, Tag("a").occurrence) == (None, 1)


def test_targets_are_plain_data() -> None:
    for spec in (Answer("a", 3), Word("a"), Tag("a"), Contrast(Answer("a"), "no-answer")):
        assert hash(spec) == hash(replace(spec))  # type: ignore[type-var]
        assert spec == replace(spec)  # type: ignore[type-var]


# -- cells ----------------------------------------------------------------------------------------------------------


def test_an_aim_reads_the_windows_of_its_cells() -> None:
    aim = Aim((Cell(0, 3, 1), Cell(0, 5, 1)), (Cell(2, 1, 0),))
    assert [aim.reads(window) for window in range(4)] == [True, False, True, False]


def test_a_contrast_holds_both_and_is_never_of_the_same_cells() -> None:
    good, bad = Target("good", 7, "logit", "word"), Target("bad", 8, "logit", "word")
    this, that = Aim((Cell(0, 4, 7, AT_MASK, 0),)), Aim((Cell(0, 4, 8, AT_MASK, 0),))
    target, aim = contrasted_cells((good, this), (bad, that))
    assert target == Target("good", 7, "logit", "word", versus=bad)
    assert aim == Aim(this.cells, that.cells)
    with pytest.raises(InputError, match="'good' with itself is always 0"):
        contrasted_cells((good, this), (good, this))
    with pytest.raises(InputError, match="'good' and 'Good' are the same to the model"):
        contrasted_cells((good, this), (Target("Good", 7, "logit", "word"), this))
    cells = (Cell(0, 1, 0, FROM_START), Cell(0, 1, 1, FROM_START))
    with pytest.raises(InputError, match="are the same to the model"):  # whatever the order of the cells
        contrasted_cells((good, Aim(cells)), (bad, Aim(cells[::-1])))


def test_a_contrast_of_contrasts_is_refused() -> None:
    a, b = Target("a", 0, "logit"), Target("b", 1, "logit")
    both = contrasted(a, b)
    for pair in ((both, a), (b, both)):
        with pytest.raises(InputError, match="between two plain targets, not between contrasts"):
            contrasted(*pair)
