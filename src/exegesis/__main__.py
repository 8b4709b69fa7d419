"""`python -m exegesis`: the command line, where its script is not on the path."""

from exegesis.cli.main import run

run()
