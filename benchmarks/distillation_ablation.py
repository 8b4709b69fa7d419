"""What each part of DistilBERT's recipe is worth, at a small scale: five variants of one budget, over several seeds.

Each run distils the bundled masked language model into half of its layers, measures the masked-LM loss on held-out
text, fine-tunes the student on SST-2 and measures its accuracy. Runs of one seed see the same batches and masks.
"""

import argparse
import tempfile
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

from distillation_ablation_runs import ABLATIONS, THE_TEACHER, UNTRAINED, Budget, files_of, measured, settings_of
from distillation_cost import LEARNING, Shape, minutes
from distillation_records import Run, command_line, done, read, write
from distillation_statistics import RULE, markdown, paired, signed, verdict, with_spread

from exegesis.core.errors import ExegesisError
from exegesis.training.progress import say

KIND = "ablation"
WORDS = {
    "full": "all three losses",
    "no-kl": "without KL",
    "no-cosine": "without cosine",
    "no-mlm": "without MLM",
    "random": "random initialisation",
    UNTRAINED: "the copied layers, not distilled",
    THE_TEACHER: "the teacher",
}
PUBLISHED = {"no-kl": -2.96, "no-cosine": -1.46, "no-mlm": -0.31, "random": -3.69}  # of the GLUE score
_MASKED = 0.15
_PIECES = 26  # of an SST-2 sentence, on the mean
_TEST = 1821  # sentences


def main() -> None:
    """All runs, or the plan, or the table."""
    parser = _parser()
    given = parser.parse_args()
    budget = Budget(**{one.name: getattr(given, one.name) for one in fields(Budget)})
    try:
        if given.table:
            print(table(read(given.out, KIND)))
        elif given.dry_run:
            print("\n".join(plan(budget, given.seeds, given.gflops)))
        elif given.data is None:
            parser.error("give --data")
        else:
            _run(given, budget, command_line(parser, given))
    except ExegesisError as error:
        raise SystemExit(str(error)) from None


def operations(variant: str, budget: Budget) -> float:
    """Floating point operations of one run."""
    teacher, student = Shape(layers=4), Shape(layers=4 if variant == THE_TEACHER else 2)
    sentences = LEARNING * budget.sentences + _TEST
    tuning = sentences * _PIECES * student.body(_PIECES)
    masked = student.body(budget.length) + _MASKED * student.head()
    total = tuning + budget.held_out * budget.length * masked
    if variant in ABLATIONS:
        kl = ABLATIONS[variant].get("kl", 1.0) > 0
        its = teacher.body(budget.length) + (teacher.head() if kl else 0.0)
        mine = student.body(budget.length) + (student.head() if kl else _MASKED * student.head())
        total += budget.steps * budget.batch * budget.length * (its + LEARNING * mine)
    return total


def plan(budget: Budget, seeds: int, gflops: float) -> list[str]:
    """What all runs cost, in words."""
    pieces = budget.steps * budget.batch * budget.length
    lines = [f"{pieces:,} pieces a run, {budget.sentences:,} sentences of fine-tuning, {seeds} seeds"]
    for variant, words in WORDS.items():
        lines.append(f"{words:35}{minutes(operations(variant, budget), gflops):6.2f} minutes a run")
    total = seeds * sum(operations(variant, budget) for variant in WORDS)
    lines.append(f"{'all runs':35}{minutes(total, gflops):6.1f} minutes at {gflops:g} GFLOP/s")
    return lines


def table(runs: Sequence[Run]) -> str:
    """Mean and spread of each variant; the difference from the full recipe, its sign beside the published one."""
    losses, accuracies = _by_variant(runs, "held_out_loss"), _by_variant(runs, "accuracy")
    lines = []
    for variant, words in WORDS.items():
        if variant not in losses:
            continue
        own = list(losses[variant].values()), list(accuracies[variant].values())
        cells = [words, str(len(own[0])), with_spread(own[0], 3), with_spread(own[1], 2)]
        if variant in PUBLISHED and "full" in losses:
            cells += _against_full(losses, variant, 3, 1) + _against_full(accuracies, variant, 2, -1)
            cells.append(f"{PUBLISHED[variant]:+.2f}")
        lines.append([*cells, *[""] * (9 - len(cells))])
    head = ["variant", "seeds", "held-out loss", "SST-2 accuracy", "loss - full", "sign", "accuracy - full", "sign"]
    return markdown([*head, "published, GLUE"], lines) + f"\n{RULE}\n"


def _against_full(by_variant: dict[str, dict[int, float]], variant: str, places: int, worse: int) -> list[str]:
    full, own = by_variant["full"], by_variant[variant]
    seeds = sorted(full.keys() & own.keys())
    if not seeds:
        return ["", ""]
    found = paired([own[seed] for seed in seeds], [full[seed] for seed in seeds])
    return [signed(found, places), verdict(found, worse)]


def _by_variant(runs: Sequence[Run], figure: str) -> dict[str, dict[int, float]]:
    found: dict[str, dict[int, float]] = {}
    for one in runs:
        found.setdefault(one["settings"]["variant"], {})[one["settings"]["seed"]] = one["figures"][figure]
    return found


def _run(given: argparse.Namespace, budget: Budget, command: str) -> None:
    """Seed by seed, so that a stopped experiment leaves whole seeds."""
    files = files_of(given.data, given.work, budget)
    for seed in range(given.seeds):
        for variant in WORDS:
            name, settings = f"ablation-{variant}-{seed}", settings_of(variant, seed, budget)
            if done(given.out, name, settings):
                continue
            say(f"{WORDS[variant]}, seed {seed}")
            figures = measured(variant, seed, budget, files, given.work)
            write(given.out, KIND, name, settings, figures, command)
            say(f"loss {figures['held_out_loss']:.4f}, accuracy {figures['accuracy']:.2f}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="distillation_ablation.py", description=__doc__)
    parser.add_argument("--data", type=Path, help="the folder with text/ and sentiment/")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the runs' JSON files")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "exegesis-ablation")
    parser.add_argument("--seeds", type=int, default=3)
    for one in fields(Budget):
        kind = float if isinstance(one.default, float) else int
        parser.add_argument(f"--{one.name.replace('_', '-')}", type=kind, default=one.default)
    parser.add_argument("--gflops", type=float, default=150.0, help="the machine's speed, for --dry-run")
    parser.add_argument("--dry-run", action="store_true", help="say what the runs cost")
    parser.add_argument("--table", action="store_true", help="print the table of the runs that are there, in Markdown")
    return parser


if __name__ == "__main__":
    main()
