"""The words of docs/results/removal.md."""

HEAD = """# What stands for an absent word

Written by `python benchmarks/removal_page.py runs/*.jsonl --out docs/results` from runs, one a model and a set, of

    python benchmarks/removal.py --data DIR --set SST-2 --model bundled:sentiment --out runs/sentiment-sst2.jsonl

A word can be left out by deleting it, or by putting the mask or the padding token in the place of its pieces. Rows
with deletions are shorter, about half as long on average where half of the words go, so each method got as many
samples under each removal as the same number of tokens through the model pays for. Every explanation is judged under
all three removals: one that was made by deleting must not be judged by deleting alone.

**Faithfulness** is the mean of four measures of the probability of the predicted class, each so that more is better:
comprehensiveness, minus sufficiency, minus the area of the deletion curve, the area of the insertion curve (read at
five places). Texts are of the test splits, at even distances through their files, of 13 to 100 words: up to 12 words
Kernel SHAP asks for all masks, whatever the budget. Budgets are a fraction of the defaults, so that what a sample
costs can matter at all. Seed error: the standard deviation of a seed's scores over their size.
"""
TABLES = """In brackets the 95 % bootstrap interval over texts, of paired differences; ★ better and ▾ worse beyond it.
"""
