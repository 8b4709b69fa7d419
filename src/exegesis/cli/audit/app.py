"""The group `exegesis audit`: a report by itself, and the gate between two. Imports nothing heavy until it runs."""

from exegesis.cli.audit.compare import compare
from exegesis.cli.audit.report import report
from exegesis.cli.grouping import grouped

app = grouped({"The gate": (compare,)}, name="audit", help=report.__doc__)
app.callback(invoke_without_command=True)(report)
