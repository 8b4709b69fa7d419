"""`python -m benchmarks.labs`: three things seen in BERT, asked of a masked language model over many sentences.

Writes explorer-labs.md and its pictures to --out. A corpus of the treebank's development part is built in a temporary
folder first (its size is said); a few minutes on one core with the bundled model.
"""

import argparse
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from benchmarks.labs.labs import all_findings
from benchmarks.labs.page import write

import exegesis
from exegesis import explorer
from exegesis.core.errors import ExegesisError, UnsupportedError
from exegesis.core.machine import machine, today

_MODEL = "bundled:masked-words"
_CORPUS = Path("conllu", "en_ewt-ud-dev.conllu.gz")
_PACKAGES = ("exegesis", "torch", "transformers")


def main() -> int:
    """Build the corpus, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.labs", description=__doc__)
    parser.add_argument("--model", default=_MODEL, help="A masked language model: a folder, a hub id.")
    parser.add_argument("--data", type=Path, required=True, help="The folder of the shared data sets.")
    parser.add_argument("--out", type=Path, required=True, help="Where explorer-labs.md goes, with its pictures.")
    given = parser.parse_args()
    try:
        _make(given)
    except ExegesisError as error:
        print(f"error: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def _make(given: argparse.Namespace) -> None:
    model = exegesis.load(given.model)
    if model.head != "masked-lm":
        raise UnsupportedError(f"{model.name} guesses no hidden words: the labs need a masked language model.")
    began, file = time.process_time(), given.data / _CORPUS
    with tempfile.TemporaryDirectory() as folder:
        print(explorer.estimate_corpus(model, [file]).said, flush=True)
        corpus = explorer.build_corpus(model, [file], Path(folder, "corpus"))
        found = all_findings(model, corpus)
        words = f"{corpus.manifest.words:,} words of {corpus.manifest.sources[0].name}"
    took = f"{time.process_time() - began:.0f} s of processor time"
    model_said = "" if given.model == _MODEL else f" --model {Path(given.model).name}"
    versions = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    said = (
        f"`python -m benchmarks.labs --data DIR --out docs{model_said}`; nearest among {words};\n"
        f"{today()}, {machine()}, {took}, {versions}."
    )
    write(found, model, said, given.out)


if __name__ == "__main__":
    sys.exit(main())
