"""The methods: adding one is one file and one line here. Read by the command line, the docs and the contract tests."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from exegesis.errors import unknown

if TYPE_CHECKING:
    from exegesis.explainers.base import Explainer


@dataclass(frozen=True)
class Method:
    """One row: the name, what it does in a line, and where its class lives (imported when used)."""

    name: str
    home: str
    summary: str
    is_control: bool = False  # a yardstick that real methods must beat, not an explanation to rely on

    def load(self) -> "type[Explainer]":
        """The explainer's class."""
        module, _, attribute = self.home.partition(":")
        found: type[Explainer] = getattr(import_module(f"exegesis.explainers.{module}"), attribute)
        return found


METHODS: dict[str, Method] = {
    row.name: row
    for row in (
        Method("lime", "lime:Lime", "A weighted linear model fitted around the text (LIME)."),
        Method("kernel_shap", "kernel_shap:KernelShap", "Shapley values by weighted regression on coalitions."),
        Method("partition_shap", "partition_shap:PartitionShap", "Owen values over a tree of phrases (SHAP for text)."),
        Method("permutation_shap", "permutation_shap:PermutationShap", "Shapley values by random orders, both ways."),
        Method("exact_shap", "exact_shap:ExactShap", "Shapley values by full enumeration (few units)."),
        Method("integrated_gradients", "integrated_gradients:IntegratedGradients", "Gradients along a path."),
        Method("gradient", "gradient:Gradient", "The gradient at the input: norm, input x gradient, one-hot norm."),
        Method("smooth_grad", "smooth_grad:SmoothGrad", "Gradients averaged over noisy copies of the input."),
        Method("gradient_shap", "gradient_shap:GradientShap", "Gradients at random points from baselines to input."),
        Method("occlusion", "occlusion:Occlusion", "Each unit left out in turn."),
        Method("attention_rollout", "attention_rollout:AttentionRollout", "Attention multiplied through the layers."),
        Method("greedy", "greedy:Greedy", "Control: remove the word that lowers the target most, again.", True),
        Method("parzen", "parzen:Parzen", "Control: gradient of a Parzen-window classifier of given texts.", True),
        Method("random", "random:Random", "Control: random scores.", True),
    )
}


def method(name: str) -> Method:
    """The row called `name`, or an error that lists the names."""
    if not isinstance(name, str) or name not in METHODS:
        raise unknown("method", name, METHODS)
    return METHODS[name]
