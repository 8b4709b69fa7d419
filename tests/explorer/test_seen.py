"""What can be asked of a look, on attention drawn at random."""

import numpy as np
import pytest

from exegesis.core.errors import InputError, UnsupportedError
from exegesis.explainers.attention_rollout import rollout
from exegesis.explorer import look_at
from tests.explorer.toys import TOKENS, random_weights, toy

PLAIN = slice(1, 6)


def test_layer_1_is_the_first_block_and_the_last_can_be_seen() -> None:
    weights, look = random_weights(), toy()
    assert (look.layers, look.heads_in_layer) == (3, 2)
    np.testing.assert_array_equal(look.head(1, 1).matrix, weights[0, 0])
    np.testing.assert_array_equal(look.head(3, 2).matrix, weights[2, 1])
    assert look.head(3, 2).what == "layer 3, head 2"


@pytest.mark.parametrize(
    ("layer", "head", "said"),
    [
        (0, 1, "layer 0 is not there: toy has layers 1 to 3. Layer 0 is the embeddings, which attend to nothing."),
        (4, 1, "layer 4 is not there: toy has layers 1 to 3."),
        (-1, 1, "layer -1 is not there: toy has layers 1 to 3."),
        (True, 1, "a layer is a whole number, not True."),
        (1.0, 1, "a layer is a whole number, not 1.0."),
        ("2", "3", "a layer is a whole number, not '2'."),
        (2, 3, "head 3 is not there: a layer of toy has heads 1 to 2."),
        (2, 0, "head 0 is not there: a layer of toy has heads 1 to 2."),
    ],
)
def test_a_layer_or_head_that_is_not_there(layer: int, head: int, said: str) -> None:
    with pytest.raises(InputError) as error:
        toy().head(layer, head)
    assert str(error.value) == said


def test_heads_are_averaged_and_not_summed_unless_asked() -> None:
    weights, look = random_weights(), toy()
    mean, total = look.mix(layer=2), look.mix(layer=2, how="sum")
    np.testing.assert_allclose(mean.matrix, weights[1].mean(0), atol=1e-7)
    np.testing.assert_allclose(mean.given, 1, atol=1e-6)
    np.testing.assert_allclose(total.matrix, weights[1].sum(0), atol=1e-7)
    np.testing.assert_allclose(total.given, 2, atol=1e-6)
    np.testing.assert_allclose(look.mix().matrix, weights.mean((0, 1)), atol=1e-7)
    assert [mean.what, total.what, look.mix().what] == [
        "mean of all heads of layer 2", "sum of all heads of layer 2", "mean of all heads of 3 layers",
    ]  # fmt: skip


def test_heads_have_signed_weights() -> None:
    weights, look = random_weights(), toy()
    signed = {(1, 2): 2.0, (3, 1): -0.5}
    by_hand = 2 * weights[0, 1].astype(float) - 0.5 * weights[2, 0]
    np.testing.assert_allclose(look.mix(signed, how="sum").matrix, by_hand, atol=1e-7)
    mean = look.mix(signed)
    np.testing.assert_allclose(mean.matrix, by_hand / 2.5, atol=1e-7)
    assert [(one.layer, one.head, one.weight) for one in mean.heads] == [(1, 2, 2.0), (3, 1, -0.5)]
    assert mean.what == "mean of 2 heads of 2 layers, weighed"
    np.testing.assert_allclose(look.mix([(1, 2), (3, 1)]).matrix, (weights[0, 1] + weights[2, 0]) / 2, atol=1e-7)
    np.testing.assert_allclose(look.mix({(1, 2): -1}, how="mean").matrix, -weights[0, 1], atol=1e-7)


@pytest.mark.parametrize(
    ("heads", "said"),
    [
        ([], "no head is chosen"),
        ({(1, 1): 0.0}, "no head is chosen"),
        ({(1, 1): float("nan")}, r"the weight of head \(1, 1\) must be a number, not nan"),
        ({(1, 1): True}, "must be a number, not True"),
        ([(1, 1), (1, 1)], r"head \(1, 1\) is named twice"),
        ([1], "a head is a pair"),
        (3, "heads must be pairs .* a whole layer is layer="),
        ([(9, 1)], "layers 1 to 3"),
    ],
)
def test_heads_that_make_no_sense(heads: object, said: str) -> None:
    with pytest.raises(InputError, match=said):
        toy().mix(heads)  # type: ignore[arg-type]


def test_heads_print_as_a_table() -> None:
    lines = str(toy().heads()).splitlines()
    assert lines[0].split() == ["head", "entropy", "distance", "previous", "same", "following", "special"]
    assert [line.split()[0] for line in lines[1:]] == ["1.1", "1.2", "2.1", "2.2", "3.1", "3.2"]
    assert all(len(cell) == 5 for line in lines[1:] for cell in line.split()[1:])


def test_words_that_are_not_known() -> None:
    with pytest.raises(InputError, match=r"unknown way of putting heads together 'max'.*mean, sum"):
        toy().mix(how="max")
    with pytest.raises(InputError, match="heads or a layer, not both"):
        toy().mix([(1, 1)], layer=1)
    with pytest.raises(InputError, match=r"unknown stack of layers 'cross'.*Choose from: self"):
        toy().of("cross")
    with pytest.raises(InputError, match="the text has one part, 'text', and 'first' is none of it"):
        toy().between("first")
    with pytest.raises(InputError, match="renormalise must be True or False"):
        toy().without_special("no")  # type: ignore[arg-type]
    with pytest.raises(InputError, match="column 7 is not there: columns 0 to 6 are shown"):
        toy().received_by_head(7)


def test_what_is_received_is_not_what_is_given() -> None:
    weights, look = random_weights(), toy()
    np.testing.assert_allclose(look.received_by_head(), weights.mean(axis=2), atol=1e-6)
    np.testing.assert_allclose(look.given_by_head(), 1, atol=1e-6)
    np.testing.assert_allclose(look.received_by_head(5), weights[:, :, :, 5])
    np.testing.assert_allclose(look.given_by_head(5), weights[:, :, 5, :])


def test_several_pinned_tokens_are_summed_or_averaged() -> None:
    look, weights = toy(), random_weights()
    np.testing.assert_allclose(look.received_by_head([5, 1]), weights[:, :, :, [1, 5]].sum(-1), atol=1e-6)
    np.testing.assert_allclose(look.received_by_head((5, 1), "mean"), weights[:, :, :, [1, 5]].mean(-1), atol=1e-6)
    np.testing.assert_allclose(look.given_by_head([0, 2, 3]), weights[:, :, [0, 2, 3]].sum(2), atol=1e-6)
    np.testing.assert_allclose(look.given_by_head([0, 2], "mean"), weights[:, :, [0, 2]].mean(2), atol=1e-6)
    words = look.words()
    np.testing.assert_allclose(words.given_by_head([2], "mean"), words.given_by_head(2))
    with pytest.raises(InputError, match="give at least one column, and each once; not \\[1, 1\\]"):
        look.received_by_head([1, 1])
    with pytest.raises(InputError, match="give at least one row"):
        look.given_by_head([])
    with pytest.raises(InputError, match="unknown way of putting heads together 'most'"):
        look.given_by_head([1], "most")
    one = look.head(2, 1)
    np.testing.assert_allclose(one.received, weights[1, 0].mean(0), atol=1e-6)
    np.testing.assert_allclose(one.given, weights[1, 0].sum(1), atol=1e-6)


def test_special_tokens_are_left_out_or_shown_without_a_rerun() -> None:
    weights, look = random_weights(), toy()
    hidden = look.without_special()
    assert [token.text for token in hidden.columns] == TOKENS[PLAIN] == [token.text for token in hidden.rows]
    view = hidden.head(1, 1)
    np.testing.assert_array_equal(view.matrix, weights[0, 0][PLAIN, PLAIN])
    assert view.notes == ("left out: rows (2 special) and columns (2 special); rows were left as they are",)
    shares = look.without_special(renormalise=True).head(1, 1)
    np.testing.assert_allclose(shares.given, 1)
    np.testing.assert_allclose(shares.matrix, view.matrix / view.matrix.sum(1, keepdims=True))
    assert shares.notes[0].endswith("the rows shown were made to sum to 1")
    assert all(np.shares_memory(one, other) for one, other in zip(hidden.weights, look.weights, strict=True))
    np.testing.assert_array_equal(hidden.whole().head(1, 1).matrix, weights[0, 0])


def test_rows_that_gave_all_to_special_tokens_stay_zero() -> None:
    weights = np.zeros((1, 1, 3, 3), np.float32)
    weights[..., 0] = 1
    look = look_at(weights, ["<s>", "a", "b"], special=["<s>"]).without_special(renormalise=True)
    np.testing.assert_array_equal(look.head(1, 1).matrix, 0)
    with pytest.raises(InputError, match="nothing is left to show: the text has special tokens alone"):
        look_at(weights, ["<s>"] * 3, special=["<s>"]).without_special()


def test_pieces_are_summed_to_words_and_averaged_from_them() -> None:
    look = toy()
    words = look.words()
    assert [token.text for token in words.columns] == ["[CLS]", "an", "un ##believ ##able", "film", "[SEP]"]
    assert [token.positions for token in words.rows] == [(0,), (1,), (2, 3, 4), (5,), (6,)]
    pieces, shown = look.head(2, 2).matrix, words.head(2, 2).matrix
    assert shown[2, 2] == pytest.approx(pieces[2:5, 2:5].sum(1).mean())
    assert shown[1, 2] == pytest.approx(pieces[1, 2:5].sum())
    assert shown[2, 3] == pytest.approx(pieces[2:5, 5].mean())


@pytest.mark.parametrize("order", [("words", "special"), ("special", "words")])
@pytest.mark.parametrize("seed", range(4))
def test_rows_still_sum_to_1_whatever_is_asked_first(seed: int, order: tuple[str, str]) -> None:
    look = toy(seed)
    np.testing.assert_allclose(look.words().mix().given, 1, atol=1e-6)
    for step in order:
        look = look.words() if step == "words" else look.without_special(renormalise=True)
    assert [token.text for token in look.rows] == ["an", "un ##believ ##able", "film"]
    np.testing.assert_allclose(look.head(1, 2).given, 1)
    raw = toy(seed).words().head(1, 2).matrix[1:4, 1:4]
    np.testing.assert_allclose(look.head(1, 2).matrix, raw / raw.sum(1, keepdims=True))


def test_words_need_to_be_known() -> None:
    look = look_at(random_weights(), TOKENS)
    with pytest.raises(InputError, match="which pieces make a word is not known of these tokens"):
        look.words()


def test_rollout_is_that_of_the_explainer() -> None:
    weights, look = random_weights(), toy()
    np.testing.assert_allclose(look.rollout().matrix, rollout(weights), atol=1e-7)
    np.testing.assert_allclose(look.rollout(2).matrix, rollout(weights[:2]), atol=1e-7)
    np.testing.assert_allclose(look.rollout(1).matrix, (weights[0].mean(0) + np.eye(7)) / 2, atol=1e-6)
    assert (look.rollout(2).what, look.rollout(2).measure) == ("rollout to layer 2", "rollout")
    np.testing.assert_allclose(look.words().rollout().given, 1, atol=1e-6)
    with pytest.raises(InputError, match="layer 9 is not there"):
        look.rollout(9)
    cross = look_at(random_weights(rows=2), ["a", "b"], TOKENS)
    with pytest.raises(InputError, match="of cross attention there is none"):
        cross.rollout()


def test_norms_of_arrays_are_not_known() -> None:
    said = "toy has no norm-weighted attention: of attention given as arrays the value vectors are not known."
    with pytest.raises(UnsupportedError) as error:
        toy().head(1, 1, norms=True)
    assert str(error.value) == said


def test_the_head_table() -> None:
    weights = np.zeros((1, 3, 4, 4), np.float32)
    weights[0, 0] = np.eye(4, k=-1)  # to the token before
    weights[0, 0, 0, 0] = 1
    weights[0, 1] = 0.25  # to all alike
    weights[0, 2, :, 0] = 1  # to the special token
    look = look_at(weights, ["<s>", "a", "b", "c"], special=["<s>"])
    before, even, first = look.heads()
    assert [(one.layer, one.head) for one in look.heads()] == [(1, 1), (1, 2), (1, 3)]
    assert (before.previous, before.same, before.following, before.entropy, before.distance) == (1, 0, 0, 0, 1)
    assert before.special == pytest.approx(1 / 3)
    assert even.entropy == pytest.approx(np.log(4))
    assert even.distance == pytest.approx(np.mean([1.0, 1.0, 1.5]))
    assert even.following == pytest.approx(np.mean([0.25, 0.25, 0]))
    assert (first.special, first.distance) == (1, 2)
    cross = look_at(random_weights(rows=2), ["a", "b"], TOKENS).heads()[0]
    assert (cross.distance, cross.previous, cross.same, cross.following) == (None,) * 4


def test_it_says_what_it_is() -> None:
    assert repr(toy()) == "Look(toy, self attention, 3 layers x 2 heads, 7 x 7 tokens)"
    assert repr(toy().without_special().head(1, 2)) == "AttentionView(toy, self, layer 1, head 2, 5 x 5)"
    with pytest.raises(ValueError, match="read-only"):
        toy().weights[0][0, 0, 0] = 1
    with pytest.raises(ValueError, match="read-only"):
        toy().head(1, 1).weights[0][0] = 1


def test_causal_is_told_by_the_weights() -> None:
    assert look_at(np.tril(random_weights()), TOKENS).causal
    assert not toy().causal
