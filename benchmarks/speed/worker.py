"""A process of its own for one side of one case: it loads the model once, and runs what it is told over a pipe.

So a side's peak memory is its own, and the sides can take turns while both stay loaded. Requests and replies are lines
of JSON; what libraries print goes to standard error.
"""

import json
import os
import resource
import sys
import time
import warnings
from typing import Any

from benchmarks.speed.job import OURS, SEVERAL, Job
from benchmarks.speed.lengths import Lengths

_SHOWN = 12  # functions in a profile


class Side:
    """The loaded side."""

    def __init__(self, job: Job) -> None:
        self.job, self.model = job, None
        if job.side == OURS or job.kind in SEVERAL:
            from benchmarks.speed import ours

            import exegesis

            self.model = exegesis.load(job.model)
            self.run = ours.runner(job, self.model)
        else:
            from benchmarks.speed import peers

            self.run = peers.runner(job)

    def timed(self, size: int, seed: int) -> dict[str, Any]:
        """Seconds and scores."""
        started = time.perf_counter()
        scores = self.run(size, seed)
        return {"seconds": time.perf_counter() - started, "scores": scores}

    def memory(self, size: int, seed: int) -> dict[str, Any]:
        """Peak resident memory of this process so far, in MB (Linux counts kibibytes)."""
        return {"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6}

    def counted(self, size: int, seed: int) -> dict[str, Any]:
        """Operations of a run as executed; of ours also those the plain model needs for the same rows."""
        from benchmarks.speed.operations import counted

        targets: list[int] = []
        with Lengths(self.model) as lengths:
            found = counted(lambda: targets.append(len(self.run(size, seed))))
        told = {"executed": found.total, "by_name": found.by_name, "unknown": sorted(found.unknown)}
        return told | {"useful": self._useful(lengths, targets[0])}

    def _useful(self, lengths: Lengths, targets: int) -> int | None:
        from benchmarks.speed.operations import Shape

        config = getattr(self.model, "config", None)
        if config is None or not lengths.forward or (self.job.kind in ("ig", "qa") and not lengths.points):
            return None
        shape = Shape.of(config)
        back = shape.forward(lengths.points) + targets * shape.backward(lengths.points)
        return shape.forward(lengths.forward) + back

    def plain(self, size: int, seed: int) -> dict[str, Any]:
        """Scores by the model's own modules: a hook that does nothing keeps the fast path away."""
        inner: Any = getattr(self.model, "model", None)
        handles = [one.register_forward_hook(lambda *_: None) for one in inner.modules()]
        try:
            return {"scores": self.run(size, seed)}
        finally:
            for handle in handles:
                handle.remove()

    def profiled(self, size: int, seed: int) -> dict[str, Any]:
        """Seconds in torch's functions by themselves, the slowest first, and of the whole run."""
        from torch.profiler import ProfilerActivity, profile

        started = time.perf_counter()
        with profile(activities=[ProfilerActivity.CPU]) as found:
            self.run(size, seed)
        seconds = time.perf_counter() - started
        by_time = sorted(found.key_averages(), key=lambda one: -one.self_cpu_time_total)
        told = {one.key: one.self_cpu_time_total / 1e6 for one in by_time[:_SHOWN]}
        return {"seconds": seconds, "in_torch": sum(o.self_cpu_time_total for o in by_time) / 1e6, "by_name": told}

    def facts(self, size: int, seed: int) -> dict[str, Any]:
        """What the model says of how it runs."""
        return {"notes": list(getattr(self.model, "notes", ()))}


def main() -> None:
    """Serve until standard input ends."""
    replies = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    warnings.simplefilter("ignore")
    side: Side | None = None
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if side is None:
                side = Side(Job.from_json(line))
                reply: dict[str, Any] = {}
            else:
                reply = getattr(side, request["do"])(request["size"], request["seed"])
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"}
        replies.write(json.dumps(reply) + "\n")
        replies.flush()


if __name__ == "__main__":
    main()
