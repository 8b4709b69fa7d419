"""Speed against retained quality: the bundled question answering model with fewer layers, taught by the whole one.

Each student keeps some layers of the teacher, learns half from the teacher's softened start and end and half from the
answers (the second step of DistilBERT), and is then measured on SQuAD v1.1 dev and timed beside the teacher.
"""

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

from distillation_cost import LEARNING, Shape, minutes
from distillation_questions_runs import KIND, LAYERS, Budget, Work, measured, settings_of
from distillation_records import Run, command_line, done, read, write
from distillation_statistics import markdown

from exegesis.core.errors import ExegesisError
from exegesis.training.progress import say

_PIECES = 130  # of a question with a short paragraph, on the mean
_DEV_PIECES = 175  # of one of the dev set
_TIMED_SIDES = 2 * 2  # at batch 1 and in bulk; the former at about half the speed of large products


def main() -> None:
    """All runs, or the plan, or the table."""
    parser = _parser()
    given = parser.parse_args()
    budget = Budget(
        rows=given.rows, epochs=given.epochs, questions=given.questions, timed=given.timed, rounds=given.rounds
    )
    try:
        if given.table:
            print(table(read(given.out, KIND)))
        elif given.dry_run:
            print("\n".join(plan(budget, given.depths, given.gflops)))
        elif given.data is None:
            parser.error("give --data")
        else:
            _run(given, budget, command_line(parser, given))
    except ExegesisError as error:
        raise SystemExit(str(error)) from None


def plan(budget: Budget, depths: Sequence[int], gflops: float) -> list[str]:
    """What all runs cost, in words."""
    whole = Shape(LAYERS).body(_PIECES)
    lines = [f"{budget.rows:,} rows, {budget.epochs} epochs, {budget.questions:,} questions asked of each model"]
    costs = {"the teacher's answers": budget.rows * _PIECES * whole}
    asked = budget.questions * _DEV_PIECES
    costs["asking the teacher"] = asked * Shape(LAYERS).body(_DEV_PIECES)
    for depth in depths:
        body = Shape(depth).body(_PIECES)
        costs[f"training {depth} layers"] = LEARNING * budget.epochs * budget.rows * _PIECES * body
        costs[f"asking {depth} layers"] = asked * Shape(depth).body(_DEV_PIECES)
        both = Shape(LAYERS + depth).body(_DEV_PIECES)
        costs[f"timing {depth} layers"] = _TIMED_SIDES * budget.rounds * budget.timed * _DEV_PIECES * both
    lines += [f"{name:35}{minutes(cost, gflops):6.2f} minutes" for name, cost in costs.items()]
    lines.append(f"{'in all':35}{minutes(sum(costs.values()), gflops):6.1f} minutes at {gflops:g} GFLOP/s")
    return lines


def table(runs: Sequence[Run]) -> str:
    """EM, F1, what is retained, size and speed by number of layers."""
    if not runs:
        return ""
    by_depth = {one["settings"]["depth"]: one for one in runs}
    teacher = by_depth.get(LAYERS)
    head = ["layers", "parameters", "exact match", "F1", "EM retained", "F1 retained", "seconds", "times as fast"]
    lines = [_line(by_depth[depth], teacher) for depth in sorted(by_depth, reverse=True)]
    return markdown(head, lines)


def _line(run: Run, teacher: Run | None) -> list[str]:
    found, depth = run["figures"], run["settings"]["depth"]
    cells = [
        f"{depth} (the teacher)" if depth == LAYERS else f"{depth} ({' '.join(map(str, found['layers']))})",
        f"{found['parameters']:,}",
        f"{found['exact_match']:.2f}",
        f"{found['f1']:.2f}",
    ]
    if teacher is None or depth == LAYERS:
        return [*cells, "", "", "", ""]
    shares = [f"{100 * found[name] / teacher['figures'][name]:.1f}%" for name in ("exact_match", "f1")]
    speed = found["speed"]
    low, high = speed["ratio_range"]
    seconds = f"{speed['student_seconds']:.2f} of {speed['teacher_seconds']:.2f}"
    return [*cells, *shares, seconds, f"{speed['ratio']:.2f} ({low:.2f} to {high:.2f})"]


def _run(given: argparse.Namespace, budget: Budget, command: str) -> None:
    work = Work(given.data, given.work, budget)
    for depth in (LAYERS, *given.depths):
        name, settings = f"questions-{depth}", settings_of(depth, budget)
        if done(given.out, name, settings):
            continue
        say(f"{depth} layers")
        figures = measured(depth, work)
        write(given.out, KIND, name, settings, figures, command)
        say(f"exact match {figures['exact_match']:.2f}, F1 {figures['f1']:.2f}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="distillation_questions.py", description=__doc__)
    parser.add_argument("--data", type=Path, help="the folder with qa/")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the runs' JSON files")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "exegesis-questions")
    parser.add_argument("--depths", type=int, nargs="+", default=[5, 4, 3])
    for name in ("rows", "epochs", "questions", "timed", "rounds"):
        parser.add_argument(f"--{name}", type=int, default=getattr(Budget, name))
    parser.add_argument("--gflops", type=float, default=150.0, help="the machine's speed, for --dry-run")
    parser.add_argument("--dry-run", action="store_true", help="say what the runs cost")
    parser.add_argument("--table", action="store_true", help="print the table of the runs that are there, in Markdown")
    return parser


if __name__ == "__main__":
    main()
