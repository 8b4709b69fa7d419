"""The group `exegesis attack`. Imports nothing heavy until a command runs."""

from exegesis.cli.attack.checklist import checklist
from exegesis.cli.attack.recipes import recipes
from exegesis.cli.attack.run import run
from exegesis.cli.grouping import grouped

app = grouped(
    {"Attack": (run, checklist), "Look up": (recipes,)},
    name="attack",
    help="Small edits that turn a model's answers.",
)
