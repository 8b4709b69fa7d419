"""What methods are called, and by what else they are understood."""

import pytest

import exegesis
from exegesis.benchmarking.contenders import contenders
from exegesis.core.errors import InputError
from exegesis.explainers.table import METHODS, folded, method


def test_no_two_methods_share_a_name() -> None:
    names = [folded(name) for row in METHODS.values() for name in row.names]
    assert len(set(names)) == len(names)
    assert "auto" not in names


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("shap", "partition_shap"),
        ("SHAP", "partition_shap"),
        ("ig", "integrated_gradients"),
        ("IG", "integrated_gradients"),
        ("Integrated-Gradients", "integrated_gradients"),
        ("integrated gradients", "integrated_gradients"),
        ("LIME", "lime"),
        ("KernelSHAP", "kernel_shap"),
        ("kernel-shap", "kernel_shap"),
        ("SmoothGrad", "smooth_grad"),
        ("saliency", "gradient"),
        ("leave-one-out", "occlusion"),
        ("Attention Rollout", "attention_rollout"),
    ],
)
def test_what_people_type_is_understood(given: str, name: str) -> None:
    assert method(given).name == name


@pytest.mark.parametrize("name", METHODS)
def test_every_row_is_found_by_each_of_its_names(name: str) -> None:
    for called in METHODS[name].names:
        for form in (called, called.upper(), called.replace("_", "-"), called.replace("_", "")):
            assert method(form).name == name


@pytest.mark.parametrize(
    ("given", "near"), [("limee", "lime"), ("Shapp", "shap"), ("intergrated_gradients", "integrated_gradients")]
)
def test_a_slip_is_told(given: str, near: str) -> None:
    with pytest.raises(InputError, match=f"Did you mean '{near}'.*Choose from: auto, lime"):
        method(given)


@pytest.mark.parametrize("given", [None, 5, [None], ["lime"], b"lime", ""])
def test_what_is_no_name_is_one_line(given: object) -> None:
    with pytest.raises(InputError, match="unknown method"):
        exegesis.explain("bundled:sentiment-tiny", "a film", given)  # type: ignore[call-overload]


@pytest.mark.slow
def test_results_carry_the_methods_own_name() -> None:
    assert exegesis.explain("bundled:sentiment-tiny", "a good film", "Leave-One-Out").method == "occlusion"
    assert exegesis.explain("bundled:sentiment-tiny", "a good film", "AUTO").method == "partition_shap"
    assert [one.label for one in contenders(["SHAP", "loo:window=2"])] == [
        "random",
        "partition_shap",
        "occlusion:window=2",
    ]
    with pytest.raises(InputError, match="'occlusion' is given twice"):
        exegesis.compare(["bundled:sentiment-tiny"], ["a film"], ["occlusion", "loo"])
