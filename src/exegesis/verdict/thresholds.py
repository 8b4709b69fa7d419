"""The thresholds of the verdict, all of them, in one place.

Those of LEAD, SEEDS, ORDER and MISSED were chosen by benchmarks/verdicts_choosing.py: the laxest at which what the sign
claims held in 90% of the cases on one half of the texts, or stricter. docs/results/verdicts.md tells how often it held
on the other half, where a stricter one is used and why, and why FIT and BASELINES are set by what they mean.
"""

LEAD = 1.5  # standard errors by which a word leads every word behind the strongest few
SEEDS = 1.0  # share of the other seeds with which the words stay
ORDER = 0.975  # share of random orders that the order of the scores beats; below it there is a doubt,
ORDER_DOUBT = 0.95  # and below this the order is no better than chance
MISSED = 0.01  # of the sum of absolute scores, by which the scores' sum may miss the change they explain
FIT = 0.5  # weighted R2 of a surrogate: it accounts for at least half of how the prediction moves
BASELINES = 0.6  # share of the strongest words that are among the strongest with another baseline too
