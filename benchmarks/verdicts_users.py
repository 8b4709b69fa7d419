"""What a person sees: default methods on sentences of SST-2, the verdict before a check and after, and what it takes.

    python benchmarks/verdicts_users.py --data DIR --out FILE.jsonl [--texts 50]

A finished line stands in the file and is not made again, so an interrupted run goes on.
"""

import argparse
import json
import time
from itertools import islice
from pathlib import Path
from typing import Any

from verdicts_mixed import sentiment

import exegesis
from exegesis.data.explanation import Explanation
from exegesis.data.records import Cost

# The default method on the default model; the costlier ones on the small model.
WAYS = (
    ("bundled:sentiment", "partition_shap"),
    ("bundled:sentiment-tiny", "integrated_gradients"),
    ("bundled:sentiment-tiny", "lime"),
    ("bundled:sentiment-tiny", "kernel_shap"),
)


def line(source: str, model: Any, method: str, name: str, text: str) -> dict[str, Any]:
    """One explanation before its check and after, with what each took."""
    before = exegesis.explain(model, text, method)
    assert isinstance(before, Explanation)
    started = time.process_time()
    after = exegesis.check(before, model)
    assert after.checks is not None
    return {
        "model": source,
        "method": method,
        "name": name,
        "before": before.verdict.level,
        "passes": _passes(before.cost),
        "check_passes": _passes(after.checks.cost),
        "check_processor_seconds": round(time.process_time() - started, 3),
        "explanation": after.to_dict(),
    }


def _passes(cost: Cost) -> int:
    return cost.forward_passes + cost.backward_passes


def main() -> None:
    """Explain and check what is not in the file yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder with sentiment/")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--texts", type=int, default=50)
    wishes = parser.parse_args()
    lines = wishes.out.read_text().splitlines() if wishes.out.exists() else []
    known = {(row["model"], row["method"], row["name"]) for row in map(json.loads, lines)}
    models = {source: exegesis.load(source) for source, _ in WAYS}
    items = list(islice(sentiment(wishes.data, "sst2.jsonl.gz", 6, 30, wishes.texts, models[WAYS[0][0]]), wishes.texts))
    with wishes.out.open("a") as out:
        for source, method in WAYS:
            for item in items:
                if (source, method, item.name) not in known:
                    found = line(source, models[source], method, item.name, str(item.given))
                    out.write(json.dumps(found) + "\n")
                    out.flush()


if __name__ == "__main__":
    main()
