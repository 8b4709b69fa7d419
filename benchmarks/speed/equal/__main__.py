"""`python -m benchmarks.speed.equal`: what each side needs until its scores are as good as the peer's by default.

`errors` needs no clock: for each text and way of ours the cheapest setting whose error is at most the peer's, and what
both cost in passes, tokens and multiplications. `seconds` times both there, in turns. Each comparison on each model is
a file under --docs, which stays as it is if it is there (--redo measures it again); both write the page.
"""

import argparse
import json
import sys
from pathlib import Path

from benchmarks.speed import store, texts
from benchmarks.speed.equal.contests import CONTESTS
from benchmarks.speed.equal.costs import cost
from benchmarks.speed.equal.frame import Contest, TextResult, result, rows
from benchmarks.speed.equal.seconds import timed
from benchmarks.speed.equal.subject import Models, Subject
from benchmarks.speed.limits import limit
from benchmarks.speed.page import write_page

from exegesis.core.errors import ExegesisError, InputError
from exegesis.core.files import write_whole

MODELS = ("bundled:sentiment", "bundled:sentiment-tiny")


def main() -> int:
    """Do what is asked for, then write the page."""
    try:
        given = _parser().parse_args()
        for model in given.model or MODELS:
            models = Models(model)
            for name in given.only or CONTESTS:
                {"errors": _errors, "seconds": _seconds}[given.what](CONTESTS[name], models, given)
        write_page(given.docs)
    except ExegesisError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _errors(contest: Contest, models: Models, given: argparse.Namespace) -> None:
    path = store.equal_place(given.docs / "performance", models.source, contest.name)
    if path.is_file() and not given.redo:
        return
    results = [_result(contest, subject, given) for subject in _subjects(contest, models, given)]
    facts = {"contest": contest.name, "model": given.name or models.ours.name, "command": _command(given)}
    store.write(path, facts | {"rows": rows(contest, results), "texts": [one.plain() for one in results]})


def _result(contest: Contest, subject: Subject, given: argparse.Namespace) -> TextResult:
    """Of one text; kept in --out, so that an interrupted run goes on."""
    name = f"{Path(subject.models.source).name.replace(':', '-')}-{contest.name}-{subject.kind}-{subject.number}"
    kept = given.out / "equal" / f"{name}.json"
    if not kept.is_file() or given.redo:
        found = result(contest, subject, cost)
        kept.parent.mkdir(parents=True, exist_ok=True)
        write_whole(kept, json.dumps(found.plain()) + "\n")
        print(f"{name}: {subject.pieces} pieces", flush=True)
    return TextResult.of(store.read(kept))


def _seconds(contest: Contest, models: Models, given: argparse.Namespace) -> None:
    root = given.docs / "performance"
    path = store.timed_place(root, models.source, contest.name)
    if path.is_file() and not given.redo:
        return
    known = store.equal_place(root, models.source, contest.name)
    if not known.is_file():
        raise InputError(f"no errors of {contest.name} on {models.source} yet; run `errors` first.")
    found = store.read(known)
    subjects = {(one.kind, one.number): one for one in _subjects(contest, models, given)}
    results = [TextResult.of(one) for one in found["texts"]]
    for subject in subjects.values():  # what comes first is slow
        for way in (contest.peer, *contest.ours):
            way.run(subject, _least(way.settings), 0)
    took = timed(contest, results, subjects, given.rounds)
    facts = {"contest": contest.name, "model": found["model"], "command": _command(given), "rounds": given.rounds}
    store.write(path, facts | {"limit": limit("float32"), "rows": took})
    print(f"{contest.name} on {found['model']}: timed", flush=True)


def _least(settings: tuple[float, ...]) -> float:
    return min(*settings, 32.0) if min(settings) >= 1 else settings[0]


def _subjects(contest: Contest, models: Models, given: argparse.Namespace) -> list[Subject]:
    wanted = {"sentence": texts.sentences(given.data, given.sentences)}
    wanted["review"] = texts.short_reviews(given.data, given.reviews)
    return [Subject(models, kind, number, text) for kind in contest.kinds for number, text in enumerate(wanted[kind])]


def _command(given: argparse.Namespace) -> str:
    """The command with folders of this machine as DIR."""
    words = [f"python -m benchmarks.speed.equal {given.what}", "--data DIR", "--out DIR", "--docs DIR"]
    words += [f"--model {Path(one).name if given.name is None else 'DIR'}" for one in given.model or []]
    words += [f'--name "{given.name}"'] if given.name else []
    words += [f"--sentences {given.sentences}", f"--reviews {given.reviews}"]
    return " ".join([*words, f"--rounds {given.rounds}"] if given.what == "seconds" else words)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed.equal", description=__doc__)
    parser.add_argument("what", choices=("errors", "seconds"))
    parser.add_argument("--model", action="append", help=f"A folder or bundled:NAME; usually {' and '.join(MODELS)}.")
    parser.add_argument("--name", help="What the page calls the model, where its folder's name says little.")
    parser.add_argument("--data", type=Path, required=True, help="The folder of the shared data sets.")
    parser.add_argument("--out", type=Path, required=True, help="Where unfinished work is kept.")
    parser.add_argument("--docs", type=Path, required=True, help="Where performance.md goes, and its figures.")
    parser.add_argument("--only", nargs="+", choices=list(CONTESTS), metavar="CONTEST", help=", ".join(CONTESTS))
    parser.add_argument("--sentences", type=int, default=6)
    parser.add_argument("--reviews", type=int, default=3)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--redo", action="store_true", help="Measure again what is there.")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
