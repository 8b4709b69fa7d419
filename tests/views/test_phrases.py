"""Which phrases are listed, and the tree as rows to draw."""

from hypothesis import given

from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.records import Group
from exegesis.views.phrases import DEEPEST, LONGEST, strongest, tree
from tests.views import samples
from tests.views.strategies import explanations


def group(score: float, units: tuple[int, ...], parent: int | None) -> Group:
    return Group("", (Span(0, 1),), score, units, parent)


def of(*groups: Group) -> Explanation:
    return samples.explanation(groups=groups)


def test_the_strongest_share_no_unit_and_are_no_single_words_nor_the_whole_text() -> None:
    whole = group(9.0, tuple(range(6)), None)
    first, second, inner, word = (
        group(-5.0, (0, 1, 2), 0), group(3.0, (3, 4, 5), 0), group(4.0, (0, 1), 1), group(8.0, (5,), 2),
    )  # fmt: skip
    assert strongest(of(whole, first, second, inner, word)) == [first, second]
    assert strongest(of(whole, first, second, inner, word), 1) == [first]


def test_of_equal_phrases_the_shorter_comes_first() -> None:
    whole, long, short = group(1.0, tuple(range(9)), None), group(0.5, (0, 1, 2), 0), group(0.5, (0, 1), 1)
    assert strongest(of(whole, long, short)) == [short]


def test_a_passage_is_listed_only_where_the_method_split_it_no_further() -> None:
    units = tuple(range(LONGEST + 2))
    whole, passage, part = group(9.0, (*units, 99), None), group(5.0, units, 0), group(1.0, (0, 1), 1)
    assert strongest(of(whole, passage)) == [passage]
    assert strongest(of(whole, passage, part)) == [part]


def test_phrases_without_effect_are_not_listed() -> None:
    assert strongest(of(group(1.0, (0, 1, 2), None), group(0.0, (0, 1), 0))) == []
    assert strongest(samples.lime()) == []


@given(explanations())
def test_any_groups_give_phrases_that_are_apart(explanation: Explanation) -> None:
    units = [unit for phrase in strongest(explanation) for unit in phrase.units]
    assert len(units) == len(set(units))


def test_the_tree_is_in_the_texts_order_and_closes_what_it_opens() -> None:
    groups = (
        group(0, (0, 1, 2, 3), None), group(2, (2, 3), 0), group(1, (0, 1), 0), group(4, (3,), 1), group(3, (2,), 1),
    )  # fmt: skip
    rows = tree(of(*groups))
    assert [(row.group.score, row.depth, row.has_parts, row.closes) for row in rows] == [
        (0, 0, True, 0), (1, 1, False, 0), (2, 1, True, 0), (3, 2, False, 0), (4, 2, False, 2),
    ]  # fmt: skip


def test_a_tree_too_deep_to_draw_says_what_it_leaves_out() -> None:
    chain = [group(float(i), (0, 1), i - 1 if i else None) for i in range(DEEPEST + 10)]
    rows = tree(of(*chain))
    assert len(rows) == DEEPEST + 1
    assert rows[-1].hidden_parts == 1
    assert rows[-1].closes == DEEPEST


@given(explanations())
def test_any_tree_opens_and_closes_evenly(explanation: Explanation) -> None:
    """Parents that are missing, later in the list, or in a circle must not break the page."""
    depth = 0
    for row in tree(explanation):
        assert row.depth == depth
        depth += row.has_parts - row.closes
    assert depth == 0
