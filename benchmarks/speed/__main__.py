"""`python -m benchmarks.speed`: explanations beside those of lime, shap and captum.

Every case runs in processes of its own, one for each side, which take turns. What this kind of processor has measured
already, under --docs, is not measured again (--redo does). Without --model the models are one of DistilBERT-base's
shape with random weights, and the bundled sentiment model.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from benchmarks.speed import store, texts
from benchmarks.speed.cases import CASES, Case
from benchmarks.speed.measure import Plan, measured
from benchmarks.speed.page import write_page
from benchmarks.speed.shapes import SHAPES, shaped

from exegesis.core.errors import ExegesisError, unknown

_QUICK_TEXTS = 20


def main() -> int:
    """Measure what is asked for, then write the page of all that was measured."""
    try:
        given = _parser().parse_args()
        _measure_all(given)
        write_page(given.docs or given.out)
    except ExegesisError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speed", description=__doc__)
    parser.add_argument("--model", action="append", help="A folder or bundled:NAME; may be repeated.")
    parser.add_argument("--shape", choices=sorted(SHAPES), help="A model of this shape with random weights.")
    parser.add_argument("--data", type=Path, required=True, help="The folder of the shared data sets.")
    parser.add_argument("--out", type=Path, required=True, help="Where the models made go.")
    parser.add_argument("--docs", type=Path, help="Where performance.md goes, with its figures; usually --out.")
    parser.add_argument("--only", nargs="+", default=[], metavar="CASE", help=f"Of {', '.join(CASES)}.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="One round, few samples: to see that it runs.")
    parser.add_argument("--peer-share", type=float, default=1.0, help="Part of the samples that lime and shap get.")
    parser.add_argument("--redo", action="store_true", help="Measure again what is there.")
    return parser


def _measure_all(given: argparse.Namespace) -> None:
    chosen = [_case(name) for name in given.only] or list(CASES.values())
    for number, model in enumerate(_models(given)):
        for case in chosen:
            if case.model is not None and number > 0:
                continue  # on a model of its own, once
            path = store.place((given.docs or given.out) / "performance", case.model or model, case.name)
            if path.is_file() and not given.redo:
                print(f"{case.name} on {path.parent.name}: there already", flush=True)
                continue
            store.write(path, _figures(case, case.model or model, given))


def _case(name: str) -> Case:
    if name not in CASES:
        raise unknown("case", name, CASES)
    return CASES[name]


def _models(given: argparse.Namespace) -> list[str]:
    named: list[str] = list(given.model or [])
    if given.shape or not named:
        named.insert(0, str(shaped(given.shape or "distilbert-base", given.out / "models")))
    return named if given.model or given.shape else [*named, "bundled:sentiment"]


def _figures(case: Case, model: str, given: argparse.Namespace) -> dict[str, Any]:
    loaded = _Sizes(model)
    text = _input(case, given, loaded)
    share = given.peer_share if case.kind in ("lime", "shap") else 1.0
    plan = Plan(1 if given.quick else given.rounds, case.quick if given.quick else case.size, share)
    print(f"{case.title} on {loaded.name}", flush=True)
    told = measured(case, model, text, plan, lambda line: print(f"  {line}", flush=True))
    print(f"  {json.dumps({p: round(r['median'], 2) for p, r in told['ratio'].items()})}", flush=True)
    facts = {
        "case": case.name,
        "model": loaded.name,
        "parameters": loaded.parameters,
        "size": plan.size,
        "rounds": plan.rounds,
        "quick": given.quick,
        "input": loaded.told(text),
        "command": _command(given),
    }
    return facts | told


def _input(case: Case, given: argparse.Namespace, loaded: "_Sizes") -> Any:
    if case.text == "long":
        return texts.long_review(given.data, loaded.pieces)
    if case.text == "short":
        return texts.short_sentence(given.data)
    if case.text == "question":
        asked = texts.question(given.data)
        return [asked.question, asked.context]
    return texts.many_sentences(given.data, _QUICK_TEXTS if given.quick else texts.MANY)


class _Sizes:
    """What is told of a model and of its inputs."""

    def __init__(self, model: str) -> None:
        import exegesis

        loaded: Any = exegesis.load(model)
        self.name: str = loaded.name
        self.tokenizer: Any = loaded.tokenizer
        self.parameters = sum(one.numel() for one in loaded.model.parameters())

    def pieces(self, text: str) -> int:
        """Word pieces with the special tokens."""
        return len(self.tokenizer(text, verbose=False)["input_ids"])

    def told(self, given: Any) -> dict[str, Any]:
        """How many texts, words and word pieces there are."""
        every = [given] if isinstance(given, str) else list(given)
        words, counts = (sum(len(one.split()) for one in every), sum(self.pieces(one) for one in every))
        return {"texts": len(every), "words": words, "pieces": counts}


def _command(given: argparse.Namespace) -> str:
    """The command with folders of this machine as DIR."""
    words = ["python -m benchmarks.speed", "--data DIR", "--out DIR"]
    words += [f"--model {Path(one).name}" for one in given.model or []]
    words += [f"--shape {given.shape}"] if given.shape else []
    words += [f"--rounds {given.rounds}", *(["--quick"] if given.quick else [])]
    words += [f"--peer-share {given.peer_share}"] if given.peer_share != 1 else []
    return " ".join(words)


if __name__ == "__main__":
    raise SystemExit(main())
