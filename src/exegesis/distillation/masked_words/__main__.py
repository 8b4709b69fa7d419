"""The command line of the recipe."""

import argparse
import datetime
import json
import sys
from pathlib import Path

from transformers.utils import logging

from exegesis.distillation.cache import cache_folder
from exegesis.distillation.devices import choose, make_repeatable
from exegesis.distillation.encoder import find_encoder
from exegesis.distillation.masked_words.settings import QUICK, MaskedWords
from exegesis.distillation.masked_words.stages import Work, close, judge, make
from exegesis.distillation.settings import changed
from exegesis.errors import ExegesisError, InputError

_QUICK_LIMIT = 2  # documents of each kind in a smoke run


def main(arguments: list[str] | None = None) -> int:
    """Train, measure and write the card; 0 when all went well."""
    given = parser().parse_args(arguments)
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        work = _work(given)
        make_repeatable(work.seed, work.device)
        if given.stage in ("train", "all"):
            make(work)
        if given.stage in ("close", "all"):
            close(work)
        print(json.dumps(judge(work) if given.stage in ("judge", "all") else {}))
    except ExegesisError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def parser() -> argparse.ArgumentParser:
    """The command line."""
    found = argparse.ArgumentParser(
        prog="python -m exegesis.distillation.masked_words", description="Make the bundled masked language model."
    )
    found.add_argument("--data", type=Path, help="folder with text/, sentiment/ and qa/")
    found.add_argument("--encoder", type=Path, help="model folder of the encoder (default: the installed package)")
    found.add_argument("--out", type=Path, help="where the model folder goes (default: the package's own bundled/)")
    found.add_argument("--device", default="auto", help="auto, cpu, cuda")
    found.add_argument("--seed", type=int, default=0)
    found.add_argument("--stage", choices=("train", "close", "judge", "all"), default="all")
    found.add_argument("--quick", action="store_true", help="a smoke run on a few documents, into the cache folder")
    found.add_argument("--set", action="append", default=[], metavar="KEY=VALUE", help="change a setting")
    found.add_argument("--date", default=datetime.date.today().isoformat(), help="date of measurement for the card")
    return found


def _work(given: argparse.Namespace) -> Work:
    if given.data is None:
        raise InputError("give the folder with text/, sentiment/ and qa/ by --data.")
    settings = changed(MaskedWords(**QUICK) if given.quick else MaskedWords(), given.set)
    return Work(
        data=given.data,
        encoder=find_encoder(given.encoder),
        out=given.out or (cache_folder() / "quick" if given.quick else Path(__file__).parents[2] / "bundled"),
        device=choose(given.device),
        seed=given.seed,
        settings=settings,
        limit=_QUICK_LIMIT if given.quick else None,
        date=given.date,
    )


if __name__ == "__main__":
    sys.exit(main())
