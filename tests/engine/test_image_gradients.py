"""Gradients of images end to end: captum's numbers, sums over regions, what is said and what is refused."""

from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import exegesis
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.image import Image, ImageRow
from tests import tiny
from tests.image_networks import MEAN, SCALE, Network, Then, cropped, loaded, plain
from tests.modalities.image.pictures import picture, quarters, reddish

IMAGE = picture(24, 32)
REGIONS = quarters(24, 32)
BLACK, WHITE = (0 - MEAN) / SCALE, (1 - MEAN) / SCALE


def by_region(per_pixel: torch.Tensor) -> list[float]:
    """Sums over the quarters of numbers (3, 24, 32)."""
    summed = per_pixel.sum(dim=0).numpy()
    return [float(summed[region == REGIONS].sum()) for region in range(4)]


def explained(method: str, model: Any = None, **wishes: Any) -> Any:
    wishes = {"target": 1, "unit": REGIONS, "output": "logit", **wishes}
    return exegesis.explain(model or loaded(), IMAGE, method, **wishes)


@pytest.fixture(scope="module")
def entering() -> torch.Tensor:
    return plain(IMAGE)[None].requires_grad_()


def test_integrated_gradients_are_captums(entering: torch.Tensor) -> None:
    captum = pytest.importorskip("captum.attr")
    ours = explained("integrated_gradients", steps=40, rule="gausslegendre")
    peer = captum.IntegratedGradients(Network().eval())
    theirs = [
        peer.attribute(entering, torch.full_like(entering, base), target=1, n_steps=40).detach()[0]
        for base in (BLACK, WHITE)
    ]
    np.testing.assert_allclose(ours.scores, by_region((theirs[0] + theirs[1]) / 2), atol=1e-4)
    assert ours.baseline.name == "black + white"
    assert "without anything in it is black" in ours.baseline.description


def test_those_of_a_layer_are_captums(entering: torch.Tensor) -> None:
    captum = pytest.importorskip("captum.attr")
    network = Network().eval()
    ours = explained("integrated_gradients", layer="first", steps=40, rule="gausslegendre", baseline="black")
    peer = captum.LayerIntegratedGradients(network, network.first)
    theirs = peer.attribute(entering, torch.full_like(entering, BLACK), target=1, n_steps=40).detach()[0]
    np.testing.assert_allclose(ours.scores, by_region(theirs), atol=1e-4)
    assert ours.settings["layer"] == "first"


def test_saliency_and_input_x_gradient_are_captums(entering: torch.Tensor) -> None:
    captum = pytest.importorskip("captum.attr")
    network = Network().eval()
    saliency = captum.Saliency(network).attribute(entering, target=1)[0]
    largest = saliency.max(dim=0, keepdim=True).values
    np.testing.assert_allclose(explained("gradient", kind="largest").scores, by_region(largest), atol=1e-4)
    product = captum.InputXGradient(network).attribute(entering, target=1).detach()[0]
    np.testing.assert_allclose(explained("gradient").scores, by_region(product), atol=1e-4)


def test_smooth_grad_is_the_noise_tunnels_within_chance(entering: torch.Tensor) -> None:
    """Their noise is absolute: a share of the range of what enters."""
    captum = pytest.importorskip("captum.attr")
    network = Network().eval()
    ours = explained("smooth_grad", samples=400, noise=0.1)
    width = 0.1 * float(entering.detach().max() - entering.detach().min())
    torch.manual_seed(0)
    gradient = captum.NoiseTunnel(captum.Saliency(network)).attribute(
        entering, nt_type="smoothgrad", nt_samples=400, stdevs=width, target=1, abs=False
    )
    theirs = by_region((gradient * entering)[0].detach())
    assert np.abs(ours.scores - theirs).max() < 6 * ours.standard_errors.max()
    assert explained("smooth_grad").cost.forward_passes == 51


def test_grad_cam_is_captums(entering: torch.Tensor) -> None:
    captum = pytest.importorskip("captum.attr")
    network = Network().eval()
    for target in (0, 1, 2):
        ours = explained("grad_cam", target=target)
        maps = captum.LayerGradCam(network, network.bend).attribute(entering, target=target, relu_attributions=True)
        laid = captum.LayerAttribution.interpolate(maps, (24, 32), "bilinear").detach()[0, 0].numpy()
        np.testing.assert_allclose(ours.scores, [laid[one == REGIONS].mean() for one in range(4)], atol=1e-4)
        assert (ours.settings["layer"], ours.target.output) == ("bend", "logit")


def test_occlusion_of_regions_is_captums(entering: torch.Tensor) -> None:
    captum = pytest.importorskip("captum.attr")
    peer = captum.FeatureAblation(Network().eval())
    masks = torch.from_numpy(np.broadcast_to(REGIONS, (1, 3, 24, 32)).copy())
    theirs = peer.attribute(entering, baselines=BLACK, target=1, feature_mask=masks).detach()[0]
    ours = explained("occlusion", baseline="black")
    np.testing.assert_allclose(
        ours.scores, [float(theirs[0].numpy()[one == REGIONS].mean()) for one in range(4)], atol=1e-4
    )


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 50),
    baseline=st.sampled_from(["black", "white", "mean", "blur", "#3060f0", ("black", "blur"), "auto"]),
    output=st.sampled_from(["probability", "logit", "log-odds"]),
    cut=st.booleans(),
)
def test_integrated_gradients_sum_to_the_change(seed: int, baseline: Any, output: str, cut: bool) -> None:
    """All pixels that the model sees are of some region: regions hold the whole change but for the integral's miss."""
    model = loaded(Network(seed), cropped if cut else plain)
    found = explained("integrated_gradients", model, baseline=baseline, output=output, steps=64)
    change, miss = found.value - found.baseline.value, found.diagnostics["convergence_delta"]
    assert found.scores.sum() - miss == pytest.approx(change, abs=1e-5)
    assert abs(miss) < 0.05 * max(abs(change), 0.2)
    assert abs(found.diagnostics["no_unit"]) < 1e-6


@pytest.mark.parametrize("link", [lambda x: x.softmax(-1), torch.sigmoid])
def test_a_module_of_probabilities_has_the_gradients_of_its_logits(link: Any) -> None:
    kind = None if link is not torch.sigmoid else "multi-label"
    ends = loaded(Then(Network(), link), task=kind), loaded(Network(), task=kind)
    for output in ("probability", "log-probability", "log-odds"):
        one, other = (explained("gradient", model, output=output) for model in ends)
        np.testing.assert_allclose(one.scores, other.scores, atol=1e-5)


def test_random_weights_change_the_map() -> None:
    """Adebayo et al. 2018: a map that a trained and a random model share shows no model."""
    for method, wishes in (("integrated_gradients", {}), ("grad_cam", {"relu": False}), ("smooth_grad", {})):
        one, other = (explained(method, loaded(Network(seed)), **wishes).scores for seed in (0, 1))
        assert np.abs(one - other).max() > 0.2 * np.abs(one).max()


def test_weights_drawn_anew_are_a_measure_and_leave_the_model_alone() -> None:
    network = Network()
    model = loaded(network)
    before = {name: weights.clone() for name, weights in network.state_dict().items()}
    found = explained("gradient", model, unit=exegesis.Grid(4, 4))
    measure = exegesis.evaluate(found, model, "cascading_randomisation")["cascading_randomisation"]
    assert measure.value is not None
    assert measure.value < 0.9
    assert list(measure.details["by_block"]) == ["head", "second", "first"]
    assert all(torch.equal(weights, before[name]) for name, weights in network.state_dict().items())


def test_regions_that_the_model_does_not_see_score_nothing_and_are_told() -> None:
    image = picture(24, 96)
    regions = (np.arange(96) // 12)[None].repeat(24, axis=0)
    found = exegesis.explain(loaded(preprocess=cropped), image, "integrated_gradients", unit=regions)
    assert set(np.flatnonzero(found.scores == 0)) == {0, 1, 2, 5, 6, 7} or (found.scores[[0, 7]] == 0).all()
    assert any("outside of what the model's preprocessing keeps" in one for one in found.warnings)


def test_pixels_of_no_unit_hold_the_rest() -> None:
    regions = np.where(REGIONS == 3, -1, REGIONS)
    found = explained("integrated_gradients", unit=regions, steps=64)
    whole = explained("integrated_gradients", steps=64)
    np.testing.assert_allclose(found.scores, whole.scores[:3], atol=1e-6)
    assert found.diagnostics["no_unit"] == pytest.approx(whole.scores[3], abs=1e-5)


def test_several_targets_and_images_of_several_sizes() -> None:
    model = loaded()
    both = exegesis.explain(model, IMAGE, "grad_cam", [0, 2], unit=REGIONS)
    np.testing.assert_allclose(both[1].scores, explained("grad_cam", target=2, output=None).scores, rtol=1e-6)
    many = exegesis.explain_many(model, [IMAGE, picture(20, 20)], "integrated_gradients", unit="grid")
    assert [len(one.units) for one in many] == [49, 49]


def test_an_explanation_is_asked_again_evaluated_and_checked() -> None:
    model = loaded()
    found = explained("integrated_gradients", model, steps=32)
    again = exegesis.explain(model, **exegesis.Explanation.from_json(found.to_json()).again())
    np.testing.assert_allclose(again.scores, found.scores, rtol=1e-6)
    assert exegesis.evaluate(found, model, "deletion_gain")["deletion_gain"].value is not None
    checked = exegesis.check(found, model)
    assert checked.verdict.text
    assert checked.checks.baselines is not None
    assert set(checked.checks.baselines.conditions) <= {"mean", "blur", "grey"}
    assert exegesis.estimate(model, IMAGE, "integrated_gradients").seconds > 0
    assert exegesis.estimate(model, IMAGE, "rise").forward_passes == 2000


@pytest.mark.parametrize(
    ("method", "wishes", "said"),
    [
        ("gradient", {"kind": "one_hot_norm"}, "vocabulary"),
        ("integrated_gradients", {"baseline": "pad"}, "unknown baseline"),
        ("integrated_gradients", {"layer": "fist"}, "unknown layer 'fist'"),
        ("grad_cam", {"layer": "head"}, "neither maps"),
        ("attention_rollout", {}, r"These methods fit it: .*grad_cam.*rise"),
        ("rise", {"cells": 30}, "more than the image"),
        ("rise", {"keep": 1.0}, "between 0 and 1"),
    ],
)
def test_what_does_not_fit_is_one_line(method: str, wishes: dict[str, Any], said: str) -> None:
    with pytest.raises((InputError, UnsupportedError), match=said) as caught:
        explained(method, **wishes)
    assert "\n" not in str(caught.value)


def test_black_boxes_and_texts_are_told_what_fits() -> None:
    model = exegesis.load(reddish, modality="image")
    with pytest.raises(UnsupportedError, match=r"needs gradients.*These methods fit it: .*rise"):
        exegesis.explain(model, IMAGE, "grad_cam")
    for method in ("rise", "xrai", "grad_cam"):
        with pytest.raises(UnsupportedError, match=r"needs .*pixels") as caught:
            exegesis.explain(tiny.bert(), "a film", method)
        assert "rise" not in str(caught.value).partition("fit it")[2]


def test_a_preprocessing_that_turns_the_image_fits_masks_alone() -> None:
    model = loaded(preprocess=lambda image: plain(image).transpose(1, 2))
    assert explained("rise", model, samples=50).scores.shape == (4,)
    with pytest.raises(UnsupportedError, match="turns, bends or redraws"):
        explained("integrated_gradients", model)


def test_a_preprocessing_of_chance_is_told() -> None:
    drawn = np.random.default_rng(0)
    with pytest.raises(UnsupportedError, match="another input of the same image each time"):
        explained("grad_cam", loaded(preprocess=lambda image: plain(image)[:, drawn.integers(9) :][:, :12]))


def test_no_gradient_is_left_on_the_weights() -> None:
    network = Network()
    explained("integrated_gradients", loaded(network))
    assert all(weights.grad is None for weights in network.parameters())
    assert ImageRow(Image.of(IMAGE)).size == 24 * 32


def test_what_is_known_finer_than_by_regions_goes_along_and_is_drawn() -> None:
    found = explained("integrated_gradients", steps=32)
    again = exegesis.Explanation.from_json(found.to_json())
    assert again.by_pixel == found.by_pixel
    numbers = again.by_pixel.numbers
    assert numbers.shape == (24, 32)
    np.testing.assert_allclose(
        [numbers[one == REGIONS].sum() for one in range(4)], found.scores, atol=2e-3 * np.abs(numbers).sum()
    )
    assert found.to_html().count("Finer than regions:") == 1
    assert explained("grad_cam").by_pixel.is_smooth
    assert (explained("rise", samples=20).by_pixel.rows, explained("occlusion").by_pixel) == (24, None)
    kept_out = explained("grad_cam", keep_image=False)
    assert kept_out.by_pixel is None
    assert "Finer" not in kept_out.to_html()


def test_a_cut_image_has_its_map_where_the_model_looks() -> None:
    image = picture(24, 96)
    found = exegesis.explain(loaded(preprocess=cropped), image, "gradient", unit="grid")
    assert found.by_pixel is not None
    over = found.by_pixel.over(24, 96, (24, 96))
    assert np.isnan(over[:, :30]).all()
    assert np.isfinite(over[4:20, 42:54]).all()
