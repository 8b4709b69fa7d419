"""The group `exegesis correct`. Imports nothing heavy until a command runs."""

from exegesis.cli.correct.marks import history, mark, undo, unmark
from exegesis.cli.correct.trace import trace
from exegesis.cli.correct.ways import augment, edit, plain, reasons
from exegesis.cli.grouping import grouped

app = grouped(
    {
        "Find the cause": (trace, mark, unmark),
        "Correct": (reasons, augment, edit, plain),
        "Look back": (history, undo),
    },
    name="correct",
    help="Correct an error of a transformer, see what it did, and go back.",
)
