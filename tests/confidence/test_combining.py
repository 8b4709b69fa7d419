"""Signals put together: what is learned, and what cannot be."""

import numpy as np
import pytest

from exegesis.confidence.combining import SignalCombination
from exegesis.confidence.curves import RankedAnswers
from exegesis.core.errors import InputError
from tests.confidence.samples import answers


def test_the_good_signal_has_the_weight_and_the_constant_one_none() -> None:
    signals, right = answers()
    values = np.column_stack([signals["bad"], signals["good"], np.full(len(right), 7.0)])
    found = SignalCombination.fitted(["bad", "good", "constant"], values, right)
    bad, good, constant = found.weights
    assert good.weight > 1 > abs(bad.weight)
    assert (constant.weight, constant.spread) == (0, 0)
    assert good.mean == pytest.approx(values[:, 1].mean())
    assert good.spread == pytest.approx(values[:, 1].std())


def test_a_confidence_is_a_probability_and_says_truly_how_often_answers_are_right() -> None:
    signals, right = answers(rows=4000)
    values = np.column_stack(list(signals.values()))
    sure = SignalCombination.fitted(list(signals), values[:2000], right[:2000]).confidence(values[2000:])
    assert ((sure > 0) & (sure < 1)).all()
    high = sure > 0.9
    assert right[2000:][high].mean() == pytest.approx(sure[high].mean(), abs=0.03)


def test_a_signal_that_is_higher_where_answers_are_wrong_is_turned() -> None:
    signals, right = answers()
    values = -signals["good"][:, None]
    found = SignalCombination.fitted(["turned"], values, right)
    assert found.weights[0].alone == -1
    assert found.weights[0].weight < 0
    together = RankedAnswers.of(found.confidence(values), right).area
    assert together == pytest.approx(RankedAnswers.of(found.alone(0, values), right).area)


def test_the_scale_of_a_signal_does_not_count() -> None:
    signals, right = answers()
    values = np.column_stack(list(signals.values()))
    one = SignalCombination.fitted(list(signals), values, right).confidence(values)
    other = SignalCombination.fitted(list(signals), 1000 * values + 3, right).confidence(1000 * values + 3)
    assert one == pytest.approx(other, abs=1e-4)


@pytest.mark.parametrize(("right", "said"), [(1, "every answer of .* is right"), (0, "every answer of .* is wrong")])
def test_where_all_are_alike_there_is_nothing_to_learn(right: int, said: str) -> None:
    with pytest.raises(InputError, match=said):
        SignalCombination.fitted(["a"], np.arange(50.0)[:, None], np.full(50, right))


def test_a_few_wrong_ones_are_too_few() -> None:
    with pytest.raises(InputError, match="only 3 of the 50 answers of the half that is fitted on are wrong"):
        SignalCombination.fitted(["a"], np.arange(50.0)[:, None], np.arange(50) > 2)
