"""Student and teacher of sentiment side by side: accuracy, what is retained, size, and seconds of one pass.

The sets are SST-2 test and the balanced sample of IMDb test; the timed pass is over a fixed draw of both.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from distillation_cost import Shape, minutes
from distillation_records import Run, command_line, done, read, rows, write
from distillation_speed import alternating
from distillation_statistics import markdown

from exegesis.core.errors import ExegesisError
from exegesis.core.types import Outputs
from exegesis.distillation.task.examples import TextExample
from exegesis.reports.student.data import document_of
from exegesis.reports.student.outputs import outputs_of
from exegesis.reports.student.sets import classes_report, label_numbers
from exegesis.reports.student.sides import Sides, sides_of
from exegesis.training.progress import say

KIND = "sentiment"
SETS = {"SST-2 test": "sentiment/sst2.jsonl.gz", "IMDb test sample": "sentiment/imdb_test.jsonl.gz"}
_PIECES = (26, 290)  # of a text of each set, on the mean

Examples = dict[str, list[TextExample]]


def main() -> None:
    """All students beside the teacher, or the plan, or the table."""
    parser = _parser()
    given = parser.parse_args()
    try:
        if given.table:
            print(table(read(given.out, KIND)))
        elif given.dry_run:
            print("\n".join(plan(given)))
        elif given.data is None or given.teacher is None or not given.student:
            parser.error("give --data, --teacher and --student")
        else:
            _run(given, command_line(parser, given))
    except ExegesisError as error:
        raise SystemExit(str(error)) from None


def plan(given: argparse.Namespace) -> list[str]:
    """What it costs, in words, for students of three layers of the teacher's six."""
    pieces = [min(given.limit, size) * each for size, each in zip((1821, 4000), _PIECES, strict=True)]
    timed = given.sentences * _PIECES[0] + given.reviews * _PIECES[1]
    whole, half = Shape(6).body(_PIECES[1]), Shape(3).body(_PIECES[1])
    costs = {
        "the teacher's answers": sum(pieces) * whole,
        "the students' answers": len(given.student) * sum(pieces) * half,
        "timing": len(given.student) * given.rounds * 4 * timed * (whole + half),  # twice at half the speed
    }
    lines = [f"{name:35}{minutes(cost, given.gflops):6.2f} minutes" for name, cost in costs.items()]
    return [
        *lines,
        f"{'in all':35}{minutes(sum(costs.values()), given.gflops):6.1f} minutes at {given.gflops:g} GFLOP/s",
    ]


def table(runs: Sequence[Run]) -> str:
    """A line for the teacher, then one for each student."""
    if not runs:
        return ""
    head = ["model", *SETS, "retained", "parameters", "MB", "seconds of one pass", "times as fast"]
    lines = []
    for run in runs:
        found = run["figures"]
        sets = [found["sets"][name] for name in SETS]
        teacher = [found["teacher"]["name"], *(f"{one['teacher']:.2f}" for one in sets), "", *_size(found["teacher"])]
        teacher += [f"{found['speed']['teacher_seconds']:.2f}", ""]
        retained = ", ".join(f"{100 * one['student'] / one['teacher']:.1f}%" for one in sets)
        low, high = found["speed"]["ratio_range"]
        student = [f"`{found['student']['name']}`", *(f"{one['student']:.2f}" for one in sets), retained]
        student += [*_size(found["student"]), f"{found['speed']['student_seconds']:.2f}"]
        lines += [teacher, [*student, f"{found['speed']['ratio']:.2f} ({low:.2f} to {high:.2f})"]]
    return markdown(head, lines)


def reaches(run: Run, times: float = 1.6, share: float = 0.97) -> bool:
    """Whether the student is so many times as fast and retains such a share on every set."""
    found = run["figures"]
    kept = min(one["student"] / one["teacher"] for one in found["sets"].values())
    return bool(found["speed"]["ratio"] >= times and kept >= share)


def _size(facts: dict[str, Any]) -> list[str]:
    return [f"{facts['parameters']:,}", "" if facts["megabytes"] is None else f"{facts['megabytes']:.1f}"]


def _run(given: argparse.Namespace, command: str) -> None:
    examples = _examples(given.data, given.limit)
    known: dict[str, Outputs] = {}
    for student in given.student:
        title = student if student.startswith("bundled:") else Path(student).name  # no path of this machine
        name = f"sentiment-{title.removeprefix('bundled:')}"
        sides = sides_of(str(given.teacher), student)
        settings = _settings(given, sides)
        if done(given.out, name, settings):
            continue
        say(student)
        sets = {one: _figures(sides, one, examples[one], known) for one in SETS}
        timed = _drawn(examples["SST-2 test"], given.sentences) + _drawn(examples["IMDb test sample"], given.reviews)
        speed = alternating(*sides.both, [document_of(one) for one in timed], given.rounds)
        facts = {"teacher": _facts(sides, 0, "teacher"), "student": _facts(sides, 1, title)}
        write(given.out, KIND, name, settings, {**facts, "sets": sets, "speed": speed}, command)


def _settings(given: argparse.Namespace, sides: Sides) -> dict[str, Any]:
    prints = [one.fingerprint.weights for one in (sides.teacher_facts, sides.student_facts)]
    numbers = {name: getattr(given, name) for name in ("limit", "sentences", "reviews", "rounds")}
    return {"teacher": prints[0], "student": prints[1], **numbers}


def _figures(sides: Sides, title: str, examples: list[TextExample], known: dict[str, Outputs]) -> dict[str, Any]:
    """Accuracies in percent, agreement, KL; the teacher answers each set once, whatever the number of students."""
    documents = [document_of(one) for one in examples]
    if title not in known:
        known[title] = outputs_of(sides.teacher, documents)
    student = outputs_of(sides.student, documents)[:, list(sides.columns)]
    found = classes_report(title, known[title], student, label_numbers(sides.teacher, examples), 0)
    return {
        "texts": found.rows,
        "teacher": found.metrics[0].teacher,
        "student": found.metrics[0].student,
        "agreement": found.agreement,
        "kl": found.kl.mean if found.kl else None,
    }


def _facts(sides: Sides, place: int, name: str) -> dict[str, Any]:
    facts = (sides.teacher_facts, sides.student_facts)[place]
    return {"name": name, "parameters": facts.parameters, "megabytes": facts.megabytes}


def _examples(data: Path, limit: int) -> Examples:
    found = {}
    for title, name in SETS.items():
        texts = [
            TextExample((row["text"],), str(row["label"]), f"{title}, {row['id']}") for row in rows(data / name, "test")
        ]
        found[title] = _drawn(texts, limit)
    return found


def _drawn(examples: list[TextExample], count: int) -> list[TextExample]:
    chosen = np.random.default_rng(0).permutation(len(examples))[:count]
    return [examples[number] for number in sorted(chosen)]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="distillation_sentiment.py", description=__doc__)
    parser.add_argument("--data", type=Path, help="the folder with sentiment/")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the runs' JSON files")
    parser.add_argument("--teacher", type=Path, help="the folder of the teacher")
    parser.add_argument("--student", action="extend", nargs="+", default=[], help="one or several")
    parser.add_argument("--limit", type=int, default=4000, help="texts of each set")
    parser.add_argument("--sentences", type=int, default=200, help="SST-2 sentences of a timed pass")
    parser.add_argument("--reviews", type=int, default=50, help="IMDb reviews of a timed pass")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--gflops", type=float, default=150.0, help="the machine's speed, for --dry-run")
    parser.add_argument("--dry-run", action="store_true", help="say what the runs cost")
    parser.add_argument("--table", action="store_true", help="print the table of the runs that are there, in Markdown")
    return parser


if __name__ == "__main__":
    main()
