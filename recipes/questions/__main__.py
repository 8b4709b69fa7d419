"""The command line of the recipe."""

import argparse
import sys
from typing import Any

from exegesis.training.devices import make_repeatable
from exegesis.training.overriding import changed
from recipes import recipe
from recipes.questions.settings import QUICK, Questions
from recipes.questions.stages import Work, judge, make

RECIPE = recipe.Recipe(
    package="questions",
    makes="the bundled question answering model",
    data="folder with the SQuAD files",
    stages=("train", "judge", "all"),
    limit=64,
)


def main(arguments: list[str] | None = None) -> int:
    """Train, measure and write the card; 0 when all went well."""
    return recipe.run(RECIPE.parser(), arguments, _run)


def _run(given: argparse.Namespace) -> dict[str, Any]:
    settings = changed(Questions(**QUICK) if given.quick else Questions(), given.set)
    work = Work(settings=settings, **RECIPE.work(given))
    make_repeatable(work.seed, work.device)
    if given.stage != "judge":
        make(work)
    return judge(work) if given.stage != "train" else {}


if __name__ == "__main__":
    sys.exit(main())
