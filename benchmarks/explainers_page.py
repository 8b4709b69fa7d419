"""Write docs/results/explainers.md, and the records beside it, from the folders that benchmarks/explainers.py made.

python benchmarks/explainers_page.py --runs runs [--to docs/results]
"""

import argparse
import json
import shutil
from collections.abc import Sequence
from pathlib import Path

from explainers_wording import CHOICE, OPENING

from exegesis.benchmarking import wording as said
from exegesis.benchmarking.markdown import tables
from exegesis.benchmarking.result import Benchmark
from exegesis.core.errors import ExegesisError, InputError
from exegesis.core.files import write_whole
from exegesis.views.tables import safe

PAGE, FOLDER = "explainers.md", "explainers"


def main() -> None:
    """The page and its records."""
    parser = argparse.ArgumentParser(prog="explainers_page.py", description=__doc__)
    parser.add_argument("--runs", type=Path, required=True, help="the folder of the runs' folders")
    parser.add_argument("--to", type=Path, default=Path(__file__).parents[1] / "docs" / "results")
    given = parser.parse_args()
    try:
        write_page(given.runs, given.to)
    except ExegesisError as error:
        raise SystemExit(str(error)) from None


def write_page(runs: Path, to: Path) -> None:
    """explainers.md; each run's aggregated JSON, page and Parquet of values beside it."""
    folders = [one.parent for one in sorted(runs.glob("*/benchmark.json"))]
    if not folders:
        raise InputError(f"no run in {str(runs)!r}; give the folder of the runs' folders with --runs.")
    (to / FOLDER).mkdir(parents=True, exist_ok=True)
    found = []
    for folder in folders:
        one = Benchmark.from_dict(json.loads((folder / "benchmark.json").read_text(encoding="utf-8")))
        found.append(one)
        write_whole(to / FOLDER / f"{folder.name}.json", json.dumps(_rounded(one.to_dict()), ensure_ascii=False) + "\n")
        shutil.copyfile(folder / "results.parquet", to / FOLDER / f"{folder.name}.parquet")
    write_whole(to / PAGE, page(found))


def page(found: Sequence[Benchmark]) -> str:
    """The page's Markdown."""
    parts = [OPENING, CHOICE]
    for one in found:
        parts += [tables(one), _notes(one)]
    return "\n\n".join(parts) + "\n"


def _notes(one: Benchmark) -> str:
    failed = f"{len(one.failures):,} explanations failed." if one.failures else "No explanation failed."
    lines = [*said.limits(one), failed]
    undefined = sum(sum(cell.undefined.values()) for cell in one.cells)
    lines.append(f"{undefined:,} values are undefined, of {sum(cell.n for cell in one.cells) + undefined:,}.")
    versions = ", ".join(f"{name} {number}" for name, number in one.models[0].fingerprint.versions.items())
    return "\n".join(f"- {safe(line)}" for line in [*lines, versions])


def _rounded(value: object) -> object:
    """Four digits that count are what the intervals know."""
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, dict):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()
