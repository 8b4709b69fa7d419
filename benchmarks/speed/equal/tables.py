"""The page's first part: what an equal answer takes, without a clock, and by kind of processor with one."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.speed.equal.contests import CONTESTS
from benchmarks.speed.equal.frame import EQUAL
from benchmarks.speed.reached import Asked
from benchmarks.speed.tables import NONE, table

Record = Mapping[str, Any]  # of one comparison on one model, with `seconds` by processor

ASKED = 20.0  # times as fast as lime
_TEXTS = {"sentence": "sentences", "review": "reviews"}


def equal_section(records: Sequence[Record], processors: Sequence[str]) -> str:
    """The whole part; nothing where nothing was measured. `processors`: the columns, in the page's order."""
    if not records:
        return ""
    parts = ["## Time to an equal answer\n", _SAID]
    parts += [
        'Times as fast as the peer, to the peer\'s own error; median over texts (lowest, highest); "of 3" where no '
        "more were timed.\n"
    ]
    parts += [_by_processor(records, processors), "### What it takes on any machine\n", _NEEDED, _needed(records)]
    parts += [_methods(records), _facts(records)]
    return "\n".join(part for part in parts if part)


def equal_asked(records: Sequence[Record], processor: str) -> list[Asked]:
    """The best way of LIME on each model and kind of text against what was asked, on one kind of processor."""
    best: dict[str, float] = {}
    for one in records:
        if one["contest"] == "lime" and processor in one["seconds"]:
            for row in one["seconds"][processor]["rows"]:
                what = f"LIME to the stability of lime at 5,000 samples, {_TEXTS[row['kind']]}, `{one['model']}`"
                best[what] = max(best.get(what, 0.0), row["ratio"]["median"])
    return [
        Asked(f"{what}: times as fast", f"{ASKED:g} ×", f"{ratio:.1f} ×", ratio >= ASKED)
        for what, ratio in best.items()
    ]


def _by_processor(records: Sequence[Record], processors: Sequence[str]) -> str:
    rows = [["", "texts", "ours", *(f"{name}: {what}" for name in processors for what in ("times as fast", "s"))]]
    for one in records:
        for row in one["rows"]:
            cells = [_cells(one, row, name) for name in processors]
            if any(cell[0] != NONE for cell in cells):
                rows.append([_title(one, row), _texts(row), row["way"], *(part for cell in cells for part in cell)])
    return table(rows) if len(rows) > 1 else ""


def _cells(one: Record, row: Record, processor: str) -> list[str]:
    """The ratio, and the peer's seconds and ours; of how many texts, where that is not as many as were measured."""
    timed = one["seconds"].get(processor, {"rows": []})["rows"]
    same = [t for t in timed if all(t[key] == row[key] for key in ("aim", "kind", "way"))]
    if not same:
        return [NONE, NONE]
    sides = (f"{same[0][side]['median']:.3g}" for side in ("peer", "ours"))
    fewer = same[0].get("texts", row["reached"]) != row["reached"]
    return [_spread(same[0]["ratio"]), " → ".join(sides) + (f", of {same[0]['texts']}" if fewer else "")]


def _needed(records: Sequence[Record]) -> str:
    rows = [["", "texts", "ours", "peer's error", "our error", "peer's delta", "our delta", "setting, peer", "ours"]]
    rows[0] += ["passes", "tokens", "multiplications"]
    for one in records:
        rows += [_needed_row(one, row) for row in one["rows"]]
    return table(rows)


def _needed_row(one: Record, row: Record) -> list[str]:
    named = [_title(one, row), _texts(row), row["way"]]
    if not row["reached"]:
        return [*named, *[NONE] * 4, "", "more than tried", *[NONE] * 3]
    errors = [_error(row.get(f"{side}_{what}")) for what in ("error", "delta") for side in ("peer", "ours")]
    settings = [_setting(row[f"{side}_setting"]) for side in ("peer", "ours")]
    ratios = [_spread(row["ratio"][name]) if name in row["ratio"] else NONE for name in _COSTS]
    return [*named, *errors, *settings, *ratios]


def _title(one: Record, row: Record) -> str:
    aim = "" if row["aim"] == EQUAL else f", to {float(row['aim']):.0%} of all scores"
    return f"{CONTESTS[one['contest']].title}{aim}, `{one['model']}`"


def _texts(row: Record) -> str:
    told = f"{row['texts']} {row['kind'] if row['texts'] == 1 else _TEXTS[row['kind']]}"
    return told if row["reached"] == row["texts"] else f"{row['reached']} of {told}"


def _spread(one: Mapping[str, float]) -> str:
    """ "5.6 × (5.5, 5.7)" """
    return f"{_two(one['median'])} × ({_two(one['low'])}, {_two(one['high'])})"


def _two(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


def _error(one: Mapping[str, float] | None) -> str:
    return NONE if one is None else f"{one['median']:.2g}"


def _setting(one: Mapping[str, float] | None) -> str:
    if one is None:
        return NONE
    return "default" if not one["median"] else f"{one['median']:,.0f}" if one["median"] >= 1 else f"{one['median']:g}"


def _methods(records: Sequence[Record]) -> str:
    known = list(dict.fromkeys(one["contest"] for one in records))
    lines = [f"- {CONTESTS[name].title}: {CONTESTS[name].said}. Ours: {_ways(name)}." for name in known]
    return "\n".join(lines) + "\n"


def _ways(name: str) -> str:
    return "; ".join(f"*{way.name}*, {way.said}" for way in CONTESTS[name].ours)


def _facts(records: Sequence[Record]) -> str:
    """When, on what and how: of the figures without a clock, then of the seconds, with the limit in the same runs."""
    made = [_line(one) for one in records]
    by_line: dict[str, list[float]] = {}
    for one in records:
        for name, timed in one["seconds"].items():
            by_line.setdefault(_line(timed, f"{name}: "), []).extend([timed["limit"]] if "limit" in timed else [])
    lines = [line + _limit(limits) for line, limits in by_line.items()]
    return "\n".join(f"- {line}" for line in dict.fromkeys([*made, *lines])) + "\n"


def _limit(limits: Sequence[float]) -> str:
    if not limits:
        return ""
    lowest, highest = (f"{value / 1e9:.0f}" for value in (min(limits), max(limits)))
    return f" The machine's limit in float32: {lowest if lowest == highest else f'{lowest} to {highest}'} GFLOP/s."


def _line(one: Record, before: str = "") -> str:
    versions = ", ".join(f"{name} {number}" for name, number in one["versions"].items())
    threads = "1 thread" if one["threads"] == 1 else f"{one['threads']} threads"
    note = f" {one['note']}" if "note" in one else ""
    return f"{before}`{one['command']}`, {one['date']}, {one['machine']}, {threads}, {versions}.{note}"


_COSTS = ("passes", "tokens", "multiplications")

_SAID = """\
How long until the scores are as good as those that a user of the peer gets who leaves everything at its default? For
each text the cheapest setting of ours is taken from which on no dearer one tried has a larger error than the peer, and
there both sides are timed in turns, in one process. This, and not the time of equal numbers of samples further down,
is what a user waits for.
"""

_NEEDED = """\
Errors and settings are medians over texts; passes, tokens and multiplications are the peer's over ours (2 × means that
the peer takes twice as many), median (lowest, highest). Tokens count padding; multiplications are all that torch
executed in matrix products, gradients' way back included. "2 of 3" texts are those where a setting that was tried is
good enough; the other figures are of these alone. An error below 1e-5, float32's own, counts as equal.
"""
