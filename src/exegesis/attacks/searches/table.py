"""The searches by name: a new one is one file and one line here."""

from collections.abc import Mapping

from exegesis.attacks.choice import NamedPart
from exegesis.attacks.searches.base import AttackSearch

_HERE = "exegesis.attacks.searches"
_ROWS: tuple[NamedPart[AttackSearch], ...] = (
    NamedPart("ranked", f"{_HERE}.ranked:RankedGreedy", "word by word, the one that matters most first"),
    NamedPart("greedy", f"{_HERE}.beam:GreedySearch", "at each step the best edit of all places"),
    NamedPart("beam", f"{_HERE}.beam:Beam", "the best few drafts of each step are carried on"),
    NamedPart("genetic", f"{_HERE}.genetic:Genetic", "a population of drafts, crossed and edited"),
    NamedPart("swarm", f"{_HERE}.swarm:ParticleSwarm", "drafts drawn to their own best and to the best of all"),
)
SEARCHES: Mapping[str, NamedPart[AttackSearch]] = {row.name: row for row in _ROWS}
