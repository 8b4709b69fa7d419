"""The words of docs/results/explainers.md that no figure gives."""

OPENING = """\
# Which explainer to rely on

Every method explains every text once, towards what the model predicts; each explanation is measured every way
([how](../benchmark.md)). f is the probability of that class, and measures remove words by the mask token, as the
masking methods here do. Texts: SST-2 sentences and whole IMDb reviews of at most 100 words, both of the test
splits, at even distances through their files. Budgets below the defaults, so that all fits in some hours on two
cores: LIME and Kernel SHAP 500 masked texts on SST-2 (defaults 2,000 and 2,048; up to 12 words Kernel SHAP asks for
all 2^n), Partition SHAP 500 (its default), all three 300 on IMDb; random orders 5, `sensitivity_n` 20 sets a size,
`infidelity_scaled` 50 sets. The greedy control was left out on IMDb, and Parzen's, which needs background texts, on
both.

```sh
python benchmarks/explainers.py --data DIR --set SST-2 --model bundled:sentiment --out runs/student-sst2
# and so on, a folder for each model and each of SST-2 and IMDb
python benchmarks/explainers_page.py --runs runs
```

The records ([explainers/](explainers/)) hold each run's figures as JSON, and every value as Parquet. Seconds are of
one core, with other work on the machine."""
CHOICE = """\
## What to take from it

The words here are of the run whose counts stand in the headings below; where a run was stopped before all its texts
were through, the heading says how many it is over.

- **Sentences.** LIME, Kernel SHAP and Partition SHAP lead, with about the same number of passes, and on what
  removing the top words does (comprehensiveness, sufficiency, insertion) they are not told apart. LIME and Kernel
  SHAP foretell better what removing *sets* of words does (`sensitivity_n`, `infidelity_scaled`). LIME's order is
  the one that depends on the seed.
- **Occlusion** costs one pass a word, on sentences about a twentieth of those three in seconds, and keeps most of
  the faithfulness. It is first in `tau_loo` by construction (that *is* leaving one word out) and misses words that
  count only together, which deletion shows.
- **Integrated gradients** come next on sentences, at about a fifth of the seconds; on reviews they are not told
  apart from the best in most measures, and cost nearly as much as the samplers. Their path starts at padding, not
  at the mask token that the measures remove words by.
- **One gradient, its norm, attention rollout** take a few hundredths of a second and are far behind. On sentences
  they are better than chance in nearly everything; gradient x input, the weakest of all, is not on reviews.
- **The greedy control** finds words that move the answer and nothing else: sparse, poor at sums, and the first to
  change when embeddings move.
- **Reviews** of several dozens of words at 300 masked texts, some four a word, are where the samplers thin out: the
  order that LIME and Kernel SHAP give is far from that of another seed, and Partition SHAP, which has no seed, is
  not told apart from occlusion, which asks for a quarter as much. Ask for more samples on such texts, or look at
  sentences (`unit="sentence"`).

## What `method="auto"` takes

`partition_shap` stays, whatever the model and the length. On sentences no method moves the answer further by
removal beyond what the texts can tell apart, it needs no more passes than its two rivals and no gradients, its
scores add up, and it has no seed: a default must not say another thing tomorrow. What speaks against it:
`sensitivity_n` and `infidelity_scaled` on sentences, where LIME and Kernel SHAP are measurably better by little,
and the reviews, where Kernel SHAP's mean is higher on comprehensiveness and deletion at the same budget, though its
order changes with the seed. A rule by length would have to be chosen on a whole run over longer texts at the
default budgets; these runs do not give one."""
