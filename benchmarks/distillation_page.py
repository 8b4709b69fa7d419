"""Write docs/results/distillation.md from the runs' JSON files, with the published tables beside."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import distillation_ablation as ablation
import distillation_questions as questions
import distillation_sentiment as sentiment
from distillation_plot import draw
from distillation_questions_runs import LAYERS
from distillation_records import Run, read
from distillation_wording import (
    ABLATION,
    ABLATION_LIKENESS,
    OPENING,
    PUBLISHED,
    QUESTIONS,
    QUESTIONS_LIKENESS,
    SENTIMENT,
    SENTIMENT_LIKENESS,
)

from exegesis.core.errors import ExegesisError, InputError
from exegesis.core.files import write_whole

PAGE, PLOT = "distillation.md", "distillation-questions.svg"


def main() -> None:
    """The page and its picture."""
    parser = argparse.ArgumentParser(prog="distillation_page.py", description=__doc__)
    parser.add_argument("--runs", type=Path, required=True, help="the folder of the runs' JSON files")
    parser.add_argument("--to", type=Path, default=Path(__file__).parents[1] / "docs" / "results")
    given = parser.parse_args()
    try:
        write_page(given.runs, given.to)
    except ExegesisError as error:
        raise SystemExit(str(error)) from None


def write_page(runs: Path, to: Path) -> None:
    """distillation.md and, where students of questions were timed, its picture; `InputError` without any run."""
    kinds = {kind: read(runs, kind) for kind in (ablation.KIND, questions.KIND, sentiment.KIND)}
    if not any(kinds.values()):
        raise InputError(f"no run in {str(runs)!r}; give the folder of the runs' JSON files with --runs.")
    to.mkdir(parents=True, exist_ok=True)
    drawn = {LAYERS} < {one["settings"]["depth"] for one in kinds[questions.KIND]}
    if drawn:
        draw(kinds[questions.KIND], LAYERS, to / PLOT)
    write_whole(to / PAGE, page(kinds, PLOT if drawn else None))


def page(kinds: dict[str, list[Run]], plot: str | None) -> str:
    """The page's Markdown; what was not run is left out."""
    parts = [OPENING, PUBLISHED]
    if kinds[sentiment.KIND]:
        parts.append(_sentiment(kinds[sentiment.KIND]))
    if kinds[questions.KIND]:
        parts.append(_questions(kinds[questions.KIND], plot))
    if kinds[ablation.KIND]:
        parts.append(_ablation(kinds[ablation.KIND]))
    return "\n".join(parts)


def made(runs: Sequence[Run]) -> str:
    """Commands, dates, machines and versions of the runs, each once."""
    commands = "\n".join(dict.fromkeys(one["command"] for one in runs))
    dates = ", ".join(sorted({one["date"] for one in runs}))
    machines = "; ".join(dict.fromkeys(f"{one['machine']}, {one['threads']} threads used" for one in runs))
    numbers = dict.fromkeys(", ".join(f"{name} {version}" for name, version in one["versions"].items()) for one in runs)
    return f"```sh\n{commands}\n```\n\n{dates}. {machines}. {'; '.join(numbers)}.\n"


def _sentiment(runs: Sequence[Run]) -> str:
    asked = [f"`{run['figures']['student']['name']}`: {_asked(run)}" for run in runs]
    settings = runs[0]["settings"]
    said = SENTIMENT.format(**settings)
    return "\n".join([said, made(runs), sentiment.table(runs), "; ".join(asked) + ".\n", SENTIMENT_LIKENESS])


def _asked(run: Run) -> str:
    reached = "is" if sentiment.reaches(run) else "is not"
    return f"at least 1.6 times as fast at 97% or more retained on both sets {reached} reached"


def _questions(runs: Sequence[Run], plot: str | None) -> str:
    students = [one for one in runs if one["settings"]["depth"] != LAYERS]
    said = QUESTIONS.format(asked=runs[0]["figures"]["questions"])
    picture = f"![Retained EM and F1 against speed]({plot})\n" if plot else ""
    spent = _spent(students[0]) if students else ""
    return "\n".join([said, made(runs), questions.table(runs), spent, picture, QUESTIONS_LIKENESS])


def _spent(run: Run) -> str:
    found = run["settings"]
    return (
        f"Each student learned from {found['rows']:,} questions over paragraphs of at most {found['longest']} "
        f"characters, {found['epochs']} epoch{'s' if found['epochs'] > 1 else ''}, learning rate {found['lr']:g}, "
        f"{found['batch']} a batch. A timed pass: {run['figures']['speed']['texts']} questions, "
        f"{run['figures']['speed']['rounds']} rounds; the range is that of the rounds' ratios.\n"
    )


def _ablation(runs: Sequence[Run]) -> str:
    found = runs[0]["settings"]
    said = ABLATION.format(
        pieces=f"{found['steps'] * found['batch'] * found['length']:,}",
        asked=f"{runs[0]['figures']['held_out_pieces']:,}",
        **found,
    )
    return "\n".join([said, made(runs), ablation.table(runs), ABLATION_LIKENESS])


if __name__ == "__main__":
    main()
