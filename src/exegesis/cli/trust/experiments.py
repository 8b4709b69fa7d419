"""`exegesis trust headers`, `cleaning`, `choosing`: the people of the LIME paper's section 6, simulated."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from exegesis.cli.progress import progress_of
from exegesis.cli.writing import check_places, say, tell

if TYPE_CHECKING:
    from exegesis.trust.acting.experiments.bags import Bags

Data = Annotated[Path, typer.Argument(help="Labelled texts of two classes: .csv, .tsv, .jsonl, .parquet (or .gz).")]
Out = Annotated[Path, typer.Option("--json", help="Write the results to this file.")]
Text = Annotated[str, typer.Option(help="The column of the text.")]
Label = Annotated[str, typer.Option(help="The column of the label.")]
Split = Annotated[str, typer.Option(help="The column that tells training texts from test texts.")]
Train = Annotated[str, typer.Option(help="What stands there for training texts.")]
Test = Annotated[str, typer.Option(help="What stands there for test texts.")]
Strip = Annotated[
    str | None,
    typer.Option(help="A regular expression: lines with it are no part of what a text says. Else: a post's headers."),
]
Share = Annotated[
    float, typer.Option(help="A word is an artefact when so large a share of its texts has it only in such lines.")
]
Samples = Annotated[int, typer.Option(help="Masks of LIME for each text.")]
Pool = Annotated[int, typer.Option(help="Texts explained, among which SP-LIME picks.")]
Knows = Annotated[float, typer.Option("--p", help="Chance that the person marks an artefact word.")]
Errs = Annotated[float, typer.Option("--q", help="Chance that the person marks another word, by mistake.")]


def headers(
    data: Data,
    json_path: Out,
    text: Text = "text",
    label: Label = "label",
    split: Split = "split",
    train: Train = "train",
    test: Test = "test",
    strip_lines: Strip = None,
    share: Share = 0.75,
    samples: Samples = 5000,
    pool: Pool = 300,
    seed: Annotated[int, typer.Option(help="Same seed, same picture.")] = 0,
) -> None:
    """Show by SP-LIME how far a classifier leans on what is no part of a text: headers, quotes, footers."""
    check_places(json_path, inputs=(data,))
    from exegesis.trust.acting.experiments.headers import Headers
    from exegesis.trust.acting.experiments.picking import Shown
    from exegesis.trust.acting.experiments.running import run_headers

    setting = Headers(share, seed, Shown(samples=samples, pool=pool))
    made = run_headers(json_path, _bags(data, text, label, split, train, test, strip_lines), setting, _command())
    found, right = made["found"], made["found"]["accuracy"]
    led = f"of {len(found['picked'])} explanations picked {found['led_by_artefact']} are led by an artefact word"
    kept = f"{right['test']:.1%} on the test texts as they came, {right['real_world']:.1%} cleaned"
    _say(json_path, f"{led}; accuracy {kept}")


def cleaning(
    data: Data,
    json_path: Out,
    text: Text = "text",
    label: Label = "label",
    split: Split = "split",
    train: Train = "train",
    test: Test = "test",
    strip_lines: Strip = None,
    share: Share = 0.75,
    samples: Samples = 1000,
    pool: Pool = 150,
    p: Knows = 0.75,
    q: Errs = 0.1,
    rounds: Annotated[int, typer.Option(help="Rounds of marking and training again.")] = 3,
    runs: Annotated[int, typer.Option(help="People simulated, under each pick.")] = 20,
    seconds: Annotated[float, typer.Option(help="Begin no further run after so long; call again to go on.")] = 1e9,
) -> None:
    """Simulate people who clean a classifier round by round: marked words go, and it is trained again."""
    check_places(json_path, inputs=(data,))
    from exegesis.trust.acting.experiments.cleaning import Cleaning
    from exegesis.trust.acting.experiments.picking import Shown
    from exegesis.trust.acting.experiments.running import run_cleaning

    setting = Cleaning(rounds, p, q, share, Shown(samples=samples, pool=pool))
    bags = _bags(data, text, label, split, train, test, strip_lines)
    with progress_of("cleaning") as progress:
        made = run_cleaning(json_path, bags, setting, runs, _command(), seconds, progress)
    _say(json_path, f"{len(made['runs'])} of {runs} runs (simulation)")


def choosing(
    data: Data,
    json_path: Out,
    text: Text = "text",
    label: Label = "label",
    split: Split = "split",
    train: Train = "train",
    test: Test = "test",
    strip_lines: Strip = None,
    share: Share = 0.75,
    samples: Samples = 5000,
    pool: Pool = 100,
    p: Knows = 0.3,
    q: Errs = 0.1,
    runs: Annotated[int, typer.Option(help="Choices in each cell.")] = 200,
) -> None:
    """Simulate people who choose the better of two classifiers: by random or SP-LIME's pick, of greedy or LIME."""
    check_places(json_path, inputs=(data,))
    from exegesis.trust.acting.experiments.choosing import Choosing
    from exegesis.trust.acting.experiments.picking import Shown
    from exegesis.trust.acting.experiments.running import run_choosing

    setting = Choosing(p, q, share, Shown(6, 6, samples, pool))
    bags = _bags(data, text, label, split, train, test, strip_lines)
    made = run_choosing(json_path, bags, setting, runs, _command())
    cells = ", ".join(f"{cell} {rate:.0%}" for cell, (rate, _) in made["main"]["cells"].items())
    _say(json_path, f"right choices (simulation): {cells}")


def _bags(data: Path, text: str, label: str, split: str, train: str, test: str, pattern: str | None) -> "Bags":
    from exegesis.trust.acting.experiments.bags import TAKEN, bags
    from exegesis.trust.acting.labelled import part, read
    from exegesis.trust.acting.posts import said, without_lines

    parts = read(data, text, label, split)
    sides = (part(parts, train, data), part(parts, test, data))
    if pattern is None:
        return bags(*sides, said, TAKEN)
    return bags(*sides, without_lines(pattern), f"lines with {pattern!r}")


def _command() -> str:
    """As it was typed, without the folders of this machine."""
    return " ".join(["exegesis", *(Path(one).name if "/" in one else one for one in sys.argv[1:])])


def _say(path: Path, what: str) -> None:
    say(what)
    tell(f"wrote {path}")
