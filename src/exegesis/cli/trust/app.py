"""The group `exegesis trust`. Imports nothing heavy until a command runs."""

from exegesis.cli.grouping import grouped
from exegesis.cli.trust.choose import choose
from exegesis.cli.trust.experiments import choosing, cleaning, headers
from exegesis.cli.trust.faithfulness import faithfulness
from exegesis.cli.trust.models import models
from exegesis.cli.trust.predictions import predictions
from exegesis.cli.trust.project import history, mark, retrain, undo, unmark

app = grouped(
    {
        "Choose and clean models": (choose, mark, unmark, undo, retrain, history),
        "Simulated users, to see what it is worth": (faithfulness, predictions, models, headers, cleaning, choosing),
    },
    name="trust",
    help="Choose between models, mark words, and train without them.",
)
