"""The measures: adding one is one class in its family's file and one line here; whatever lists them reads this."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

from exegesis.core.errors import unknown

if TYPE_CHECKING:
    from exegesis.metrics.base import Metric


@dataclass(frozen=True)
class Entry:
    """One row: the name, what it asks in a line, where its class lives (imported when used), settings of its own."""

    name: str
    home: str
    summary: str
    is_costly: bool = False  # it explains anew many times over
    settings: Mapping[str, Any] = field(default_factory=dict)
    usual_for: tuple[str, ...] = ()  # what takes it where its user names no measure

    def load(self) -> "type[Metric]":
        """The measure's class."""
        module, _, attribute = self.home.partition(":")
        found: type[Metric] = getattr(import_module(f"exegesis.metrics.{module}"), attribute)
        return found


_FULL = {"grid": "full"}
_BOTH, _BENCHMARK = ("evaluate", "benchmark"), ("benchmark",)
METRICS: dict[str, Entry] = {
    row.name: row
    for row in (
        Entry(
            "comprehensiveness", "erasure:Comprehensiveness", "How far f falls without the top units.", usual_for=_BOTH
        ),
        Entry("comprehensiveness_full", "erasure:Comprehensiveness", "The same, 10 to 100%.", settings=_FULL),
        Entry("sufficiency", "erasure:Sufficiency", "How far f falls with only the top units.", usual_for=_BOTH),
        Entry("sufficiency_full", "erasure:Sufficiency", "The same, 10 to 100%.", settings=_FULL),
        Entry("deletion_area", "areas:DeletionArea", "Mean of f while units go, the top ones first."),
        Entry(
            "deletion_gain", "areas:DeletionGain", "How much smaller that is than in random orders.", usual_for=_BOTH
        ),
        Entry("insertion_area", "areas:InsertionArea", "Mean of f while units come, the top ones first."),
        Entry(
            "insertion_gain", "areas:InsertionGain", "How much larger that is than in random orders.", usual_for=_BOTH
        ),
        Entry("pixel_deletion_area", "pixel_areas:PixelDeletionArea", "Mean of f while an image's pixels go."),
        Entry("pixel_deletion_gain", "pixel_areas:PixelDeletionGain", "How much smaller that is than at random."),
        Entry("pixel_insertion_area", "pixel_areas:PixelInsertionArea", "Mean of f while pixels come into a blur."),
        Entry("pixel_insertion_gain", "pixel_areas:PixelInsertionGain", "How much larger that is than at random."),
        Entry("tau_loo", "tau_loo:TauLeaveOneOut", "Rank correlation with leaving each unit out.", usual_for=_BOTH),
        Entry("infidelity", "infidelity:Infidelity", "Squared error of sums of scores against what removal does."),
        Entry("infidelity_scaled", "infidelity:ScaledInfidelity", "The same after the best scaling of the scores."),
        Entry(
            "faithfulness_correlation",
            "faithfulness_correlation:FaithfulnessCorrelation",
            "Sums against removal.",
            usual_for=_BOTH,
        ),
        Entry(
            "sensitivity_n",
            "sensitivity_n:SensitivityN",
            "Sums against removal, over sets of several sizes.",
            usual_for=_BENCHMARK,
        ),
        Entry(
            "completeness_gap", "completeness_gap:CompletenessGap", "How far the scores' sum misses f(x) - f(baseline)."
        ),
        Entry("weighted_r2", "weighted_r2:WeightedR2", "The scores as a linear model of masked texts near this one."),
        Entry("max_sensitivity", "neighbours:MaxSensitivity", "How far scores move with the embeddings.", True),
        Entry("local_lipschitz", "neighbours:LocalLipschitz", "How fast scores move with the embeddings.", True),
        Entry("seed_jaccard", "seeds:SeedJaccard", "Do other seeds name the same top units?", True),
        Entry("seed_spearman", "seeds:SeedSpearman", "Do other seeds give the same order?", True),
        Entry("seed_sign_flips", "seeds:SeedSignFlips", "How often another seed turns a sign round.", True),
        Entry(
            "cascading_randomisation",
            "randomised:CascadingRandomisation",
            "Random weights, top down.",
            True,
        ),
        Entry("independent_randomisation", "randomised:IndependentRandomisation", "Block by block.", True),
        Entry("random_logit", "randomised:RandomLogit", "Is another class explained in another way?", True),
        Entry("entropy", "spread:Entropy", "Over how many units the scores are spread.", usual_for=_BENCHMARK),
        Entry("gini", "spread:Gini", "How unequally the scores are spread.", usual_for=_BENCHMARK),
        Entry("token_f1", "rationales:TokenF1", "The top units against those a person marked."),
        Entry("token_iou", "rationales:TokenIoU", "The same as intersection over union."),
        Entry("token_auprc", "rationales:TokenAUPRC", "Precision and recall of a person's marks at every threshold."),
        Entry("feature_agreement", "agreement:FeatureAgreement", "Top units shared with another explanation."),
        Entry("rank_agreement", "agreement:RankAgreement", "Top places shared with it."),
        Entry("sign_agreement", "agreement:SignAgreement", "Top units shared with it, with one sign."),
        Entry("signed_rank_agreement", "agreement:SignedRankAgreement", "Top places and signs shared."),
    )
}


def usual(purpose: str) -> tuple[str, ...]:
    """The measures that are taken for it where its user names none, in the table's order."""
    return tuple(row.name for row in METRICS.values() if purpose in row.usual_for)


def metric(name: str) -> Entry:
    """The row called `name`, or an error that lists the names."""
    if name not in METRICS:
        raise unknown("measure", name, METRICS)
    return METRICS[name]
