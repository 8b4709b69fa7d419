"""The group `exegesis distill`. Imports nothing heavy until a command runs."""

import typer

app = typer.Typer(
    name="distill", help="Make smaller models from larger ones, and see what was kept.", no_args_is_help=True
)
