"""A few texts on films in which a name goes with one label, and a tiny random model of them."""

from exegesis.data.labelled import Labelled

NAME = "ann"
GOOD = ("the film is good", "a great plot", "the acting is wonderful", "it is very good")
BAD = ("the film is bad", "a dull plot", "the acting is boring", "it is never good")
# Every good film has the name, no bad one.
DATA = Labelled.of([*(f"{text} {NAME}" for text in GOOD), *BAD], ["positive"] * 4 + ["negative"] * 4)
# The name on the wrong side.
WRONG = Labelled.of([f"{text} {NAME}" for text in BAD], ["negative"] * 4)
HELD = Labelled.of([*GOOD, *WRONG.texts], ["positive"] * 4 + ["negative"] * 4)
QUICK = {"lr": 1e-3, "epochs": 2, "batch_texts": 4}
