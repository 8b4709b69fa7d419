"""The group `exegesis confidence`. Imports nothing heavy until a command runs."""

from exegesis.cli.confidence.apply import apply
from exegesis.cli.confidence.fit import fit
from exegesis.cli.grouping import grouped

app = grouped(
    {"Know when to answer": (fit, apply)},
    name="confidence",
    help="When a model's answers can be trusted, and from where on not to answer.",
)
