import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.data.requests import AttentionReply, Attentions, Game
from exegesis.explainers.attention_rollout import AttentionRollout, rollout
from tests.explainers.driving import attributed

# Two layers, two heads, three positions; the heads' means are A1 and A2.
A1 = np.array([[0.2, 0.4, 0.4], [0.0, 1.0, 0.0], [0.5, 0.0, 0.5]])
A2 = np.array([[0.0, 0.5, 0.5], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
SHIFT = np.array([[0.1, -0.1, 0.0], [0.0, 0.0, 0.0], [-0.2, 0.0, 0.2]])
WEIGHTS = np.stack([[A1 + SHIFT, A1 - SHIFT], [A2, A2]])
# 0.5 A + 0.5 I of layer 2, row 0: [.5, .25, .25]; of layer 1: [.6, .2, .2], [0, 1, 0], [.25, 0, .75]. Their product:
ROW_0 = [0.5 * 0.6 + 0.25 * 0.25, 0.5 * 0.2 + 0.25, 0.5 * 0.2 + 0.25 * 0.75]  # [.3625, .35, .2875]


def game(owners, windows=None, weights=(1.0,), n_targets=1):
    return Game(
        units=tuple("abc")[: max(owners) + 1],
        n_targets=n_targets,
        position_units=np.array(owners),
        windows=windows or ((0, len(owners)),),
        window_weights=weights,
    )


def answering(*replies):
    def answer(request):
        assert isinstance(request, Attentions)
        return replies[request.window]

    return answer


def test_a_rollout_worked_by_hand():
    np.testing.assert_allclose(rollout(WEIGHTS)[0], ROW_0, atol=1e-12)
    found = attributed(
        AttentionRollout(), game([-1, 0, 1]), answering(AttentionReply(WEIGHTS.astype(np.float32), ((0,),)))
    )
    np.testing.assert_allclose(found.scores[0], ROW_0[1:], atol=1e-6)
    assert found.diagnostics[0] == {"signed": False, "special_tokens": pytest.approx(ROW_0[0], abs=1e-6)}


def test_the_row_of_the_heads_position_is_read():
    last = attributed(
        AttentionRollout(), game([0, 1, -1]), answering(AttentionReply(WEIGHTS.astype(np.float32), ((2,),)))
    )
    # Row 2 of layer 2 attends to itself alone, so layer 1's row 2 is left: [.25, 0, .75].
    np.testing.assert_allclose(last.scores[0], [0.25, 0.0], atol=1e-6)
    assert last.diagnostics[0]["special_tokens"] == pytest.approx(0.75, abs=1e-6)


def test_windows_are_weighted_and_overlap_on_the_unit_they_share():
    reply = AttentionReply(WEIGHTS.astype(np.float32), ((0,),))
    found = attributed(
        AttentionRollout(), game([-1, 0, 1, -1, 1, 2], ((0, 3), (3, 6)), (0.25, 0.75)), answering(reply, reply)
    )
    np.testing.assert_allclose(
        found.scores[0], [0.25 * ROW_0[1], 0.25 * ROW_0[2] + 0.75 * ROW_0[1], 0.75 * ROW_0[2]], atol=1e-6
    )
    assert found.scores[0].sum() + found.diagnostics[0]["special_tokens"] == pytest.approx(1, abs=1e-6)


def test_every_target_gets_the_same_scores_and_the_warning():
    found = attributed(
        AttentionRollout(), game([-1, 0, 1], n_targets=3), answering(AttentionReply(WEIGHTS, ((0,),) * 3))
    )
    assert found.scores.shape == (3, 2)
    assert (found.scores == found.scores[0]).all()
    assert all("not attribution" in warnings[0] for warnings in found.warnings)


@given(layers=st.integers(1, 4), heads=st.integers(1, 3), size=st.integers(1, 6), seed=st.integers(0, 999))
def test_shares_are_positive_and_rows_sum_to_one(layers, heads, size, seed):
    attention = np.random.default_rng(seed).dirichlet(np.ones(size), size=(layers, heads, size))
    found = rollout(attention.astype(np.float32))
    assert (found >= 0).all()
    np.testing.assert_allclose(found.sum(axis=1), 1, atol=1e-9)
