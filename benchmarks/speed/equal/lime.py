"""LIME beside lime with its default of 5,000 samples, on lime's own words, deleted as lime deletes them.

lime's scores for the errors come with our batches behind its predict function (the same probabilities, sooner); what
they cost is counted and timed with the usual predict function at fewer samples, in proportion.
"""

from benchmarks.speed.equal.frame import Ask, Contest, Way
from benchmarks.speed.equal.subject import Subject
from benchmarks.speed.figures import Scores
from benchmarks.speed.peers import lime_scores
from benchmarks.speed.texts import words_of

SAMPLES, COUNTED = 5000, 250
_SIZES = (50, 70, 100, 140, 200, 280, 400, 560, 800, 1120, 1600, 2240, 3200, 4480)
_SEEDS = 3


def _lime(subject: Subject, samples: float, seed: int) -> Scores:
    return lime_scores(subject.text, subject.predicted, int(samples), seed, subject.label)


def _usual(subject: Subject, samples: float, seed: int) -> Scores:
    return lime_scores(subject.text, subject.models.usual, int(samples), seed, subject.label)


def _ours(output: str, *, fresh: bool) -> Ask:
    def ask(subject: Subject, samples: float, seed: int) -> Scores:
        call = subject.explained if fresh else subject.remembered
        asked = {"mode": "bag-of-words", "baseline": "delete", "output": output}
        return call("lime", words_of, seed, key="text", samples=int(samples), **asked)

    return ask


def _way(name: str, said: str, output: str) -> Way:
    scores, run = _ours(output, fresh=False), _ours(output, fresh=True)
    return Way(name, said, _SIZES, scores, run, _SEEDS)


CONTEST = Contest(
    name="lime",
    title="LIME",
    said=(
        f"lime with {SAMPLES:,} samples, its default, batches of 32; error: how far two seeds lie apart, as a share of "
        "their norm. Log-odds are another scale than lime's probability"
    ),
    peer=Way("lime", "its default", (SAMPLES,), _lime, _usual, _SEEDS - 1, COUNTED / SAMPLES),
    ours=(
        _way("log-odds", "in pairs, log-odds (our default)", "log-odds"),
        _way("probability", "in pairs, probability as lime", "probability"),
    ),
)
