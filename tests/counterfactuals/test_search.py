"""The search over toy functions whose smallest change is known by going through all subsets."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.core.errors import InputError
from exegesis.counterfactuals.search import CounterfactualSearch
from exegesis.counterfactuals.shrinking import Shrinking
from exegesis.counterfactuals.space import Alternative, EditChoice, Edits, Space
from exegesis.counterfactuals.trials import Trials
from exegesis.data.requests import driven
from tests.counterfactuals.toys import Toy, fewest, is_minimal, linear, removals, searched

_WEIGHTS = st.lists(st.floats(-3, 3, width=16), min_size=1, max_size=7)


def units(edits: Edits) -> list[int]:
    return [edit.unit for edit in edits]


@given(weights=_WEIGHTS, rest=st.floats(0, 4, width=16), seed=st.integers(0, 3))
def test_of_a_sum_the_fewest_edits_are_found_and_none_where_there_are_none(
    weights: list[float], rest: float, seed: int
) -> None:
    margin = linear(weights, 0.5 + rest - sum(weights))  # the answer holds by 0.5 at least
    outcome, _ = searched(margin, removals(len(weights)), seed=seed)
    least = fewest(margin, removals(len(weights)))
    assert (len(outcome.flips[0].edits) if outcome.flips else None) == least
    assert all(is_minimal(margin, flip.edits) for flip in outcome.flips)
    assert outcome.stopped in (("found",) if least else ("exhausted", "unmoved"))


@given(st.data())
def test_whatever_the_function_what_is_found_flips_and_is_minimal(data: st.DataObject) -> None:
    n = data.draw(st.integers(1, 5))
    table = data.draw(st.lists(st.sampled_from([-1.0, -0.5, 0.5]), min_size=2**n, max_size=2**n))
    table[0] = -1.0

    def margin(edits: Edits) -> float:
        return table[sum(1 << edit.unit for edit in edits)]

    outcome, _ = searched(margin, removals(n), count=3)
    assert all(is_minimal(margin, flip.edits) and flip.minimal == "parts" for flip in outcome.flips)
    assert len({flip.edits for flip in outcome.flips}) == len(outcome.flips)
    assert bool(outcome.flips) == any(value > 0 for value in table)


def test_edits_that_work_only_together_are_found() -> None:
    """No single edit moves anything, and the order says nothing."""

    def margin(edits: Edits) -> float:
        return 1.0 if {5, 17, 28} <= set(units(edits)) else -1.0

    outcome, _ = searched(margin, removals(30))
    assert units(outcome.flips[0].edits) == [5, 17, 28]
    assert outcome.flips[0].minimal == "parts"


def test_edits_that_are_strong_alone_and_harm_the_others_do_not_mislead() -> None:
    """Four of the first five turn it; each of the others goes farther alone, and backwards in company."""

    def margin(edits: Edits) -> float:
        good, bad = (sum((edit.unit < 5) == side for edit in edits) for side in (True, False))
        return -1 + 0.3 * good + (0.31 if (good, bad) == (0, 1) else -0.25 * bad)

    outcome, _ = searched(margin, removals(15), budget=2000)
    assert set(units(outcome.flips[0].edits)) <= {0, 1, 2, 3, 4}
    assert (len(outcome.flips[0].edits), outcome.flips[0].minimal) == (4, "parts")


def test_many_edits_are_taken_back_one_by_one() -> None:
    outcome, _ = searched(linear([1.0] * 30, -15.5), removals(30), budget=2000)
    assert len(outcome.flips[0].edits) == 15
    assert outcome.flips[0].minimal == "singly"


def test_more_edits_than_the_pool_of_the_promising() -> None:
    outcome, _ = searched(linear([1.0] * 60, -20.5), removals(60), budget=20_000)
    assert len(outcome.flips[0].edits) == 40
    assert outcome.flips[0].minimal == "singly"


def test_the_budget_is_never_passed_and_none_within_it_is_an_answer() -> None:
    for budget in (1, 7, 40):
        outcome, toy = searched(linear([1.0] * 30, -15.5), removals(30), budget=budget)
        assert len(toy.asked) <= budget
        if not outcome.flips:
            assert outcome.stopped == "budget"


@pytest.mark.parametrize(("left", "said"), [(0, "unsure"), (4, "unsure"), (5, "unsure"), (10**3, "parts")])
def test_what_could_not_be_tried_is_not_called_minimal(left: int, said: str) -> None:
    """Five edits of which the last is of no use, and the passes end before that is known, or before the rest is."""
    margin = linear([1.0, 1.0, 1.0, 1.0, 0.1], -0.35)
    edits = tuple(EditChoice(unit, 0) for unit in range(5))
    trials, toy = Trials(removals(5), margin(()), left), Toy(margin, left)
    trials.margins[edits] = margin(edits)
    found, minimal = driven(Shrinking(removals(5), trials).shrunk(edits), toy)
    assert minimal == said
    assert len(found) == (5 if left < 5 else 4)


def test_no_candidate_is_asked_twice() -> None:
    _, toy = searched(linear([1.0, 2.0, 0.5, 0.3, 1.5, 0.2], -1.9), removals(6), count=3)
    assert len(toy.asked) == len(set(toy.asked))


def test_a_constant_function_is_told_apart_from_a_spent_budget() -> None:
    outcome, toy = searched(lambda edits: -1.0, removals(40), budget=5000)
    assert (outcome.flips, outcome.stopped) == ((), "unmoved")
    assert len(toy.asked) < 200
    assert searched(lambda edits: -1.0, removals(3))[0].stopped == "exhausted"


def test_the_same_seed_gives_the_same_and_units_of_the_order_come_first() -> None:
    margin = linear([0.5, 0.4, 3.0, 0.1], -3.0)
    (one, toy), (other, _) = (searched(margin, removals(4, order=[2, 0, 1, 3]), seed=5) for _ in range(2))
    assert one == other
    assert toy.asked[0] == (EditChoice(2, 0),)


def test_several_are_of_other_units_where_it_can_be() -> None:
    outcome, _ = searched(linear([5.0, 5.0, 1.0, 5.0], -11.0 - 0.5), removals(4), count=4)
    assert [units(flip.edits) for flip in outcome.flips] == [[0], [1], [3]]
    assert outcome.stopped == "exhausted"  # without these three the last unit does not do


def test_at_most_so_many_edits() -> None:
    margin = linear([1.0] * 6, -2.5)  # four have to go
    assert len(searched(margin, removals(6, most=4))[0].flips[0].edits) == 4
    assert searched(margin, removals(6, most=3))[0].stopped == "exhausted"
    assert searched(margin, removals(6, most=1))[0].stopped == "exhausted"


def chained(levels: int = 101) -> Space:
    """Two numbers that can be raised by 1 to 100 steps, the second twice as dear."""
    rise = [
        tuple(Alternative(str(step), "move", step * dear / 100, "up") for step in range(1, levels)) for dear in (1, 2)
    ]
    return Space(tuple(rise), (0, 1), 2)


@pytest.mark.parametrize(("needed", "moves"), [((40, 101), [(0, 39)]), ((80, 20), [(1, 19)]), ((101, 33), [(1, 32)])])
def test_a_number_is_moved_as_little_as_it_takes(needed: tuple[int, int], moves: list[tuple[int, int]]) -> None:
    def margin(edits: Edits) -> float:
        return max([edit.alternative + 1 - needed[edit.unit] + 0.5 for edit in edits], default=-1.0)

    outcome, toy = searched(margin, chained())
    assert list(outcome.flips[0].edits) == [EditChoice(*move) for move in moves]
    assert len(toy.asked) < 60  # of 200 single edits


def test_two_numbers_that_must_rise_together() -> None:
    def margin(edits: Edits) -> float:
        return sum(edit.alternative + 1 for edit in edits) - 149.5 if len(edits) == 2 else -100.0

    outcome, _ = searched(margin, chained())
    edits = outcome.flips[0].edits
    assert sum(edit.alternative + 1 for edit in edits) == 150  # neither can be any nearer
    assert outcome.flips[0].minimal == "parts"


def test_the_space_counts_its_candidates() -> None:
    two = Alternative("a", "delete"), Alternative("b", "delete")
    space = Space((two, two[:1], ()), (0, 1), 2)
    every = list(space.every(lambda edit: True))
    assert len(every) == len(set(every)) == space.size(lambda edit: True) == 2 + 1 + 2
    assert space.size(lambda edit: edit.unit == 0) == 2


@pytest.mark.parametrize("count", [0, -1, True, 1.5])
def test_a_count_that_is_none_is_refused(count: int) -> None:
    with pytest.raises(InputError, match="count must be a whole number of at least 1"):
        CounterfactualSearch(count=count)


def known_bad(margin: Callable[[Edits], float]) -> list[Edits]:
    """What takes the units in their order until it flips, and takes nothing back."""
    for size in range(1, 7):
        edits = tuple(EditChoice(unit, 0) for unit in range(size))
        if margin(edits) > 0:
            return [edits]
    return []


def test_taking_units_in_their_order_is_not_minimal_and_the_search_is() -> None:
    margin = linear([0.1, 0.2, 3.0, 0.1, 0.3, 2.5], -3.15)
    (worse,) = known_bad(margin)
    outcome, _ = searched(margin, removals(6))
    assert not is_minimal(margin, worse)
    assert is_minimal(margin, outcome.flips[0].edits)
    assert len(outcome.flips[0].edits) < len(worse)
