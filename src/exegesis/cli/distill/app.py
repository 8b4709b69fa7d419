"""The group `exegesis distill`. Imports nothing heavy until a command runs."""

from exegesis.cli.distill.curve import curve
from exegesis.cli.distill.export import export
from exegesis.cli.distill.pretrain import pretrain
from exegesis.cli.distill.report import report
from exegesis.cli.distill.task import task
from exegesis.cli.grouping import grouped

app = grouped(
    {"Make a student": (pretrain, task, export), "See what it is worth": (report, curve)},
    name="distill",
    help="Smaller models from larger ones, and what was kept.",
)
