"""The tree over the stretches of a series: neighbours in pairs, channel by channel, the channels joined last."""

from collections.abc import Sequence
from itertools import pairwise

from exegesis.data.place import Stretch
from exegesis.data.records import Unit
from exegesis.data.tree import UnitTree, merged


def stretch_tree(units: Sequence[Unit]) -> UnitTree:
    """Of units in the order of their channels and steps."""
    channels = [unit.at.channel for unit in units if isinstance(unit.at, Stretch)]
    return merged([int(one != other) for one, other in pairwise(channels)])
