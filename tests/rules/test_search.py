"""The search against games whose rule is known."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from exegesis.core.errors import InputError
from exegesis.data.requests import driven
from exegesis.rules.masking import MaskedRules, drawn, width
from exegesis.rules.search import Draws, Outcome, RuleSearch
from tests.explainers.driving import drive, game_of

Answer = Callable[[Any], Any]  # masks (B, n) to whether the answer is the whole input's (B,)


def outcome(answer: Answer, n: int = 8, seed: int = 0, **settings: Any) -> Outcome:
    rng = np.random.default_rng(seed)

    def kept(draws: Draws) -> Sequence[int]:
        return [int(np.sum(answer(drawn(rule, draws.count, n, rng)))) for rule in draws.rules]

    return driven(RuleSearch(**settings).steps(n, width), kept)


@pytest.mark.parametrize(
    ("answer", "rule"),
    [
        (lambda masks: masks[:, 3], (3,)),
        (lambda masks: masks[:, 1] & masks[:, 6], (1, 6)),
        (lambda masks: masks[:, [0, 2, 5]].all(axis=1), (0, 2, 5)),
        (lambda masks: masks[:, 4] | (masks[:, 1] & masks[:, 2]), (4,)),
        (lambda masks: np.ones(len(masks), dtype=bool), ()),
    ],
)
@pytest.mark.parametrize("seed", [0, 1])
def test_the_widest_rule_that_suffices_is_found(answer: Answer, rule: tuple[int, ...], seed: int) -> None:
    result = outcome(answer, seed=seed)
    assert (result.arm.rule, result.holds, result.stopped) == (rule, True, "found")
    assert result.arm.precision == 1.0
    assert result.arm.low(result.level) > 0.9
    assert [len(one.rule) for one in result.growth] == list(range(len(rule) + 1))
    assert result.drawn <= RuleSearch().draws


def test_of_two_units_that_each_suffice_a_pair_is_not_taken() -> None:
    assert outcome(lambda masks: masks[:, 2] | masks[:, 5]).arm.rule in {(2,), (5,)}


def test_where_no_short_rule_suffices_the_surest_is_told_with_the_reason() -> None:
    result = outcome(lambda masks: masks.all(axis=1), most_units=2)
    assert (result.holds, result.stopped) == (False, "exhausted")
    assert len(result.arm.rule) <= 2


def test_the_draws_are_never_more_than_was_said() -> None:
    counted = 0

    def answer(masks: Any) -> Any:
        nonlocal counted
        counted += len(masks)
        return masks[:, [0, 1, 2, 3, 4]].all(axis=1)

    result = outcome(answer, n=30, draws=700)
    assert counted == result.drawn <= 700
    assert (result.holds, result.stopped) == (False, "budget")


def test_a_rule_that_is_nearly_precise_is_not_taken_for_precise() -> None:
    rng = np.random.default_rng(5)
    result = outcome(lambda masks: rng.random(len(masks)) < np.where(masks[:, 0], 0.8, 0.1), n=3, draws=30_000)
    assert not result.holds
    assert result.arm.precision < 0.9


@pytest.mark.parametrize(
    ("settings", "match"),
    [
        ({"precise": 1.0}, "precise must be a number between 0 and 1"),
        ({"beam": 0}, "beam"),
        ({"draws": True}, "draws"),
        ({"draws": 1}, "fewer than batch=50"),
    ],
)
def test_settings_out_of_range_are_refused(settings: dict[str, Any], match: str) -> None:
    with pytest.raises(InputError, match=match):
        RuleSearch(**settings)


def test_as_a_method_its_scores_are_the_units_of_the_rule() -> None:
    def f(masks: Any) -> Any:
        on = masks[:, 1] & masks[:, 2]
        return np.stack([~on, on], axis=1)

    found = drive(MaskedRules(), game_of(4, 2), f)
    np.testing.assert_array_equal(found.scores, [[0, 1, 1, 0]] * 2)
    assert MaskedRules().passes(game_of(4)).forward == RuleSearch().draws + 1
