"""Inside a model: which token attends to which, in every layer and head, and a corpus as the model sees it."""

from typing import TYPE_CHECKING

from exegesis.core.faces import face

__all__ = [
    "look",
    "look_at",
    "neurons",
    "predictions",
    "layer_predictions",
    "heads",
    "head_relations",
    "intervene",
    "beside",
    "attention_shift",
    "silence",
    "isolate",
    "Look",
    "AttentionView",
    "build_corpus",
    "estimate_corpus",
    "Corpus",
    "CorpusEstimate",
    "CorpusManifest",
    "CorpusSentence",
    "CorpusWord",
    "AttentionPattern",
    "Concordance",
    "CorpusSummary",
    "Matches",
    "NeighbourChange",
    "Neurons",
    "SavedSearch",
    "Trajectory",
    "Predictions",
    "LayerPredictions",
    "HeadTable",
    "HeadRelations",
    "Shift",
    "AttentionShift",
]

if TYPE_CHECKING:
    from exegesis.explorer.arrays import look_at
    from exegesis.explorer.changes.result import AttentionShift, Shift
    from exegesis.explorer.changes.shifting import attention_shift, beside, intervene
    from exegesis.explorer.changes.silencing import isolate, silence
    from exegesis.explorer.corpus.build import build_corpus
    from exegesis.explorer.corpus.estimating import CorpusEstimate, estimate_corpus
    from exegesis.explorer.corpus.records import CorpusSentence, CorpusWord
    from exegesis.explorer.corpus.result import CorpusManifest
    from exegesis.explorer.corpus.search.result import (
        AttentionPattern,
        Concordance,
        CorpusSummary,
        Matches,
        NeighbourChange,
        SavedSearch,
        Trajectory,
    )
    from exegesis.explorer.corpus.store import Corpus
    from exegesis.explorer.importance import heads
    from exegesis.explorer.inside.predicting import layer_predictions, predictions
    from exegesis.explorer.inside.result import LayerPredictions, Predictions
    from exegesis.explorer.looking import look
    from exegesis.explorer.neuron_view import neurons
    from exegesis.explorer.relations.result import HeadRelations
    from exegesis.explorer.relations.run import head_relations
    from exegesis.explorer.result import AttentionView, HeadTable, Neurons
    from exegesis.explorer.seen import Look
else:
    __getattr__, __dir__ = face(
        __name__,
        {
            "look": "looking",
            "look_at": "arrays",
            "neurons": "neuron_view",
            "predictions": "inside.predicting",
            "layer_predictions": "inside.predicting",
            "heads": "importance",
            "head_relations": "relations.run",
            "intervene": "changes.shifting",
            "beside": "changes.shifting",
            "attention_shift": "changes.shifting",
            "silence": "changes.silencing",
            "isolate": "changes.silencing",
            "Look": "seen",
            "AttentionView": "result",
            "build_corpus": "corpus.build",
            "estimate_corpus": "corpus.estimating",
            "CorpusEstimate": "corpus.estimating",
            "Corpus": "corpus.store",
            "CorpusManifest": "corpus.result",
            "CorpusSentence": "corpus.records",
            "CorpusWord": "corpus.records",
            "AttentionPattern": "corpus.search.result",
            "Concordance": "corpus.search.result",
            "CorpusSummary": "corpus.search.result",
            "Matches": "corpus.search.result",
            "NeighbourChange": "corpus.search.result",
            "SavedSearch": "corpus.search.result",
            "Trajectory": "corpus.search.result",
            "Neurons": "result",
            "Predictions": "inside.result",
            "LayerPredictions": "inside.result",
            "HeadTable": "result",
            "HeadRelations": "relations.result",
            "Shift": "changes.result",
            "AttentionShift": "changes.result",
        },
    )
