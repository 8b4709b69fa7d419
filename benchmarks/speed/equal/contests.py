"""The comparisons to an equal answer, by name. Adding one is a module and a line here."""

from benchmarks.speed.equal import gradients, kernel, lime, partition
from benchmarks.speed.equal.frame import Contest

CONTESTS: dict[str, Contest] = {
    one.name: one for one in (lime.CONTEST, partition.CONTEST, kernel.DEFAULTS, kernel.ALL_WORDS, gradients.CONTEST)
}
