"""The words of docs/results/removal.md."""

HEAD = """# What stands for an absent word

Written by `python benchmarks/removal_page.py RUN.jsonl ... --out docs/results` from runs, one a model, set and
budget, of

    python benchmarks/removal.py --data DIR --set SST-2 --model bundled:sentiment --out RUN.jsonl \\
        --methods lime kernel_shap partition_shap occlusion --rows 100

A word can be left out by deleting it, or by putting the mask or the padding token in the place of its pieces. Rows
with deletions are shorter, about half as long where half of the words go, so each method got as many samples under
each removal as the same number of tokens through the model pays for (as `Explanation.cost` counts them). Every
explanation is judged under all three removals: one that was made by deleting must not be judged by deleting alone.

**Faithfulness** is the mean of four measures of the probability of the predicted class, each so that more is better:
comprehensiveness, minus sufficiency, minus the area of the deletion curve, the area of the insertion curve (read at
five places). Texts are of the test splits, at even distances through their files, of 13 to 100 words: up to 12 words
Kernel SHAP asks for all masks, whatever the budget. **Seed error**: the standard deviation of a seed's scores over
their size.
"""
TAKEN = """## What was chosen

`baseline="auto"` stays the mask token, for every method and task.

- **Deleting wins only where samples are scarce.** At 100 rows a sentence LIME of `bundled:sentiment` is .013 and
  partition SHAP of both models .02 more faithful by deleting, over all judges; on reviews of 73 words at 200 rows, of
  the small model, LIME .011, kernel SHAP .017 and partition SHAP .027. At 500 rows a sentence, partition SHAP's default
  and a quarter of LIME's and kernel SHAP's, it is shown nowhere: LIME +.012 and .000 with 0 in both intervals,
  partition SHAP −.009 (0 in the interval) and −.016, though by deleting it could afford all that its exact values take
  on many sentences.
- **Kernel SHAP of sentences loses a little** at 100 rows (.005 and .003), and shows nothing at 500.
- **Occlusion is worse by deleting** (.05 and .01 on sentences of the two models, .09 on reviews of the small one), and
  saves no tokens.
- **Half of the tokens of a sample are saved, and mostly spent again.** A sample costs 46 to 49% fewer tokens (partition
  SHAP's 47 to 69%). But at equal tokens two seeds of the small model are further apart: for the same error LIME takes
  1.25 to 1.9 times the tokens of masking, kernel SHAP 1.1 to 2.2 times. On `bundled:sentiment` LIME takes fewer at 100
  rows (.70 times) and as many at 500, kernel SHAP 1.5 and 1.8 times. The order of the words is the same or steadier by
  deleting nearly everywhere.
- **Padding** is far worse on the small model (.04 to .09) and no better on the other.
- Judges favour their own: deleting gains most where deleting judges, and least where masking does.

Who explains with few samples may say `baseline="delete"` for `partition_shap`, and for `lime` on a model whose own
seeds agree better by it.

**What these figures are not.** At 500 rows they are of 13 and 32 sentences, where an interval is a rough one. There
are no reviews of `bundled:sentiment`, no permutation SHAP, whose values are kernel SHAP's, and not the teacher of the
bundled models, whose weights are not shipped. Whether LIME of the larger model gains at its default of 2,000 samples is
open. The script goes on from its files to the full counts.
"""
TABLES = """In brackets the 95 % bootstrap interval over texts, of paired differences; ★ better and ▾ worse beyond it.
"""
