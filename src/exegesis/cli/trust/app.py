"""The group `exegesis trust`. Imports nothing heavy until a command runs."""

import typer

from exegesis.cli.trust.choose import choose
from exegesis.cli.trust.experiments import choosing, cleaning, headers
from exegesis.cli.trust.faithfulness import faithfulness
from exegesis.cli.trust.models import models
from exegesis.cli.trust.predictions import predictions
from exegesis.cli.trust.project import history, mark, retrain, undo, unmark

app = typer.Typer(
    name="trust",
    help="Choose between models, mark words, train without them; simulated users do the same, to see what it is worth.",
    no_args_is_help=True,
)
app.command()(faithfulness)
app.command()(predictions)
app.command()(models)
for command in (choose, mark, unmark, undo, retrain, history, headers, cleaning, choosing):
    app.command()(command)
