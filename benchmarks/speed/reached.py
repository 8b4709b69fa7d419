"""What was asked of the figures, and whether it was reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.speed.cases import CASES
from benchmarks.speed.job import PEER, SEVERAL

Record = Mapping[str, Any]
LIMIT_SHARE = 0.85  # of the float32 limit, counted in executed operations, for LIME on a long text


@dataclass(frozen=True)
class Asked:
    """One figure: what it is, what was asked, what was measured, and what the machine's limit would allow."""

    what: str
    asked: str
    reached: str
    met: bool
    possible: str = ""


def asked_of(records: Sequence[Record]) -> list[Asked]:
    """The ratios, the share of the limit, and the memory, of one model's records."""
    found = [_ratio(one, precision, least) for one in records for precision, least in CASES[one["case"]].asked.items()]
    found += [_share(one) for one in records if one["case"] == "lime-long"]
    return found + [_memory(one) for one in records if CASES[one["case"]].kind not in SEVERAL]


def _ratio(one: Record, precision: str, least: float) -> Asked:
    value = one["ratio"][precision]["median"]
    what = f"{CASES[one['case']].title}, {precision}: times as fast as {CASES[one['case']].peer}"
    return Asked(what, f"{least:g} ×", f"{value:.2f} ×", value >= least, f"{at_the_limit(one, precision):.2f} ×")


def at_the_limit(one: Record, precision: str) -> float:
    """How many times as fast as the peer ours would be if its operations ran at the limit and nothing else took time.

    Beyond it only fewer operations help: fewer samples, or fewer tokens in each.
    """
    seconds = one["operations"][precision]["executed"] / one["limit"][precision]["median"]
    return float(one["seconds"][PEER]["median"] / seconds)


def _share(one: Record) -> Asked:
    share = one["operations"]["float32"]["share"]
    return Asked(
        "LIME, long, float32: executed operations a second, as a share of the machine's limit",
        f"{LIMIT_SHARE:.0%}",
        f"{share:.0%}",
        share >= LIMIT_SHARE,
    )


def _memory(one: Record) -> Asked:
    """The larger of our precisions against the peer."""
    ours, peer = max(v for name, v in one["megabytes"].items() if name != PEER), one["megabytes"][PEER]
    what = f"{CASES[one['case']].title}: peak memory"
    return Asked(what, f"at most {peer:,.0f} MB", f"{ours:,.0f} MB", ours <= peer)
