"""The words of docs/results/distillation.md: what was done, what was published, what is alike and what is not."""

OPENING = """# Distillation, run

Written by `python benchmarks/distillation_page.py --runs docs/results/distillation` from the JSON files in that
folder, which the commands below wrote; nothing here was typed in by hand but the published figures. DIR stands
for folders of the machine it ran on. All of it is small: models of 1 to 23 million parameters, minutes of
training on a processor in float32.
"""

PUBLISHED = """## Published

Sanh et al. 2019 (DistilBERT), for comparison. 66 and 110 million parameters.

| | DistilBERT | BERT-base | retained |
| --- | ---: | ---: | ---: |
| GLUE, mean of the dev scores | 77.0 | 79.5 | 96.9% |
| IMDb test, accuracy | 92.82 | 93.46 | 99.3% |
| SQuAD v1.1 dev, EM / F1 | 77.7 / 85.8 | 81.2 / 88.5 | 95.7% / 96.9% |
| the same, distilled a second time while fine-tuned ("D") | 79.1 / 86.9 | 81.2 / 88.5 | 97.4% / 98.2% |
| seconds of one pass over STS-B, batch 1, processor | 410 | 668 | 1.63 times as fast |
"""

SENTIMENT = """## Sentiment: student and teacher

Accuracy in percent on SST-2 test (1,821 sentences) and on a balanced sample of IMDb test (4,000 reviews; longer
ones read in windows). One pass is over a fixed draw of {sentences} sentences and {reviews} reviews, one at a
time, tokenised before, on a processor; the models took turns in {rounds} rounds. Seconds are medians, the ratio
is the median of the rounds' own ratios, in brackets the lowest and the highest. The teacher stands above each
student with the seconds it took beside it.
"""

SENTIMENT_LIKENESS = """Alike: `bundled:sentiment` has half of its teacher's layers, started from them, in
DistilBERT's shape (`bundled:sentiment-tiny` is another, much smaller model, taught by a teacher of the same recipe);
the same kind of measurement, a teacher and a student beside each other on one processor. Not alike: our students
learned this one task from a teacher fine-tuned on it, where DistilBERT was distilled as a language model first
and fine-tuned afterwards; their vocabularies were cut; the IMDb figures are of a sample of 4,000 of the 25,000
test reviews; the teacher has a fifth of BERT-base's parameters. Retained shares can be put beside each other;
accuracies and seconds cannot.
"""

QUESTIONS = """## Questions: speed against what is retained

The bundled question answering model (6 layers) is the teacher; students keep some of its layers (in brackets)
and are trained by recipe "d": half the KL of start and end at T = 2, half the loss of the answers. EM and F1 on
SQuAD v1.1 dev, an answer always given, {asked:,} questions (where fewer than all 10,570: a fixed draw, the same
for every model).
"""

QUESTIONS_LIKENESS = """Alike: the second distillation step of the paper and its data set. Not alike: the
published student was distilled as a language model beforehand and saw all 87,599 training questions three
times; ours saw some thousands, once unless said otherwise, with paragraphs of the shorter kind, and starts from
layers that already answer questions. So this is a curve for little training, and a lower bound of what these
depths can keep. One seed: small differences between depths mean nothing.
"""

ABLATION = """## What each part of the recipe is worth

Each run distils the bundled masked language model (4 layers of 384) into 2 layers through
`exegesis.distillation.pretraining`: {steps} steps of {batch} texts of up to {length} pieces (at most {pieces}
pieces), learning rate {lr:g}, no dropout, from the beginnings of 20 novels and from WikiText-2 valid. Runs of
one seed have the same batches and masks; with random initialisation all weights are fresh, embeddings too.
Held-out loss: mean cross-entropy in nats at {asked} pieces masked in WikiText-2 test, the same for all. SST-2:
a fresh head on the student, one epoch over {sentences} training sentences by one recipe, accuracy in percent on
the test set. The copied layers without any training and the teacher itself are there for scale. ± behind a mean
is the standard deviation over seeds.
"""

ABLATION_LIKENESS = """"As published" says that the resolved difference has the sign of the published one: worse
without the part (a higher loss, a lower accuracy). Alike: the three losses, their weights 5 / 2 / 1, the
initialisation and what is taken away. Not alike: the published figures are differences of the mean GLUE score
after three epochs over English Wikipedia and books on eight GPUs, from 12 layers to 6; these are minutes, less
than an epoch of some novels and articles, from 4 layers to 2, measured on one task. With so few steps a random
start has hardly learned to read, so its difference says more about the budget than about the recipe. Three
seeds make wide intervals: "unresolved" means that this experiment cannot tell, not that there is no effect.
"""
