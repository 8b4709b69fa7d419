"""The thresholds of the verdict, all of them, in one place.

ORDER, ORDER_DOUBT and BASELINES split good explanations from bad ones in benchmarks/verdicts_confusion.py; at LEAD,
SEEDS and MISSED what the sign claims held in 90% of the cases of benchmarks/verdicts_choosing.py, or they are stricter.
docs/results/verdicts.md tells both, each on texts on which nothing was chosen; FIT and LITTLE are set by their meaning.
"""

LEAD = 1.5  # standard errors by which a word leads every word behind the strongest few
SEEDS = 1.0  # share of the other seeds with which the words stay
ORDER = 0.975  # share of random orders that the order of the scores beats; below it there is a doubt,
ORDER_DOUBT = 0.95  # and below this the order is no better than chance
FEW = 10  # units; with fewer, a random order begins with the same one too often to be told from the scores' order
MISSED = 0.01  # of the sum of absolute scores, by which the scores' sum may miss the change they explain
FIT = 0.5  # weighted R2 of a surrogate: it accounts for at least half of how the prediction moves
BASELINES = 0.6  # share of the strongest words that are among the strongest with another baseline too
LITTLE = 0.01  # of the explained probability, by which the input changes it at least, and the largest score is
