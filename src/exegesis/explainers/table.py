"""The methods: adding one is one file and one line here. Read by the command line, the docs and the contract tests."""

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from exegesis.core.errors import unknown

if TYPE_CHECKING:
    from exegesis.explainers.base import Explainer


@dataclass(frozen=True)
class Method:
    """One row: the name, where its class lives (imported when used), what it does in a line, other names.

    Names are understood in any case, with hyphens or underscores or without ("KernelSHAP"); `aliases` are others.
    """

    name: str
    home: str
    summary: str
    aliases: tuple[str, ...] = ()
    example: str = ""  # options of `exegesis explain` that show what can be set
    is_control: bool = False  # a yardstick that real methods must beat, not an explanation to rely on
    usual_for: tuple[str, ...] = ()  # what takes it where its user names no method

    def load(self) -> "type[Explainer]":
        """The explainer's class."""
        module, _, attribute = self.home.partition(":")
        found: type[Explainer] = getattr(import_module(f"exegesis.explainers.{module}"), attribute)
        return found

    @property
    def reads_pixels(self) -> bool:
        """Whether it is for images alone."""
        return "pixels" in self.load().needs

    @property
    def reads_trees(self) -> bool:
        """Whether it is for trees of tables alone."""
        return "trees" in self.load().needs

    @property
    def reads_texts(self) -> bool:
        """Whether texts can be explained by it."""
        return not self.reads_pixels and not self.reads_trees

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is called, its own name first."""
        return (self.name, *self.aliases)


METHODS: dict[str, Method] = {
    row.name: row
    for row in (
        Method(
            "lime",
            "lime:Lime",
            "A weighted linear model fitted around the text (LIME).",
            example="--samples 1000 --set preset=paper",
            usual_for=("benchmark", "report"),
        ),
        Method(
            "kernel_shap",
            "kernel_shap:KernelShap",
            "Shapley values by weighted regression on coalitions.",
            example="--samples 500",
            usual_for=("benchmark",),
        ),
        Method(
            "partition_shap",
            "partition_shap:PartitionShap",
            "Owen values over a tree of phrases (SHAP for text).",
            ("shap", "owen"),
            "--samples 200",
            # It fits every model, its scores sum to the change they explain at any budget, and it scores phrases too.
            usual_for=("explain", "benchmark", "report"),
        ),
        Method(
            "permutation_shap",
            "permutation_shap:PermutationShap",
            "Shapley values by random orders, both ways.",
            ("sampling_shap",),
            "--samples 300",
        ),
        Method(
            "exact_shap",
            "exact_shap:ExactShap",
            "Shapley values by full enumeration (few units).",
            ("shapley",),
            "--output log-odds",
        ),
        Method(
            "shapley_interactions",
            "shapley_interactions:ShapleyInteractions",
            "What each two units do only together, beside their Shapley values.",
            ("interactions", "faith_shap"),
            "--set index=taylor",
        ),
        Method(
            "tree_shap",
            "tree_shap:TreeShap",
            "Shapley values read off the trees of a model of tables, by its library.",
            example="--set game=interventional",
        ),
        Method(
            "integrated_gradients",
            "integrated_gradients:IntegratedGradients",
            "Gradients along a path.",
            ("ig", "integrated_gradient", "intgrad"),
            "--set baseline=mask --set steps=64",
            usual_for=("report",),
        ),
        Method(
            "gradient",
            "gradient:Gradient",
            "The gradient at the input: norm, input x gradient, one-hot norm.",
            ("gradients", "grad", "saliency"),
            "--set kind=norm",
        ),
        Method(
            "smooth_grad",
            "smooth_grad:SmoothGrad",
            "Gradients averaged over noisy copies of the input.",
            example="--samples 50",
        ),
        Method(
            "gradient_shap",
            "gradient_shap:GradientShap",
            "Gradients at random points from baselines to input.",
            ("expected_gradients",),
            """--set 'baseline=["pad", "mask"]'""",
        ),
        Method(
            "grad_cam",
            "grad_cam:GradCam",
            "Maps of the last convolution, weighed by their gradient (images).",
            example="--set relu=false",
        ),
        Method(
            "xrai",
            "xrai:Xrai",
            "Regions grown by the density of integrated gradients (images).",
            example="--set channels=sum",
        ),
        Method(
            "rise",
            "rise:Rise",
            "The image under many soft masks (images, any model).",
            example="--samples 4000 --set cells=8",
        ),
        Method(
            "occlusion",
            "occlusion:Occlusion",
            "Each unit left out in turn.",
            ("leave_one_out", "loo"),
            "--set baseline=delete",
            usual_for=("benchmark", "report"),
        ),
        Method(
            "attention_rollout",
            "attention_rollout:AttentionRollout",
            "Attention multiplied through the layers.",
            ("rollout",),
            "--unit token",
        ),
        Method(
            "greedy", "greedy:Greedy", "Control: remove the word that lowers the target most, again.", is_control=True
        ),
        Method(
            "parzen",
            "parzen:Parzen",
            "Control: gradient of a Parzen-window classifier of given texts.",
            example="""--set 'background=["a dull plot", "wonderful acting"]'""",
            is_control=True,
        ),
        Method("random", "random:Random", "Control: random scores.", is_control=True),
    )
}
AUTO = "auto"
CHANCE = "random"  # the control that no method may fail to beat: what chance gives


def usual(purpose: str) -> tuple[str, ...]:
    """The methods that are taken for it where its user names none, in the table's order."""
    return tuple(row.name for row in METHODS.values() if purpose in row.usual_for)


def method(name: str) -> Method:
    """The row called `name`, or an error that lists the names."""
    wanted = folded(name) if isinstance(name, str) else None
    for row in METHODS.values():
        if wanted in map(folded, row.names):
            return row
    raise unknown("method", name, (AUTO, *METHODS), [called for row in METHODS.values() for called in row.aliases])


@lru_cache(maxsize=256)
def folded(name: str) -> str:
    """A method's name without case, hyphens, underscores and spaces."""
    return re.sub(r"[-_\s]", "", name).casefold()
