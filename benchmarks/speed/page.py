"""docs/performance.md, written from what was measured: time to an equal answer, then equal work by processor."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.cold_starts import BEGIN, END
from benchmarks.sections import section_of
from benchmarks.speed import store
from benchmarks.speed.cases import CASES, WHAT
from benchmarks.speed.equal.tables import equal_asked, equal_section
from benchmarks.speed.picture import ratios_picture
from benchmarks.speed.reached import Asked, asked_of
from benchmarks.speed.tables import by_case, equality, memory, operations, profiles, side_by_side, table, times

from exegesis.core.files import write_whole

Record = Mapping[str, Any]

_INTRODUCTION = """\
# Speed

Explanations by Exegesis beside those of lime, shap and captum, on several kinds of processors, each with the limit that
was measured in the same run. Above 1 × ours is faster. This page is written by the commands from the files in
`docs/performance` and not by hand; a machine of another kind adds its own files there, and is a further column here.
"""


def write_page(docs: Path) -> None:
    """`performance.md` and its pictures in the folder `docs`, of all that is in `docs/performance`."""
    root = docs / "performance"
    records, contests = store.records(root), store.contests(root)
    if not records and not contests:
        return
    for folder in dict.fromkeys(one["folder"] for one in records):
        of_kind = [one for one in records if one["folder"] == folder]
        main = _main(of_kind)
        write_whole(root / folder / "ratios.svg", ratios_picture(main, by_case(main, of_kind)))
    place = docs / "performance.md"
    before = place.read_text(encoding="utf-8") if place.is_file() else ""
    cold = section_of(before, BEGIN, END)  # measured by another command
    write_whole(place, "\n".join(part for part in (page(records, contests), cold) if part))


def page(records: Sequence[Record], contests: Sequence[Record] = ()) -> str:
    """The whole page as Markdown."""
    timed = (name for one in contests for name in one["seconds"])
    processors = list(dict.fromkeys([*(one["processor"] for one in records), *timed]))
    parts = [_INTRODUCTION, equal_section(contests, processors), *_quick(records)]
    if records:
        parts += ["## Equal work\n", _EQUAL_WORK, side_by_side(records, processors)]
    for processor in processors:
        of_kind = [one for one in records if one["processor"] == processor]
        parts += [_processor(processor, of_kind, equal_asked(contests, processor))] if of_kind else []
    return "\n".join(part for part in [*parts, _how()] if part)


def _main(records: Sequence[Record]) -> str:
    """The largest model that was measured beside the peers."""
    models = [one["model"] for one in records if CASES[one["case"]].model is None]
    return models[0] if models else records[0]["model"]


def _processor(processor: str, records: Sequence[Record], equal: Sequence[Asked]) -> str:
    main = _main(records)
    wanted = [*asked_of([one for one in records if one["model"] == main]), *equal]
    parts = [f"## {processor}\n", _facts(records), f"What was asked, and what was reached, on `{main}`:\n"]
    picture = f"![How many times as fast as the peer, {processor}](performance/{records[0]['folder']}/ratios.svg)\n"
    parts += [_reached(wanted), picture]
    models = dict.fromkeys(one["model"] for one in records)
    return "\n".join(
        [*parts, *(_section(model, [one for one in records if one["model"] == model]) for model in models)]
    )


def _facts(records: Sequence[Record]) -> str:
    """When, on what and by which command; more than one where the cases were not measured together."""
    lines = dict.fromkeys(_fact(one) for one in records)
    commands = "\n".join(dict.fromkeys(one["command"] for one in records))
    notes = dict.fromkeys(one["note"] for one in records if "note" in one)
    return "\n\n".join([*lines, *notes, f"```sh\n{commands}\n```\n"])


def _fact(record: Record) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in record["versions"].items())
    return f"{record['date']}; {record['machine']}; {record['threads']} threads used; {versions}."


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
    parts = [f"### `{model}`\n", f"{records[0]['parameters'] / 1e6:.1f} million parameters.\n", times(records)]
    parts += ["#### Is it the same answer?\n", equality(records), "#### The machine's limit\n", operations(records)]
    parts += ["#### Peak memory\n", memory(records), profiles(records)]
    notes = {note for one in records for note in one["notes"]}
    return "\n".join([part for part in parts if part] + [f"- {note}" for note in sorted(notes)])


def _how() -> str:
    lines = [f"- {', '.join(_titles(kind))}: {said}." for kind, said in WHAT.items()]
    return "## What was run\n\n" + "\n".join([*lines, _COUNTS]) + "\n"


def _titles(kind: str) -> list[str]:
    return [case.title for case in CASES.values() if case.kind == kind]


_EQUAL_WORK = """\
As many samples, evaluations or steps on both sides. Every side runs in a process of its own that has loaded the model;
the sides take turns, another one first each round. A ratio is the median over rounds of peer / ours in the same round,
with the lowest and highest round behind it. Times are of the explanation alone, after a small one to warm up. The limit
is what the ratio would be if our operations ran at the limit measured in the same run and nothing else took time.
"""

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
