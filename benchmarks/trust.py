"""Write docs/results/trust.md, and its pictures, from the JSON files of the trust experiments.

python benchmarks/trust.py --runs docs/results/trust --out docs/results/trust.md
"""

import argparse
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from exegesis.core.errors import ExegesisError, InputError
from exegesis.core.files import write_whole

Result = Mapping[str, Any]


@dataclass(frozen=True)
class Section:
    """A part of the page: of which kind of result, and MODULE:FUNCTION from the results to Markdown.

    `picture`: FUNCTION of the same module from one result to the bytes of an SVG; None where there is none.
    """

    kind: str
    home: str
    picture: str | None = None

    def function(self, name: str) -> Callable[..., Any]:
        """The function `name` of the module that writes this part."""
        found: Callable[..., Any] = getattr(import_module(self.home.partition(":")[0]), name)
        return found

    def markdown(self, results: Sequence[Result]) -> str:
        """The part's text."""
        return str(self.function(self.home.partition(":")[2])(results))


_SIMULATED = "exegesis.trust.simulated"
_ACTING = "exegesis.trust.acting.pages"
SECTIONS = (
    Section("faithfulness", f"{_SIMULATED}.faithfulness_page:section", "picture"),
    Section("sparse_lime", "sparse_lime:section"),
    Section("predictions", f"{_SIMULATED}.predictions_page:section", "picture"),
    Section("prediction_controls", "prediction_controls:section"),
    Section("models", f"{_SIMULATED}.models_page:section", "picture"),
    Section("headers", f"{_ACTING}:headers"),
    Section("cleaning", f"{_ACTING}:cleaning", "cleaning_picture"),
    Section("choosing", f"{_ACTING}:choosing", "choosing_picture"),
)


def main() -> None:
    """The page and its pictures."""
    parser = argparse.ArgumentParser(prog="trust.py", description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=Path, required=True, help="the folder of the experiments' JSON files")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "docs" / "results" / "trust.md")
    given = parser.parse_args()
    try:
        write_page(given.runs, given.out)
    except ExegesisError as error:
        raise SystemExit(str(error)) from None


def write_page(runs: Path, out: Path) -> None:
    """The page at `out`, pictures in the folder beside it that has its name; `InputError` without any result."""
    results = read(runs)
    if not any(results.values()):
        raise InputError(f"no result in {str(runs)!r}; give the folder that `exegesis trust ... --out` wrote to.")
    parts = [_OPENING]
    for section in SECTIONS:
        found = results[section.kind]
        if not found:
            continue
        parts.append(section.markdown([one for _, one in found]))
        if section.picture is not None:
            parts += [picture for name, one in found if (picture := _picture(section, name, one, out))]
    write_whole(out, "\n".join(part.rstrip("\n") + "\n" for part in parts))


def read(runs: Path) -> dict[str, list[tuple[str, Result]]]:
    """(file's stem, result) pairs of each kind, in the order of their names; files of no known kind are passed over."""
    found: dict[str, list[tuple[str, Result]]] = {section.kind: [] for section in SECTIONS}
    for path in sorted(runs.glob("*.json")):
        try:
            result = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise InputError(f"cannot read {str(path)!r}: {error}.") from None
        kind = result.get("kind") if isinstance(result, dict) else None
        if kind in found:
            found[kind].append((path.stem, result))
    return found


def _picture(section: Section, name: str, result: Result, out: Path) -> str:
    picture = section.function(section.picture or "")(result)
    if picture is None:
        return ""
    folder = out.parent / out.stem
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(folder / f"{name}.svg", picture)
    return f"![{name}]({out.stem}/{name}.svg)\n"


_OPENING = """\
# Trust, tried with simulated users

Written by `python benchmarks/trust.py --runs docs/results/trust` from the JSON files in that folder, which the
commands named in each part wrote; nothing here was typed in by hand but the published figures. No person took part:
whoever trusts, mistrusts, chooses or marks words below is a program that follows the rule stated there.
"""


if __name__ == "__main__":
    main()
