"""docs/performance.md, written from what was measured: what was asked beside what was reached, and all behind it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.cold_starts import section_of
from benchmarks.speed import store
from benchmarks.speed.cases import CASES, WHAT
from benchmarks.speed.picture import ratios_picture
from benchmarks.speed.reached import Asked, asked_of
from benchmarks.speed.stability_page import stability_asked, stability_section
from benchmarks.speed.tables import by_case, equality, memory, operations, profiles, table, times

from exegesis.core.files import write_whole

Record = Mapping[str, Any]

_INTRODUCTION = """\
# Speed

Explanations by Exegesis beside those of lime, shap and captum, measured by one command on one machine. Every side runs
in a process of its own that has loaded the model; the sides take turns, another one first each round. A ratio is the
median over rounds of peer / ours in the same round, with the lowest and highest round behind it; above 1, ours is
faster. Times are of the explanation alone, after a small one to warm up. This page is written by the command and not
by hand.
"""


def write_page(out: Path, docs: Path) -> None:
    """`performance.md` and its picture in the folder `docs`, of all that is in `out`."""
    records = store.records(out)
    if not records:
        return
    pictures = docs / "performance"
    pictures.mkdir(parents=True, exist_ok=True)
    write_whole(pictures / "ratios.svg", ratios_picture(records[0]["model"], by_case(records[0]["model"], records)))
    place = docs / "performance.md"
    before = place.read_text(encoding="utf-8") if place.is_file() else ""
    cold = section_of(before)  # measured by another command
    write_whole(place, "\n".join(part for part in (page(records, out), cold) if part))


def page(records: Sequence[Record], out: Path) -> str:
    """The whole page as Markdown."""
    models = list(dict.fromkeys(one["model"] for one in records if CASES[one["case"]].model is None))
    main = models[0] if models else records[0]["model"]
    wanted = [*asked_of([one for one in records if one["model"] == main]), *stability_asked(out)]
    parts = [_INTRODUCTION, _facts(records[-1]), *_quick(records), "## What was asked, and what was reached\n"]
    parts += [f"On `{main}`.\n", _reached(wanted), "![How many times as fast as the peer](performance/ratios.svg)\n"]
    parts += [_section(model, [one for one in records if one["model"] == model]) for model in _names(records)]
    parts += [stability_section(out), _how()]
    return "\n".join(part for part in parts if part)


def _names(records: Sequence[Record]) -> list[str]:
    return list(dict.fromkeys(one["model"] for one in records))


def _facts(record: Record) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    where = f"{record['date']}; {record['machine']}; {record['threads']} threads used; {versions}."
    return f"{where}\n\n```sh\n{record['command']}\n```\n"


def _quick(records: Sequence[Record]) -> list[str]:
    quick = any(one["quick"] for one in records)
    return [
        "**Some of these figures are of `--quick`, one round with few samples: they only show that it runs.**\n"
    ] * quick


def _reached(wanted: Sequence[Asked]) -> str:
    rows = [["", "asked", "reached", "", "at the machine's limit"]]
    shown = ([one.what, one.asked, one.reached, "yes" if one.met else "**no**", one.possible] for one in wanted)
    return table([*rows, *shown]) + _LIMIT


def _section(model: str, records: Sequence[Record]) -> str:
    parts = [f"## `{model}`\n", f"{records[0]['parameters'] / 1e6:.1f} million parameters.\n", times(records)]
    parts += ["### Is it the same answer?\n", equality(records), "### The machine's limit\n", operations(records)]
    parts += ["### Peak memory\n", memory(records), profiles(records)]
    notes = {note for one in records for note in one["notes"]}
    return "\n".join([part for part in parts if part] + [f"- {note}" for note in sorted(notes)])


def _how() -> str:
    lines = [f"- {', '.join(_titles(kind))}: {said}." for kind, said in WHAT.items()]
    return "## What was run\n\n" + "\n".join([*lines, _COUNTS]) + "\n"


def _titles(kind: str) -> list[str]:
    return [case.title for case in CASES.values() if case.kind == kind]


_LIMIT = """
The last column is what the ratio would be if the operations that we execute ran at the limit measured in the same run
and nothing else took time: where it is below what was asked, that cannot be had on this machine by speed alone.
"""

_COUNTS = """\
- Executed operations are the multiplications and additions of all matrix products that torch ran, counted function by
  function as they ran; useful ones are those of the model itself for the same rows, without padding and with its whole
  last layer. The limit is the best rate of a single product of an encoder's shapes (2,048 tokens; 768 to 768, 2,304
  and 3,072, and 3,072 to 768) by torch's default or by oneDNN with weights laid out beforehand, whichever is faster,
  taken before every round.
- The plain path is the model's own modules: the same masks, without any fast path.
- Peak memory is that of the side's own process (resident set), the libraries and the model included."""
