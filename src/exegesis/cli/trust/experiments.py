"""`exegesis trust headers`, `cleaning`, `choosing`: the people of the LIME paper's section 6, simulated."""

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from exegesis.cli import options as o
from exegesis.cli.progress import progress_of
from exegesis.cli.trust import options as own
from exegesis.cli.writing import STANDARD_OUTPUT, check_places, say, tell
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.trust.acting.experiments.bags import Bags


def headers(
    data: o.DataArgument,
    json_path: o.Json[str],
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str] = "label",
    split_column: own.SplitColumn = "split",
    train_part: own.TrainPart = "train",
    test_part: own.TestPart = "test",
    strip_lines: own.StripLines = None,
    artefact_share: own.ArtefactShare = 0.75,
    samples: o.Samples[int] = 5000,
    pool: own.Pool = 300,
    seed: o.Seed[int] = 0,
) -> None:
    """How far a classifier leans on headers, quotes and footers."""
    place = _place(json_path, data)
    from exegesis.trust.acting.experiments.headers import Headers
    from exegesis.trust.acting.experiments.picking import Showing
    from exegesis.trust.acting.experiments.running import run_headers

    setting = Headers(artefact_share, seed, Showing(samples=samples, pool=pool))
    made = run_headers(
        place,
        _bags(data, text_column, label_column, split_column, (train_part, test_part), strip_lines),
        setting,
        _command(),
    )
    found, right = made["found"], made["found"]["accuracy"]
    led = f"of {len(found['picked'])} explanations picked {found['led_by_artefact']} are led by an artefact word"
    kept = f"{right['test']:.1%} on the test texts as they came, {right['real_world']:.1%} cleaned"
    _say(place, f"{led}; accuracy {kept}")


def cleaning(
    data: o.DataArgument,
    json_path: o.Json[str],
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str] = "label",
    split_column: own.SplitColumn = "split",
    train_part: own.TrainPart = "train",
    test_part: own.TestPart = "test",
    strip_lines: own.StripLines = None,
    artefact_share: own.ArtefactShare = 0.75,
    samples: o.Samples[int] = 1000,
    pool: own.Pool = 150,
    p: own.Knows = 0.75,
    q: own.Errs = 0.1,
    rounds: own.Rounds = 3,
    runs: own.Runs = 20,
    stop_after: o.StopAfter = None,
) -> None:
    """People who clean a classifier, round by round.

    They mark words, which go, and it is trained again.
    """
    place = _place(json_path, data)
    from exegesis.trust.acting.experiments.cleaning import Cleaning
    from exegesis.trust.acting.experiments.picking import Showing
    from exegesis.trust.acting.experiments.running import run_cleaning

    setting = Cleaning(rounds, p, q, artefact_share, Showing(samples=samples, pool=pool))
    bags = _bags(data, text_column, label_column, split_column, (train_part, test_part), strip_lines)
    with progress_of("cleaning") as progress:
        made = run_cleaning(place, bags, setting, runs, _command(), stop_after or math.inf, progress)
    _say(place, f"{len(made['runs'])} of {runs} runs (simulation)")


def choosing(
    data: o.DataArgument,
    json_path: o.Json[str],
    text_column: o.TextColumn[str] = "text",
    label_column: o.LabelColumn[str] = "label",
    split_column: own.SplitColumn = "split",
    train_part: own.TrainPart = "train",
    test_part: own.TestPart = "test",
    strip_lines: own.StripLines = None,
    artefact_share: own.ArtefactShare = 0.75,
    samples: o.Samples[int] = 5000,
    pool: own.Pool = 100,
    p: own.Knows = 0.3,
    q: own.Errs = 0.1,
    runs: own.Runs = 200,
) -> None:
    """People who choose the better of two classifiers.

    By random or SP-LIME's pick, of explanations by greedy or LIME.
    """
    place = _place(json_path, data)
    from exegesis.trust.acting.experiments.choosing import Choosing
    from exegesis.trust.acting.experiments.picking import Showing
    from exegesis.trust.acting.experiments.running import run_choosing

    setting = Choosing(p, q, artefact_share, Showing(6, 6, samples, pool))
    bags = _bags(data, text_column, label_column, split_column, (train_part, test_part), strip_lines)
    made = run_choosing(place, bags, setting, runs, _command())
    cells = ", ".join(f"{cell} {rate:.0%}" for cell, (rate, _) in made["main"]["cells"].items())
    _say(place, f"right choices (simulation): {cells}")


def _place(path: str, data: Path) -> Path:
    """The file of the results, which a later run goes on with."""
    if path == STANDARD_OUTPUT:
        raise InputError("the results are gone on with from their file; give --json one.")
    check_places(path, inputs=(data,))
    return Path(path)


def _bags(data: Path, text: str, label: str, split: str, names: tuple[str, str], pattern: str | None) -> "Bags":
    from exegesis.data.labelled import part, read
    from exegesis.trust.acting.experiments.bags import TAKEN, bags
    from exegesis.trust.acting.posts import said, without_lines

    parts = read(data, text, label, split)
    sides = (part(parts, names[0], data), part(parts, names[1], data))
    if pattern is None:
        return bags(*sides, said, TAKEN)
    return bags(*sides, without_lines(pattern), f"lines with {pattern!r}")


def _command() -> str:
    """As it was typed, without the folders of this machine."""
    return " ".join(["exegesis", *(Path(one).name if "/" in one else one for one in sys.argv[1:])])


def _say(path: Path, what: str) -> None:
    say(what)
    tell(f"wrote {path}")
