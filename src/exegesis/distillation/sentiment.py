"""The recipe of the bundled sentiment models: `python -m exegesis.distillation.sentiment --data DIR`.

Fine-tunes a teacher (kept in the user's cache), distils `sentiment` and `sentiment-tiny` from it, measures them and
writes their cards. Progress goes to stderr, one JSON line of figures to stdout.
"""

import argparse
import datetime
import json
import sys
from pathlib import Path
from typing import Any

from transformers.utils import logging

from exegesis.distillation.cache import cache_folder
from exegesis.distillation.devices import choose, make_repeatable
from exegesis.distillation.encoder import find_encoder
from exegesis.distillation.settings import Settings, overridden, quickened
from exegesis.distillation.stages import Work, judge_student, make_student, make_teacher
from exegesis.errors import ExegesisError, InputError

STAGES = ("teacher", "student", "tiny", "all", "judge-student", "judge-tiny")
_QUICK_LIMIT = 96  # texts of each set in a smoke run


def main(arguments: list[str] | None = None) -> int:
    """Run the stages asked for; 0 when all went well."""
    given = parser().parse_args(arguments)
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        print(json.dumps(run(given)))
    except ExegesisError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def run(given: argparse.Namespace) -> dict[str, Any]:
    """The stages asked for, and their figures."""
    work = _work(given)
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


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(
        prog="python -m exegesis.distillation.sentiment", description="Make the bundled sentiment models."
    )
    found.add_argument("--data", type=Path, help="folder with sst2, rt_polarity, imdb_train and imdb_test .jsonl.gz")
    found.add_argument("--encoder", type=Path, help="model folder of the encoder (default: the installed package)")
    found.add_argument("--out", type=Path, help="where the model folders go (default: the package's own bundled/)")
    found.add_argument("--device", default="auto", help="auto, cpu, cuda")
    found.add_argument("--seed", type=int, default=0)
    found.add_argument("--stage", choices=STAGES, default="all")
    found.add_argument("--quick", action="store_true", help="a smoke run on a few texts, into the cache folder")
    found.add_argument(
        "--sweep", action="store_true", help="dev figures only: no test set is read, no model is written"
    )
    found.add_argument("--set", action="append", default=[], metavar="ROOM.KEY=VALUE", help="change a setting")
    found.add_argument("--teacher", type=Path, help="use this teacher folder instead of the cache's")
    found.add_argument("--date", default=datetime.date.today().isoformat(), help="date of measurement for the card")
    return found


def _work(given: argparse.Namespace) -> Work:
    if given.data is None:
        raise InputError("give the folder of the sentiment data with --data.")
    settings = overridden(quickened(Settings()) if given.quick else Settings(), given.set)
    out = given.out or (cache_folder() / "quick" if given.quick else Path(__file__).parents[1] / "bundled")
    return Work(
        data=given.data,
        encoder=given.teacher or find_encoder(given.encoder),
        out=out,
        device=choose(given.device),
        seed=given.seed,
        settings=settings,
        limit=_QUICK_LIMIT if given.quick else None,
        sweep=given.sweep,
        date=given.date,
    )


def _students(stage: str) -> tuple[str, ...]:
    return {"student": ("student",), "tiny": ("tiny",), "all": ("student", "tiny")}.get(stage, ())


if __name__ == "__main__":
    sys.exit(main())
