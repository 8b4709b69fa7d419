"""Models without some heads: explained as any other, named for what they lack, and what is refused."""

import numpy as np
import pytest

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.explorer import isolate, look, silence
from tests import tiny
from tests.adapters.attention_families import ATTENTION

TEXT = "The plot is dull, but the acting is wonderful."


@pytest.mark.parametrize("method", ["occlusion", "kernel_shap", "integrated_gradients", "attention_rollout", "lime"])
def test_an_explanation_is_of_the_changed_model(method: str) -> None:
    model = tiny.bert()
    silent = silence(model, [(1, 2), (2, 1)])
    before, after = (exegesis.explain(one, TEXT, method, target="positive") for one in (model, silent))
    assert after.fingerprint.model == "tiny-bert without heads 1.2, 2.1"
    assert after.fingerprint.weights != before.fingerprint.weights
    assert abs(after.value - before.value) > 1e-3
    assert np.isclose(after.prediction.outputs[1], exegesis.predict(silent, TEXT)[0].outputs[1], rtol=1e-4)
    assert abs(np.subtract(after.scores, before.scores)).max() > 1e-4
    again = exegesis.explain(model, TEXT, method, target="positive")
    np.testing.assert_allclose(again.scores, before.scores, rtol=1e-4, atol=1e-6)


def test_a_silent_model_is_looked_into() -> None:
    model = tiny.bert()
    before, after = look(model, TEXT), look(silence(model, layer=1), TEXT)
    assert after.model == "tiny-bert without heads 1.1, 1.2"
    np.testing.assert_allclose(before.weights[0], after.weights[0], atol=1e-6)
    assert abs(before.weights[1] - after.weights[1]).max() > 1e-3
    assert not after.head(1, 1, norms=True).matrix.any()


def test_isolated_heads_are_all_that_is_left_of_their_layers() -> None:
    model = tiny.bert()
    one, other = isolate(model, [(1, 2)]), silence(model, [(1, 1)])
    assert one.name == "tiny-bert with head 1.2 alone in layer 1"
    assert one.predict([TEXT]) == pytest.approx(other.predict([TEXT]), rel=1e-5)
    everywhere = isolate(model, [(1, 2)], everywhere=True)
    assert everywhere.name == "tiny-bert with head 1.2 alone"
    assert everywhere.predict([TEXT]) == pytest.approx(silence(other, layer=2).predict([TEXT]), rel=1e-5)
    two = isolate(model, [(1, 2), (2, 1)])
    assert two.name == "tiny-bert with heads 1.2, 2.1 alone in layers 1, 2"


def test_means_are_of_texts() -> None:
    model = tiny.bert()
    plain = silence(model, [(2, 2)])
    mean = silence(model, [(2, 2)], mean_of=["a bad film", "the acting is great"])
    assert mean.name == "tiny-bert without head 2.2 (means of 2 texts)"
    assert abs(plain.predict([TEXT]) - mean.predict([TEXT])).max() > 1e-5
    assert plain.fingerprint().weights != mean.fingerprint().weights


def test_stacks_of_an_encoder_decoder() -> None:
    model = TransformerModel(*ATTENTION["bart"].pair(), name="tiny-bart")
    for stack, layers in (("encoder", 2), ("decoder", 3), ("cross", 3)):
        silent = silence(model, [(layers, 2)], stack=stack)
        assert silent.name == f"tiny-bart without head {layers}.2 of its {stack} attention"
        assert abs(silent.predict([TEXT]) - model.predict([TEXT])).max() > 1e-5
    with pytest.raises(InputError, match="head 3 is not there: a layer of tiny-bart has heads 1 to 2"):
        silence(model, [(3, 3)], stack="cross")
    with pytest.raises(InputError, match="unknown stack of layers 'self'"):
        silence(model, [(3, 3)], stack="self")


def test_many_heads_are_counted_in_the_name() -> None:
    model = TransformerModel(*ATTENTION["bert"].pair(), name="bert")
    assert silence(silence(model, layer=1), layer=2).name == (
        "bert without 8 heads (1.1, 1.2, 1.3, 1.4, 2.1, 2.2 and 2 more)"
    )
    pairs = [(layer, head) for layer in (1, 2) for head in (1, 2, 3, 4)]
    assert silence(model, pairs).name == "bert without 8 heads (1.1, 1.2, 1.3, 1.4, 2.1, 2.2 and 2 more)"


def test_a_silent_head_is_not_silenced_again() -> None:
    model = TransformerModel(*ATTENTION["bert"].pair(), name="bert")
    silent = silence(model, [(1, 2)])
    assert silence(silent, [(2, 4)]).name == "bert without heads 1.2, 2.4"
    assert silence(silent, layer=1).name == "bert without heads 1.1, 1.2, 1.3, 1.4"
    means = silence(silent, [(2, 4)], mean_of=["a film"])
    assert means.name == "bert without head 1.2 without head 2.4 (means of 1 text)"
    for again in (lambda: silence(silent, [(1, 2), (1, 3)]), lambda: isolate(silent, [(1, 2)])):
        with pytest.raises(InputError, match=r"head 1\.2 of bert without head 1\.2 is already silent"):
            again()
    with pytest.raises(InputError, match="already silent"):
        silence(silence(model, layer=1), layer=1)


def test_what_cannot_be_silenced_is_told() -> None:
    model = tiny.bert()
    with pytest.raises(InputError, match="layer 3 is not there: tiny-bert has layers 1 to 2"):
        silence(model, [(3, 1)])
    with pytest.raises(InputError, match="head 0 is not there"):
        silence(model, [(1, 0)])
    with pytest.raises(InputError, match=r"say which heads are silenced: pairs \(layer, head\), or layer="):
        silence(model)
    with pytest.raises(InputError, match="heads are silent or not"):
        silence(model, {(1, 1): 0.5})
    with pytest.raises(InputError, match="nothing would be silenced"):
        isolate(model, [(1, 1), (1, 2)])
    with pytest.raises(InputError, match=r"no head is chosen; name at least one \(layer, head\)\.$"):
        silence(model, [])
    with pytest.raises(InputError, match="mean_of takes a list of texts; put the one text in a list"):
        silence(model, [(1, 1)], mean_of="a film")
    with pytest.raises(InputError, match="mean_of has no texts"):
        silence(model, [(1, 1)], mean_of=[])
    box = exegesis.load(lambda texts: [[0.5, 0.5]] * len(texts), name="box")
    with pytest.raises(UnsupportedError, match="box has no heads that can be silenced: that needs a transformer"):
        silence(box, [(1, 1)])
