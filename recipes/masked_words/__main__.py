"""The command line of the recipe."""

import argparse
import sys
from typing import Any

from exegesis.training.devices import make_repeatable
from exegesis.training.overriding import changed
from recipes import recipe
from recipes.masked_words.settings import QUICK, MaskedWords
from recipes.masked_words.stages import Work, close, judge, make

RECIPE = recipe.Recipe(
    package="masked_words",
    makes="the bundled masked language model",
    data="folder with text/, sentiment/ and qa/",
    stages=("train", "close", "judge", "all"),
    limit=2,
)


def main(arguments: list[str] | None = None) -> int:
    """Train, measure and write the card; 0 when all went well."""
    return recipe.run(RECIPE.parser(), arguments, _run)


def _run(given: argparse.Namespace) -> dict[str, Any]:
    settings = changed(MaskedWords(**QUICK) if given.quick else MaskedWords(), given.set)
    work = Work(settings=settings, **RECIPE.work(given))
    make_repeatable(work.seed, work.device)
    if given.stage in ("train", "all"):
        make(work)
    if given.stage in ("close", "all"):
        close(work)
    return judge(work) if given.stage in ("judge", "all") else {}


if __name__ == "__main__":
    sys.exit(main())
