"""The group `exegesis corpus`. Imports nothing heavy until a command runs."""

from exegesis.cli.corpus.build import build
from exegesis.cli.corpus.heads import heads
from exegesis.cli.corpus.index import index
from exegesis.cli.corpus.info import info
from exegesis.cli.corpus.search import search
from exegesis.cli.corpus.summary import summary
from exegesis.cli.grouping import grouped

app = grouped(
    {"Make a corpus": (build, info, index), "Ask it": (search, summary, heads)},
    name="corpus",
    help="Words of many texts as a model sees them, to be searched.",
)
