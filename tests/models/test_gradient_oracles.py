"""Gradient methods through the front door against captum on the same models: eight encoder families and GPT-2."""

import numpy as np
import pytest
import torch
from captum.attr import LayerGradientXActivation, LayerIntegratedGradients
from families import FAMILIES, LAYERS, TEXT, family

import exegesis
from exegesis.errors import UnsupportedError

STEPS = 12
ENCODERS = [name for name in FAMILIES if not name.startswith("gpt2")]
WITH_LAYERS = [(name, layer) for name in FAMILIES for layer in LAYERS[name]]
TARGET = 1


class Peer:
    """What captum needs of a family: the ids, the readout and the sites; what it gives, as one number a position."""

    def __init__(self, name, output="logit"):
        self.model, self.tokenizer = family(name)
        self.output = output
        self.inputs = self.tokenizer(TEXT, return_tensors="pt")
        self.ids = self.inputs.pop("input_ids")
        self.special = np.array(self.tokenizer(TEXT, return_special_tokens_mask=True)["special_tokens_mask"], dtype=bool)
        self.extra = tuple(self.inputs.values())
        # captum joins the points along the first axis, which inside XLNet is that of the tokens: there, one at a time.
        self.tokens_first = name == "xlnet"

    def __call__(self, ids, *extra):
        logits = self.model(input_ids=ids, **dict(zip(self.inputs, extra, strict=True))).logits
        return logits.softmax(-1) if self.output == "probability" else logits

    def site(self, layer):
        return self.model.get_input_embeddings() if layer is None else self.model.get_submodule(layer)

    def baseline(self, name):
        filler = {"pad": self.tokenizer.pad_token_id, "mask": self.tokenizer.mask_token_id}[name]
        return torch.where(torch.tensor(self.special), self.ids, torch.full_like(self.ids, filler))

    def integrated(self, layer, baseline, steps):
        found = LayerIntegratedGradients(self, self.site(layer)).attribute(
            self.ids,
            self.baseline(baseline),
            target=TARGET,
            additional_forward_args=self.extra,
            n_steps=steps,
            method="gausslegendre",
        )
        return self.by_position(found)

    def input_x_gradient(self, layer):
        found = LayerGradientXActivation(self, self.site(layer)).attribute(
            self.ids, target=TARGET, additional_forward_args=self.extra
        )
        return self.by_position(found)

    def by_position(self, found):
        first = found[0] if isinstance(found, tuple) else found
        return first.detach().double().sum(-1).reshape(-1).numpy()


def check(found, peer, positions):
    """Token scores are captum's, one by one; what special tokens hold is theirs; and neither is all but zero."""
    expected = by_token(peer, positions)
    assert np.abs(expected).max() > 0.01
    np.testing.assert_allclose(found.scores, expected, atol=1e-5)
    assert found.diagnostics["special_tokens"] == pytest.approx(positions[peer.special].sum(), abs=1e-5)


def by_token(peer, positions):
    """Positions that share characters with the one before (SentencePiece's lone space) belong to one token."""
    offsets = peer.tokenizer(TEXT, return_offsets_mapping=True)["offset_mapping"]
    sums, last = [], -1
    for (start, end), special, score in zip(offsets, peer.special, positions, strict=True):
        if special:
            continue
        if start >= last:
            sums.append(0.0)
        sums[-1] += score
        last = end
    return np.array(sums)


@pytest.mark.parametrize("baseline", ["pad", "mask"])
@pytest.mark.parametrize("output", ["probability", "logit"])
@pytest.mark.parametrize("name", ENCODERS)
def test_integrated_gradients_at_the_word_embeddings(name, output, baseline):
    peer = Peer(name, output)
    steps = 1 if peer.tokens_first else STEPS
    found = exegesis.explain(
        family(name), TEXT, "integrated_gradients", TARGET, unit="token", output=output, baseline=baseline, steps=steps
    )
    check(found, peer, peer.integrated(None, baseline, steps))


@pytest.mark.parametrize(("name", "layer"), [case for case in WITH_LAYERS if case[0] != "gpt2_without_padding"])
def test_integrated_gradients_at_a_layer(name, layer):
    peer = Peer(name)
    steps = 1 if peer.tokens_first else STEPS
    found = exegesis.explain(
        family(name), TEXT, "integrated_gradients", TARGET, unit="token", output="logit", layer=layer, steps=steps
    )
    check(found, peer, peer.integrated(layer, "pad", steps))


@pytest.mark.parametrize("output", ["probability", "logit"])
@pytest.mark.parametrize("name", FAMILIES)
def test_input_x_gradient_at_the_word_embeddings(name, output):
    peer = Peer(name, output)
    found = exegesis.explain(family(name), TEXT, "gradient", TARGET, unit="token", output=output)
    check(found, peer, peer.input_x_gradient(None))


@pytest.mark.parametrize(("name", "layer"), WITH_LAYERS)
def test_input_x_gradient_at_a_layer(name, layer):
    peer = Peer(name)
    found = exegesis.explain(family(name), TEXT, "gradient", TARGET, unit="token", output="logit", layer=layer)
    check(found, peer, peer.input_x_gradient(layer))
