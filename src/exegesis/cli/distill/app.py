"""The group `exegesis distill`. Imports nothing heavy until a command runs."""

import typer

from exegesis.cli.distill.curve import curve
from exegesis.cli.distill.export import export
from exegesis.cli.distill.pretrain import pretrain
from exegesis.cli.distill.report import report
from exegesis.cli.distill.task import task

app = typer.Typer(
    name="distill", help="Make smaller models from larger ones, and see what was kept.", no_args_is_help=True
)
app.command()(pretrain)
app.command()(task)
app.command()(curve)
app.command()(export)
app.command()(report)
