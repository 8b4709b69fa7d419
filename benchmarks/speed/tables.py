"""The tables of the page, from the records of one model."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.speed.cases import CASES, Case
from benchmarks.speed.job import PEER
from benchmarks.speed.reached import at_the_limit

Record = Mapping[str, Any]
NONE = "–"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Rows as a Markdown table, the first the heading; numbers to the right."""
    first, *rest = rows
    rule = ["---", *["---:"] * (len(first) - 1)]
    return "\n".join(f"| {' | '.join(row)} |" for row in (first, rule, *rest)) + "\n"


def by_case(model: str, records: Sequence[Record]) -> list[tuple[Case, Record]]:
    """The records of a model with their cases."""
    return [(CASES[one["case"]], one) for one in records if one["model"] == model]


def times(records: Sequence[Record]) -> str:
    """Seconds of every side, and the ratios beside those asked."""
    rows = [["", "input", "samples or steps", "peer", "peer, s", "float32, s", "times as fast", "asked"]]
    rows[0] += ["bfloat16, s", "times as fast", "asked"]
    for one in records:
        case = CASES[one["case"]]
        row = [case.title, _input(one), f"{one['size']:,}" if one["size"] else NONE, case.peer, _peer_seconds(one)]
        for precision in ("float32", "bfloat16"):
            if precision in one["ratio"]:
                row += [seconds(one["seconds"][precision]), ratio(one["ratio"][precision]), _asked(case, precision)]
            else:
                row += [NONE, NONE, NONE]
        rows.append(row)
    return table(rows) + _scaled(records)


def side_by_side(records: Sequence[Record], processors: Sequence[str]) -> str:
    """The ratios of every kind of processor beside each other, each with what its own limit would allow."""
    rows = [
        ["", "precision", *(f"{name}{what}" for name in processors for what in (": times as fast", ", at its limit"))]
    ]
    for model, name in dict.fromkeys((one["model"], one["case"]) for one in _by_size(records)):
        same = {one["processor"]: one for one in records if (one["model"], one["case"]) == (model, name)}
        for precision in CASES[name].precisions:
            cells = [part for processor in processors for part in _ratio_and_limit(same.get(processor), precision)]
            rows.append([f"{CASES[name].title}, `{model}`", precision, *cells])
    return table(rows)


def _by_size(records: Sequence[Record]) -> list[Record]:
    order = list(CASES)
    return sorted(records, key=lambda one: (-one["parameters"], one["model"], order.index(one["case"])))


def _ratio_and_limit(one: Record | None, precision: str) -> list[str]:
    if one is None or precision not in one["ratio"]:
        return [NONE, NONE]
    return [ratio(one["ratio"][precision]), f"{at_the_limit(one, precision):.2f} ×"]


def _input(one: Record) -> str:
    told = one["input"]
    texts = f"{told['texts']} texts, " if told["texts"] > 2 else ""
    return f"{texts}{told['words']:,} words, {told['pieces']:,} pieces"


def _peer_seconds(one: Record) -> str:
    return seconds(one["seconds"][PEER]) + ("\\*" if one["peer_size"] != one["size"] else "")


def _scaled(records: Sequence[Record]) -> str:
    scaled = [one for one in records if one["peer_size"] != one["size"]]
    if not scaled:
        return ""
    said = ", ".join(f"{CASES[one['case']].title} {one['peer_size']:,} of {one['size']:,}" for one in scaled)
    return f"\n\\* The peer was given fewer samples and its seconds scaled in proportion: {said}.\n"


def _asked(case: Case, precision: str) -> str:
    return f"{case.asked[precision]:g}" if precision in case.asked else NONE


def seconds(spread: Mapping[str, Any]) -> str:
    """ "12.3 (12.1–12.9)" """
    return f"{_digits(spread['median'])} ({_digits(spread['low'])}–{_digits(spread['high'])})"


def ratio(spread: Mapping[str, Any]) -> str:
    """ "5.61 × (5.50–5.72)" """
    return f"{spread['median']:.2f} × ({spread['low']:.2f}–{spread['high']:.2f})"


def _digits(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def equality(records: Sequence[Record]) -> str:
    """How far answers lie from the plain path's, from the peer's and from each other."""
    rows = [
        [
            "",
            "largest score",
            "largest difference from the plain path",
            "from the peer",
            "rank correlation with the peer",
        ]
    ]
    rows[0] += ["of the peer with itself under another seed", "bfloat16 from float32: difference", "rank correlation"]
    for one in records:
        found = one["equality"]
        from_peer = found.get("from_peer", found.get("from_one_by_one"))
        plain, largest = found.get("from_plain_path"), found.get("largest_score")
        row = [CASES[one["case"]].title, _small(largest), _small(plain), _small(from_peer), _three(found["with_peer"])]
        row += [_three(found["peer_with_itself"]), _small(found.get("bfloat16_from_float32"))]
        rows.append([*row, _three(found.get("bfloat16_with_float32"))])
    return table(rows)


def _small(value: float | None) -> str:
    return NONE if value is None else f"{value:.1e}"


def _three(value: float | None) -> str:
    return NONE if value is None else f"{value:.3f}"


def operations(records: Sequence[Record]) -> str:
    """Executed and useful operations, and the share of the limit."""
    rows = [["", "side", "limit, GFLOP/s", "executed, TFLOP", "useful, TFLOP", "GFLOP/s", "share of the limit"]]
    for one in records:
        for name, found in one["operations"].items():
            precision = "float32" if name == PEER else name
            side = CASES[one["case"]].peer if name == PEER else f"ours, {name}"
            limit = one["limit"][precision]["median"]
            useful = NONE if found["useful"] is None else f"{found['useful'] / 1e12:.3g}"
            row = [CASES[one["case"]].title, side, f"{limit / 1e9:.0f}", f"{found['executed'] / 1e12:.3g}", useful]
            rows.append([*row, f"{found['rate'] / 1e9:.0f}", f"{100 * found['share']:.0f}%"])
    missing = sorted({name for one in records for found in one["operations"].values() for name in found["unknown"]})
    return table(rows) + (f"\nNot counted: {', '.join(missing)}.\n" if missing else "")


def memory(records: Sequence[Record]) -> str:
    """MB of every side."""
    rows = [["", "ours, float32, MB", "ours, bfloat16, MB", "peer, MB"]]
    for one in records:
        sides = [one["megabytes"].get(name) for name in ("float32", "bfloat16", PEER)]
        rows.append([CASES[one["case"]].title, *(NONE if value is None else f"{value:,.0f}" for value in sides)])
    return table(rows)


def profiles(records: Sequence[Record]) -> str:
    """Where the time goes in the cases that did not reach what was asked."""
    parts = []
    for one in records:
        for precision, found in one["profile"].items():
            whole = found["seconds"]
            rows = [["function", "share of the time"], *_shares(found["by_name"], whole)]
            rows.append(["outside torch", f"{100 * max(0.0, 1 - found['in_torch'] / whole):.0f}%"])
            parts.append(f"#### Where the time goes: {CASES[one['case']].title}, {precision}\n\n{table(rows)}")
    return "\n".join(parts)


def _shares(by_name: Mapping[str, float], whole: float) -> list[list[str]]:
    return [[f"`{name}`", f"{100 * value / whole:.0f}%"] for name, value in by_name.items() if value > 0.005 * whole]
