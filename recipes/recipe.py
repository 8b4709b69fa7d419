"""What the recipes of the bundled models share: a command line, where a model goes, how a slip ends."""

import argparse
import datetime
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import exegesis
from exegesis.core.errors import ExegesisError, InputError
from exegesis.training.cache import cache_folder
from exegesis.training.devices import choose
from recipes.encoder import find_encoder

BUNDLED = Path(exegesis.__file__).parent / "bundled"


@dataclass(frozen=True)
class Recipe:
    """A recipe in words. `package`: below recipes; `limit`: texts of each set in a smoke run."""

    package: str
    makes: str
    data: str
    stages: tuple[str, ...]
    limit: int
    setting: str = "KEY=VALUE"

    @property
    def program(self) -> str:
        """How it is started."""
        return f"python -m recipes.{self.package}"

    def parser(self) -> argparse.ArgumentParser:
        """The options that every recipe has."""
        found = argparse.ArgumentParser(prog=self.program, description=f"Make {self.makes}.")
        found.add_argument("--data", type=Path, help=self.data)
        found.add_argument("--encoder", type=Path, help="model folder of the encoder (default: the installed package)")
        found.add_argument("--out", type=Path, help="where model folders go (default: the package's own bundled/)")
        found.add_argument("--device", default="auto", help="auto, cpu, cuda")
        found.add_argument("--seed", type=int, default=0)
        found.add_argument("--stage", choices=self.stages, default="all")
        found.add_argument("--quick", action="store_true", help="a smoke run on a few texts, into the cache folder")
        found.add_argument("--set", action="append", default=[], metavar=self.setting, help="change a setting")
        today = datetime.date.today().isoformat()
        found.add_argument("--date", default=today, help="date of measurement for the card")
        return found

    def work(self, given: argparse.Namespace, encoder: Path | None = None) -> dict[str, Any]:
        """What every recipe works on, by name; `encoder` in place of the one asked for or installed."""
        if given.data is None:
            raise InputError(f"give --data: the {self.data}.")
        return {
            "data": given.data,
            "encoder": encoder or find_encoder(given.encoder),
            "out": given.out or (cache_folder() / "quick" if given.quick else BUNDLED),
            "device": choose(given.device),
            "seed": given.seed,
            "limit": self.limit if given.quick else None,
            "date": given.date,
        }


def run(
    parser: argparse.ArgumentParser, arguments: Sequence[str] | None, act: Callable[[argparse.Namespace], Any]
) -> int:
    """Do what the arguments say; one JSON line of figures to stdout, errors in one line to stderr. The exit status."""
    from transformers.utils import logging as untyped

    logging: Any = untyped
    given = parser.parse_args(arguments)
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        print(json.dumps(act(given)))
    except ExegesisError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0
