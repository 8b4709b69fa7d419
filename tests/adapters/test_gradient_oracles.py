"""Gradient methods through the front door against captum on the same models: eight encoder families and GPT-2."""

import numpy as np
import pytest
import torch
from captum.attr import IntegratedGradients, LayerGradientXActivation, LayerIntegratedGradients

import exegesis
from exegesis.core.errors import InputError, UnsupportedError
from tests.adapters.families import FAMILIES, LAYERS, TEXT, family
from tests.lanes import slow_but

STEPS = 12
ENCODERS = [name for name in FAMILIES if not name.startswith("gpt2")]
# captum wants a module that returns a tensor; of layers that return a tuple, their last module gives the same vectors.
INNER = {"xlnet": ".ff", "deberta_v2": ".output"}
WITH_LAYERS = [(name, layer) for name in FAMILIES for layer in LAYERS[name]]
TARGET = 1


class Peer:
    """What captum needs of a family: the ids, the readout and the sites; what it gives, as one number a position."""

    def __init__(self, name, output="logit"):
        self.name, self.output = name, output
        self.model, self.tokenizer = family(name)
        self.extra = dict(self.tokenizer(TEXT, return_tensors="pt"))
        self.ids = self.extra.pop("input_ids")
        encoded = self.tokenizer(TEXT, return_special_tokens_mask=True, return_offsets_mapping=True)
        self.special = np.array(encoded["special_tokens_mask"], dtype=bool)
        self.offsets = encoded["offset_mapping"]

    def __call__(self, ids, *extra):
        return self.read(self.model(input_ids=ids, **dict(zip(self.extra, extra, strict=True))))

    def read(self, outputs):
        return outputs.logits.softmax(-1) if self.output == "probability" else outputs.logits

    def site(self, layer):
        if layer is None:
            return self.model.get_input_embeddings()
        return self.model.get_submodule(layer + (INNER.get(self.name, "") if ".layer." in layer else ""))

    def baseline(self, name):
        filler = {"pad": self.tokenizer.pad_token_id, "mask": self.tokenizer.mask_token_id}[name]
        return torch.where(torch.tensor(self.special), self.ids, torch.full_like(self.ids, filler))

    def integrated(self, layer, baseline, steps):
        return self.by_position(
            LayerIntegratedGradients(self, self.site(layer)).attribute(
                self.ids,
                self.baseline(baseline),
                target=TARGET,
                additional_forward_args=tuple(self.extra.values()),
                n_steps=steps,
                method="gausslegendre",
            )
        )

    def integrated_over_embeddings(self, baseline, steps):
        """The same at the word embeddings, given to the model as such."""

        def forward(vectors):
            extra = {key: value.expand(len(vectors), -1) for key, value in self.extra.items()}
            return self.read(self.model(inputs_embeds=vectors, **extra))

        lookup = self.model.get_input_embeddings()
        whole = lookup(self.ids).detach()
        start = torch.zeros_like(whole) if baseline == "zero" else lookup(self.baseline(baseline)).detach()
        found = IntegratedGradients(forward).attribute(
            whole, start, TARGET, n_steps=steps, method="gausslegendre", internal_batch_size=1
        )
        return self.by_position(found)

    def input_x_gradient(self, layer):
        return self.by_position(
            LayerGradientXActivation(self, self.site(layer)).attribute(
                self.ids, target=TARGET, additional_forward_args=tuple(self.extra.values())
            )
        )

    def by_position(self, found):
        return found.detach().double().sum(-1).reshape(-1).numpy()


def check(found, peer, positions, vanishes=False):
    """Token scores are captum's, one by one, and what special tokens hold is theirs.

    Neither is all but zero, unless the model normalises the vectors next, and then a warning says so.
    """
    assert (np.abs(positions).max() > 0.01) is not vanishes
    assert any("does not feel" in warning for warning in found.warnings) is vanishes
    np.testing.assert_allclose(found.scores, by_token(peer, positions), atol=1e-5)
    assert found.diagnostics["special_tokens"] == pytest.approx(positions[peer.special].sum(), abs=1e-5)


def by_token(peer, positions):
    """Positions that share characters with the one before (SentencePiece's lone space) belong to one token."""
    sums, last = [], -1
    for (start, end), special, score in zip(peer.offsets, peer.special, positions, strict=True):
        if special:
            continue
        if start >= last:
            sums.append(0.0)
        sums[-1] += score
        last = end
    return np.array(sums)


@pytest.mark.parametrize("baseline", ["pad", "mask"])
@pytest.mark.parametrize("output", ["probability", "logit"])
@pytest.mark.parametrize("name", slow_but(ENCODERS, "bert"))
def test_integrated_gradients_at_the_word_embeddings(name, output, baseline):
    peer = Peer(name, output)
    found = exegesis.explain(
        family(name), TEXT, "integrated_gradients", TARGET, unit="token", output=output, baseline=baseline, steps=STEPS
    )
    check(found, peer, peer.integrated_over_embeddings(baseline, STEPS))
    if name != "xlnet":
        check(found, peer, peer.integrated(None, baseline, STEPS))


@pytest.mark.parametrize(
    ("name", "layer"), slow_but([case for case in WITH_LAYERS if case[0] != "gpt2_without_padding"], "bert")
)
def test_integrated_gradients_at_a_layer(name, layer):
    peer = Peer(name)
    # captum joins the points along the first axis, which inside XLNet is that of the tokens: there, one point.
    steps = 1 if name == "xlnet" else STEPS
    found = exegesis.explain(
        family(name), TEXT, "integrated_gradients", TARGET, unit="token", output="logit", layer=layer, steps=steps
    )
    check(found, peer, peer.integrated(layer, "pad", steps))


@pytest.mark.parametrize("output", ["probability", "logit"])
@pytest.mark.parametrize("name", slow_but(FAMILIES, "bert", "gpt2"))
def test_input_x_gradient_at_the_word_embeddings(name, output):
    peer = Peer(name, output)
    found = exegesis.explain(family(name), TEXT, "gradient", TARGET, unit="token", output=output)
    check(found, peer, peer.input_x_gradient(None), vanishes=name == "deberta_v2")


@pytest.mark.parametrize(("name", "layer"), slow_but(WITH_LAYERS, "bert"))
def test_input_x_gradient_at_a_layer(name, layer):
    peer = Peer(name)
    found = exegesis.explain(family(name), TEXT, "gradient", TARGET, unit="token", output="logit", layer=layer)
    check(found, peer, peer.input_x_gradient(layer), vanishes=layer == "transformer.h.1")


@pytest.mark.parametrize("name", ["gpt2", "gpt2_without_padding"])
def test_gpt2_has_no_mask_and_starts_from_zeros(name):
    peer = Peer(name)
    found = exegesis.explain(
        family(name), TEXT, "integrated_gradients", TARGET, unit="token", output="logit", baseline="zero", steps=STEPS
    )
    check(found, peer, peer.integrated_over_embeddings("zero", STEPS))


@pytest.mark.parametrize("name", ["bert", "albert", "electra", "roberta"])
def test_one_hot_norms_are_the_norms_over_the_vocabulary(name):
    peer = Peer(name)
    table = peer.model.get_input_embeddings().weight.detach()
    rows = torch.nn.functional.one_hot(peer.ids, len(table)).float().requires_grad_()
    answer = peer.read(peer.model(inputs_embeds=rows @ table, **peer.extra))[0, TARGET]
    (slopes,) = torch.autograd.grad(answer, rows)  # the weights are shared between tests: none may keep a gradient
    expected = by_token(peer, slopes[0].double().norm(dim=-1).numpy())
    options = {"unit": "token", "output": "logit", "kind": "one_hot_norm"}
    found = exegesis.explain(family(name), TEXT, "gradient", TARGET, **options)
    np.testing.assert_allclose(found.scores, expected, rtol=1e-5)
    divided = exegesis.explain(family(name), TEXT, "gradient", TARGET, **options, normalise="maximum")
    np.testing.assert_allclose(divided.scores, expected / expected.max(), rtol=1e-5)


LONG = " ".join([TEXT, "I loved the acting."] * 6)


@pytest.mark.parametrize("name", slow_but(["bert", "roberta", "albert", "deberta_v2", "gpt2"], "bert", "gpt2"))
def test_scores_add_up_over_the_windows_of_a_long_text(name):
    baseline = "zero" if name == "gpt2" else ("pad", "mask", "the plot was slow")
    found = exegesis.explain(
        family(name), LONG, "integrated_gradients", TARGET, baseline=baseline, output="logit", tolerance=1e-3
    )
    assert len(found.windows) > 1
    assert np.abs(found.scores).max() > 0.01
    total = found.scores.sum() + found.diagnostics["special_tokens"]
    assert total == pytest.approx(found.value - found.baseline.value, abs=0.01)


@pytest.mark.parametrize("name", ["bert", "roberta", "gpt2"])
def test_a_long_text_is_the_weighted_sum_of_its_windows_explained_alone(name):
    options = {"unit": "word", "output": "logit"}
    found = exegesis.explain(family(name), LONG, "gradient", TARGET, **options)
    expected = dict.fromkeys((unit.start for unit in found.units), 0.0)
    for window in found.windows:
        alone = exegesis.explain(family(name), LONG[window.start : window.end], "gradient", TARGET, **options)
        for unit, score in zip(alone.units, alone.scores, strict=True):
            expected[window.start + unit.start] += window.weight * score
    assert len(found.windows) > 1
    np.testing.assert_allclose(found.scores, list(expected.values()), atol=1e-5)


@pytest.mark.parametrize("method", ["integrated_gradients", "gradient", "smooth_grad", "gradient_shap"])
@pytest.mark.parametrize("name", slow_but(["bert", "xlnet", "gpt2_without_padding"], "bert"))
def test_targets_together_are_the_targets_alone(name, method):
    baseline = {"baseline": "zero"} if method in ("integrated_gradients", "gradient_shap") else {}
    together = exegesis.explain(family(name), TEXT, method, [2, 0], **baseline)
    for found, target in zip(together, [2, 0], strict=True):
        alone = exegesis.explain(family(name), TEXT, method, target, **baseline)
        np.testing.assert_allclose(found.scores, alone.scores, atol=1e-5)
        assert found.diagnostics == pytest.approx(alone.diagnostics, abs=1e-5)


@pytest.mark.parametrize("text", ["a", "!", "slow 😀 and fine", "日本語 naïve", "  the\n\nplot  "])
@pytest.mark.parametrize("name", slow_but(FAMILIES, "bert", "gpt2"))
@pytest.mark.slow
def test_any_text_of_any_script_is_explained_in_full(name, text):
    for unit in ("token", "word"):
        found = exegesis.explain(
            family(name), text, "integrated_gradients", TARGET, unit=unit, baseline="all-zero", steps=16, output="logit"
        )
        total = found.scores.sum() + found.diagnostics["special_tokens"]
        assert total - found.value + found.baseline.value == pytest.approx(found.diagnostics["convergence_delta"])
        assert all(text[span.start : span.end] == unit.text for unit in found.units for span in unit.spans)


def test_a_layer_that_runs_twice_is_refused_with_the_reason():
    with pytest.raises(UnsupportedError, match="runs 2 times"):
        exegesis.explain(family("albert"), TEXT, "gradient", layer="albert.encoder.albert_layer_groups.0")


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        ("bert.encoder.layer.9", "Did you mean 'bert.encoder.layer.1'"),
        ("bert.pooler", "one vector for each token"),
        ("classifier", "one vector for each token"),
    ],
)
def test_a_layer_without_a_vector_for_each_token_is_told_in_a_short_line(layer, said):
    with pytest.raises(InputError, match=said) as told:
        exegesis.explain(family("bert"), TEXT, "gradient", layer=layer)
    assert len(str(told.value)) < 400
