"""The words of docs/results/explainers.md that no figure gives."""

OPENING = """\
# Which explainer to rely on

Every method explains every text once, towards what the model predicts; each explanation is measured every way
([how](../benchmark.md)). f is the probability of that class, and measures remove words by the mask token, as the
masking methods here do. Texts: SST-2 sentences and whole IMDb reviews of at most 100 words, both of the test
splits, at even distances through their files. Budgets below the defaults, so that all fits in some hours on two
cores: LIME (of either number) and Kernel SHAP 500 masked texts on SST-2 (defaults 2,000 and 2,048; up to 12 words
Kernel SHAP asks for all 2^n), Partition SHAP 500 (its default), all three 300 on IMDb; random orders 5,
`sensitivity_n` 20 sets a size, `infidelity_scaled` 50 sets. The greedy control was left out on IMDb, and Parzen's,
which needs background texts, on both.

```sh
python benchmarks/explainers.py --data DIR --set SST-2 --model bundled:sentiment --out runs/student-sst2
# and so on, a folder for each model and each of SST-2 and IMDb; of the teacher, which is slower, costly measures
# (other seeds, moved embeddings) are taken on 3 sentences and 1 review, by --costly
python benchmarks/explainers_page.py --runs runs
```

The records ([explainers/](explainers/)) hold each run's figures as JSON, and every value as Parquet. Seconds are of
one core, with other work on the machine."""
CHOICE = """\
## What to take from it

The student is `bundled:sentiment`; the teacher, named after its folder below, is the model that it learned from.
Differences named here are paired, text by text.

- **LIME of log-odds on reviews.** At the same 300 masked texts it is ahead of every other sampler in all eight
  measures that ask the model: of Partition SHAP by .06 and .07 (student, teacher) in comprehensiveness, .04 and .02 in
  deletion, .10 and .13 in `sensitivity_n`. Only occlusion, a pass a word, is near. Probabilities near 1 hardly
  move as single words go, so a regression on them has little to hold on to; f is the probability all the same.
- **Sentences.** LIME, Kernel SHAP and Partition SHAP lead. Partition and Kernel SHAP move the answer a little further
  with their top words (of LIME of log-odds, comprehensiveness by .01 at most, deletion by .03); LIME foretells better
  what removing *sets* of words does (`sensitivity_n`, `faithfulness_correlation`, `tau_loo`).
- **The default of LIME** is the log-odds for this: against the probability it wins on reviews everywhere, and on
  sentences in four or five measures of eight while it loses in three, by .03 at most; and another seed gives its order
  again much more often. Judged by the probability, which is the other one's own number.
- **Occlusion** costs one pass a word, on sentences about a twentieth of the samplers in seconds, and keeps most of the
  faithfulness. It is first in `tau_loo` by construction (that *is* leaving one word out) and misses words that count
  only together, which deletion on sentences shows.
- **Integrated gradients** come next, at about a fifth of the seconds. Their path starts at padding, not at the mask
  token that the measures remove words by.
- **One gradient, its norm, attention rollout** take a few hundredths of a second and are far behind, though mostly
  better than chance.
- **The greedy control** finds words that move the answer and nothing else: sparse, poor at sums.

## What `method="auto"` takes

`partition_shap` stays. For it: on sentences no method moves the answer further by removal; it has no seed, and a
default should not lean on luck, while the order that LIME gives a review at 300 masked texts is far from that of
another seed; its scores add up; it is the same for black boxes, questions, hidden words and tags, which these runs say
nothing of; and at its default it asks for 500 masked texts where LIME asks for 2,000. Against it: on reviews LIME of
log-odds is better by every measure here. Who explains reviews and can wait should say `method="lime"`; the page of
methods says so. Its own scores in log-odds are no way out: on the student's reviews Partition SHAP is worse with them
(comprehensiveness by .05, deletion by .05 over 43 reviews)."""
