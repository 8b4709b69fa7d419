"""One case measured: the sides take turns, each in its own process, and the machine's limit is taken between them."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from benchmarks.speed.cases import PRECISIONS, Case
from benchmarks.speed.figures import Spread, correlation, difference, ratios, scaled
from benchmarks.speed.job import OURS, PEER, SEVERAL, Job
from benchmarks.speed.limits import limit
from benchmarks.speed.processes import Worker

_WARM_UP, _EQUALITY, _COUNTED_OF_PEER = 16, 200, 128  # samples
_ANY = 99  # a seed that no round has

Say = Callable[[str], None]
Round = Mapping[str, Mapping[str, Any]]  # side -> reply of `timed`


@dataclass(frozen=True)
class Plan:
    """How a case is run. `share`: the part of the samples that the peer gets, its seconds scaled in proportion."""

    rounds: int
    size: int
    share: float = 1.0

    @property
    def peer_size(self) -> int:
        """The peer's samples."""
        return max(min(self.size, _WARM_UP), round(self.size * self.share))


def measured(case: Case, model: str, given: Any, plan: Plan, say: Say) -> dict[str, Any]:
    """Seconds, ratios, memory, operations and equality of one case on one model."""
    with ExitStack() as stack:
        workers = {name: stack.enter_context(Worker(job)) for name, job in _jobs(case, model, given).items()}
        for worker in workers.values():
            worker.ask("timed", min(plan.size, _WARM_UP), _ANY)
        found, limits = [], []
        for number in range(plan.rounds):
            limits.append({precision: limit(precision) for precision in case.precisions})
            found.append(_round(workers, case, plan, number))
            say(_line(case, number, found[-1]))
        told = _times(case, plan, found)
        told["megabytes"] = {name: worker.ask("memory", 0, 0)["megabytes"] for name, worker in workers.items()}
        told |= _equality(workers, case, plan, found)
        told["operations"] = _operations(workers, case, plan, told["seconds"], limits)
        told["profile"] = {p: workers[p].ask("profiled", min(plan.size, _EQUALITY), _ANY) for p in _missed(case, told)}
        told["notes"] = workers[case.precisions[0]].ask("facts", 0, 0)["notes"]
    told["limit"] = {p: Spread.of([one[p] for one in limits]).plain() for p in case.precisions}
    return told


def _jobs(case: Case, model: str, given: Any) -> dict[str, Job]:
    """Ours by its precision, then the peer."""
    made = {p: Job(case.kind, OURS, model, p, given) for p in case.precisions}
    return made | {PEER: Job(case.kind, PEER, model, PRECISIONS[0], given)}


def _round(workers: Mapping[str, Worker], case: Case, plan: Plan, number: int) -> Round:
    """Every side once, ours in float32 and the peer next to each other; every other round the other way round."""
    order = [*case.precisions[:1], PEER, *case.precisions[1:]]
    if number % 2:
        order.reverse()
    sizes = {PEER: plan.peer_size}
    return {name: workers[name].ask("timed", sizes.get(name, plan.size), number) for name in order}


def _times(case: Case, plan: Plan, found: Sequence[Round]) -> dict[str, Any]:
    seconds = {name: [one[name]["seconds"] for one in found] for name in (*case.precisions, PEER)}
    if plan.peer_size != plan.size:
        seconds[PEER] = [scaled(one, plan.peer_size, plan.size) for one in seconds[PEER]]
    return {
        "seconds": {name: Spread.of(values).plain() | {"all": values} for name, values in seconds.items()},
        "ratio": {p: ratios(seconds[PEER], seconds[p]).plain() for p in case.precisions},
        "peer_size": plan.peer_size,
    }


def _equality(workers: Mapping[str, Worker], case: Case, plan: Plan, found: Sequence[Round]) -> dict[str, Any]:
    """How far the answer is from the plain path's, from the other precision's, and from the peer's."""
    ours = [one[case.precisions[0]]["scores"] for one in found]
    peer = [one[PEER]["scores"] for one in found]
    told: dict[str, Any] = {"with_peer": _mean([correlation(a, b) for a, b in zip(ours, peer, strict=True)])}
    pairs = pairwise(peer)
    told["peer_with_itself"] = _mean([correlation(a, b) for a, b in pairs])
    if case.kind in SEVERAL:
        return {"equality": told | {"from_one_by_one": difference(ours[0], peer[0])}}
    size = min(plan.size, _EQUALITY)
    first, *others = (workers[p].ask("timed", size, _ANY)["scores"] for p in case.precisions)
    told["size"] = size
    told["from_plain_path"] = difference(first, workers[case.precisions[0]].ask("plain", size, _ANY)["scores"])
    if case.kind in ("ig", "qa"):
        told["from_peer"] = difference(ours[0], peer[0])
    told["largest_score"] = max(abs(value) for one in first for value in one.values())
    if others:
        told["bfloat16_from_float32"] = difference(others[0], first)
        told["bfloat16_with_float32"] = correlation(others[0], first)
    return {"equality": told}


def _operations(
    workers: Mapping[str, Worker],
    case: Case,
    plan: Plan,
    seconds: Mapping[str, Mapping[str, float]],
    limits: Sequence[Mapping[str, float]],
) -> dict[str, Any]:
    """Executed operations of each side, and the share of the machine's limit at which they were executed."""
    told = {}
    for name, worker in workers.items():
        size = min(plan.peer_size, _COUNTED_OF_PEER) if name == PEER and case.kind not in SEVERAL else plan.size
        found = worker.ask("counted", size, _ANY)
        factor = plan.size / size if size else 1.0
        executed = found["executed"] * factor
        precision = name if name in case.precisions else PRECISIONS[0]
        rate = executed / seconds[name]["median"]
        told[name] = {
            "executed": executed,
            "useful": found["useful"],
            "rate": rate,
            "share": rate / Spread.of([one[precision] for one in limits]).median,
            "unknown": found["unknown"],
        }
    return told


def _missed(case: Case, told: Mapping[str, Any]) -> list[str]:
    """The precisions in which the ratio asked for was not reached."""
    return [p for p, asked in case.asked.items() if told["ratio"][p]["median"] < asked]


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return sum(known) / len(known) if known else None


def _line(case: Case, number: int, found: Round) -> str:
    times = ", ".join(f"{name} {reply['seconds']:.2f} s" for name, reply in found.items())
    return f"{case.name}, round {number + 1}: {times}"
