"""Documents a second that sparse LIME explains of a linear model, and where the time goes.

OMP_NUM_THREADS=1 python benchmarks/sparse_lime.py --data FILE [--jobs 1 --jobs 2] [--out FILE.json]
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy
import sklearn

from exegesis.core.errors import ExegesisError
from exegesis.core.files import write_whole
from exegesis.core.version import versions
from exegesis.trust.simulated.around import around
from exegesis.trust.simulated.documents import Documents, read, split
from exegesis.trust.simulated.explainers import Classifier, predicted
from exegesis.trust.simulated.interpretable import sparse_logistic
from exegesis.trust.simulated.lime_masks import MaskNumbers
from exegesis.trust.simulated.lime_words import LimeWords, Sample
from exegesis.trust.simulated.pages import table
from exegesis.trust.simulated.published import data_name
from exegesis.trust.simulated.sharing import in_parts

KIND = "sparse_lime"


def main() -> None:
    """Print the figures, and write them as JSON where asked."""
    parser = argparse.ArgumentParser(prog="sparse_lime.py", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="a file of labelled documents")
    parser.add_argument("--samples", type=int, default=15000)
    parser.add_argument("--documents", type=int, default=400, help="how many of the test documents are explained")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, action="append", help="processes; may be repeated")
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    try:
        found = measure(given.data, given.samples, given.documents, given.rounds, given.jobs or [1])
        print(section([found]))
        if given.out is not None:
            write_whole(given.out, json.dumps(found, indent=2) + "\n")
    except ExegesisError as error:
        raise SystemExit(str(error)) from None


def measure(data: Path, samples: int, documents: int, rounds: int, jobs: Sequence[int]) -> dict[str, Any]:
    """Seconds of each round over the same test documents, and milliseconds of the steps for one of them."""
    train, test = split(read(data), 0)
    test = test.rows(slice(0, documents))
    model = sparse_logistic(train, 10)
    sizes = np.diff(test.counts.indptr)
    return {
        "kind": KIND,
        "data": data_name(data.name),
        "documents": len(test),
        "words": {"median": float(np.median(sizes)), "mean": float(sizes.mean()), "lengths": len(set(sizes.tolist()))},
        "samples": samples,
        "threads": os.environ.get("OMP_NUM_THREADS", "all"),
        "cores": os.cpu_count(),
        "seconds": {str(count): _rounds(model, test, samples, rounds, count) for count in jobs},
        "milliseconds": _steps(model, test, samples),
        "versions": versions(np, scipy, sklearn),
    }


def section(results: Sequence[Mapping[str, Any]]) -> str:
    """The figures as a part of the results page."""
    parts = ["## Speed of sparse LIME\n", _OPENING]
    for found in results:
        rows = [
            [f"{jobs} process{'' if jobs == '1' else 'es'}", f"{found['documents'] / np.median(seconds):.0f}"]
            for jobs, seconds in found["seconds"].items()
        ]
        rows += [[f"{step}, ms", f"{took:.1f}"] for step, took in found["milliseconds"].items()]
        head = f"{found['data']}: {found['documents']} documents of {found['words']['mean']:.0f} words in the mean, "
        head += f"of {found['words']['lengths']} lengths, {found['samples']} masks each, "
        parts += [f"{head}{found['threads']} thread(s) a process, {found['cores']} cores.\n"]
        parts.append(table(["", "documents a second, or ms of the document of median length"], rows))
    return "\n".join(parts)


def _rounds(model: Classifier, test: Documents, samples: int, rounds: int, jobs: int) -> list[float]:
    """Seconds of each round, after one that starts the processes."""
    explain, targets = LimeWords(samples=samples), predicted(model, test.counts)
    return [
        round(_seconds(lambda number=number: in_parts(explain, model, test.counts, targets, number, jobs)), 3)
        for number in range(rounds + 1)
    ][1:]


def _steps(model: Classifier, test: Documents, samples: int) -> dict[str, float]:
    """Milliseconds of each step for the document of median length, the best of five."""
    row = int(np.argsort(np.diff(test.counts.indptr))[len(test) // 2])
    own = test.counts.indices[test.counts.indptr[row] : test.counts.indptr[row + 1]].astype(np.int64)
    rng = np.random.default_rng(0)
    answers = around(model, own, test.counts.shape[1])
    numbers = MaskNumbers.draw(len(own), samples, rng)
    sample = Sample.of(numbers, len(own), rng)
    values = answers(sample.kept)
    steps: dict[str, Callable[[], Any]] = {
        "random numbers, once in 50 documents": lambda: MaskNumbers.draw(len(own), samples, rng),
        "masks, once a length": lambda: numbers.masks(len(own), rng),
        "masks and Gram matrix, once a length": lambda: Sample.of(numbers, len(own), rng),
        "the model's answers": lambda: answers(sample.kept),
        "lasso path and fit": lambda: sample.fit(values, 10),
    }
    return {name: round(1000 * min(_seconds(step) for _ in range(5)), 2) for name, step in steps.items()}


def _seconds(step: Callable[[], Any]) -> float:
    started = time.perf_counter()
    step()
    return time.perf_counter() - started


_OPENING = """\
Explanations of the sparse logistic regression, K = 10, of test documents of one split. Documents of one length share
their masks and the Gram matrix; what each takes for itself is the model's answers, the products with them, and a lasso
path of mostly 16 steps.

```sh
OMP_NUM_THREADS=1 python benchmarks/sparse_lime.py --data FILE --jobs 1 --jobs 2 --out DIR/sparse-lime.json
```
"""


if __name__ == "__main__":
    main()
