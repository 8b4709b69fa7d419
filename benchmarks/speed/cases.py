"""What is measured: the cases, with the ratios asked of them. Adding one is one row here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PRECISIONS = ("float32", "bfloat16")


@dataclass(frozen=True)
class Case:
    """One comparison. `kind` says which code runs it, `text` which input, `size` samples, evaluations or steps.

    `asked`: how many times as fast as the peer it is to be, by precision. `model`: what it needs, where that is not
    the classifier given.
    """

    name: str
    title: str
    kind: str
    text: str
    size: int
    peer: str
    asked: Mapping[str, float] = field(default_factory=dict)
    precisions: tuple[str, ...] = PRECISIONS
    model: str | None = None
    quick: int = 64


CASES: dict[str, Case] = {
    case.name: case
    for case in (
        Case("lime-long", "LIME, long", "lime", "long", 1000, "lime", {"float32": 5.5, "bfloat16": 10.0}),
        Case("lime-short", "LIME, short", "lime", "short", 1000, "lime", {"float32": 8.0, "bfloat16": 15.0}),
        Case("shap-long", "SHAP, long", "shap", "long", 500, "shap", {"float32": 3.5}),
        Case("shap-short", "SHAP, short", "shap", "short", 500, "shap", {"float32": 13.0}),
        Case("ig", "Integrated gradients", "ig", "long", 50, "captum", {"float32": 2.7, "bfloat16": 4.0}, quick=8),
        Case("qa", "Start and end of an answer", "qa", "question", 50, "captum", model="bundled:questions", quick=8),
        Case("many", "200 short reviews", "many", "many", 64, "one by one", {"float32": 1.5}, ("float32",), quick=16),
        Case(
            "many-left-out",
            "200 short reviews, each word left out",
            "many-left-out",
            "many",
            0,
            "one by one",
            precisions=("float32",),
            quick=0,
        ),
    )
}

WHAT = {
    "lime": (
        "samples; ours: words as lime sees them, deleted as lime deletes them, in pairs; lime: the usual predict "
        "function, batches of 32 padded to their longest, torch's defaults"
    ),
    "shap": "evaluations; ours: `partition_shap` by word pieces; shap: `shap.Explainer`, its text masker, as they come",
    "ig": (
        "steps, padding as the baseline, Gauss-Legendre; captum: `LayerIntegratedGradients` on the word embeddings, "
        "eight steps at a time"
    ),
    "qa": "steps; ours explains start and end in shared passes; captum is run twice, eight steps at a time",
    "many": "evaluations for each text (`partition_shap`); `explain_many` against `explain` in a loop",
    "many-left-out": "`occlusion`: `explain_many` against `explain` in a loop",
}
