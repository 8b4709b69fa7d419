"""The command line of the recipe.

Fine-tunes a teacher (kept in the user's cache), distils `sentiment` and `sentiment-tiny` from it, measures them and
writes their cards. Progress goes to stderr, one JSON line of figures to stdout.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

from exegesis.training.devices import make_repeatable
from recipes import recipe
from recipes.sentiment.settings import Settings, overridden, quickened
from recipes.sentiment.stages import judge_student, make_teacher
from recipes.sentiment.students import make_student
from recipes.sentiment.work import Work

RECIPE = recipe.Recipe(
    package="sentiment",
    makes="the bundled sentiment models",
    data="folder of the sentiment data: sst2, rt_polarity, imdb_train and imdb_test .jsonl.gz",
    stages=("teacher", "student", "tiny", "all", "judge-student", "judge-tiny"),
    limit=96,
    setting="ROOM.KEY=VALUE",
)


def main(arguments: list[str] | None = None) -> int:
    """Run the stages asked for; 0 when all went well."""
    return recipe.run(parser(), arguments, _run)


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = RECIPE.parser()
    found.add_argument(
        "--sweep", action="store_true", help="dev figures only: no test set is read, no model is written"
    )
    found.add_argument("--teacher", type=Path, help="use this teacher folder instead of the cache's")
    return found


def _run(given: argparse.Namespace) -> dict[str, Any]:
    """The stages asked for, and their figures."""
    settings = overridden(quickened(Settings()) if given.quick else Settings(), given.set)
    work = Work(settings=settings, sweep=given.sweep, **RECIPE.work(given, encoder=given.teacher))
    make_repeatable(work.seed, work.device)
    teacher, figures = make_teacher(work, given.teacher)
    summary: dict[str, Any] = {"teacher": figures}
    names = _students(given.stage.removeprefix("judge-"))
    if not given.stage.startswith("judge-"):
        for name in names:
            make_student(work, teacher, name)
    for name in names:  # after all training: measuring takes minutes, and what is trained should be kept first
        summary[name] = judge_student(work, teacher, name)
    return summary


def _students(stage: str) -> tuple[str, ...]:
    return {"student": ("student",), "tiny": ("tiny",), "all": ("student", "tiny")}.get(stage, ())


if __name__ == "__main__":
    sys.exit(main())
