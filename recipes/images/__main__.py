"""The command line of the recipe."""

import argparse
import datetime
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from exegesis.core.files import sha256, whole_folder
from recipes import recipe
from recipes.images.card import Record, write_record
from recipes.images.conversion import INPUTS, converted, find_weights, published, write_model
from recipes.images.measuring import deviation, measure

FOLDER = "images"


def main(arguments: list[str] | None = None) -> int:
    """Convert, measure and write the card; 0 when all went well."""
    return recipe.run(_parser(), arguments, _run)


def _parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="python -m recipes.images", description="Make the bundled image classifier.")
    found.add_argument("--data", type=Path, required=True, help="folder of the data sets, with images/imagenet_samples")
    found.add_argument("--weights", type=Path, help="the published file (default: that of the installed package)")
    found.add_argument("--out", type=Path, default=recipe.BUNDLED, help="where the folder 'images' goes")
    found.add_argument("--stage", choices=("judge", "all"), default="all")
    today = datetime.date.today().isoformat()
    found.add_argument("--date", default=today, help="date of measurement for the card")
    return found


def _run(given: argparse.Namespace) -> dict[str, Any]:
    """The figures; with "judge" those of the folder as it is, which is then left alone."""
    place = given.out / FOLDER
    if given.stage == "judge":
        return asdict(measure(place, given.data))
    source = find_weights(given.weights)
    weights = converted(published(source))
    with whole_folder(place) as folder:
        write_model(weights, folder)
        record = Record(
            parameters=sum(tensor.numel() for tensor in weights.values()),
            figures=measure(folder, given.data),
            deviation=deviation(folder, weights, given.data),
            date=given.date,
            inputs=INPUTS,
            source_sha256=sha256(source),
        )
        write_record(record, folder)
    return asdict(record.figures)


if __name__ == "__main__":
    sys.exit(main())
