"""The sentences of the results page about people who act on explanations."""

HEADERS = """\
A classifier ({svm}) was trained on the texts as they came. Of {pool} test texts,
explained by LIME ({samples:,} masks each), SP-LIME picked {count} to show, {words} words each.
By rule, {rule}; {vocabulary:.0%} of the vocabulary are artefacts.

Of the {count} explanations picked, {led} are led by an artefact, of all {pool} texts {pool_led:.0%}.
Accuracy (likelier class): {test:.1%} on {texts} test texts as they came,
{world:.1%} on the {world_texts} of them that say anything once cleaned.
"""

IMPORTANCE = "The words of the highest importance in SP-LIME's sense, over all explained texts:\n"

CLEANING = """\
No person took part. Classifier: {svm}. In each round a simulated person sees the {words} weightiest words
of {count} training texts explained by LIME ({samples:,} masks each): picked by SP-LIME among {pool}, or at random.
Of the words seen, each artefact is marked with chance {p:g} and any other word with chance {q:g}; all marked words
leave the vocabulary, and the classifier is trained again. By rule, {rule}. Real world: the test texts cleaned.
Mean of {runs} runs ± standard error; a run has its own pool, masks and person, the classifier before the first round
is the same. In the picture the whiskers are 95% intervals of the mean.
"""

CHOOSING = """\
No person took part. Two classifiers ({svm}), one trained on the texts as they came, one on cleaned texts,
are explained on the same {count} test texts, {words} words each (LIME: {samples:,} masks), side by side in random order
and on random sides. The texts are picked out of {pool}, drawn anew for each choice: at random, or by SP-LIME over both
classifiers' explanations together. A simulated person mistrusts an artefact with chance {p:g} and any other word with
chance {q:g}. Text by text, the person prefers of two explanations the one with the smaller share of weight on
mistrusted words, and chooses the classifier preferred more often; at once, the classifier whose explanations have the
smaller share on the whole (ties at random). By rule, {rule}. The right choice is the classifier trained on cleaned
texts. {choices} choices a cell ± standard error.
"""

GRID = """\
The first row is the setting this experiment was planned with; the others are people who know more or less, and who
judge in the other way, over the same explanations. The order of the cells depends on the person.
"""
