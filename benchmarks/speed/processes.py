"""Workers started, asked and ended."""

import json
import subprocess
import sys
from types import TracebackType
from typing import Any

from benchmarks.speed.job import Job

from exegesis.core.errors import ExegesisError


class WorkerError(ExegesisError):
    """A worker could not do what it was told."""


class Worker:
    """One process for one side; it is loaded when it is entered, and ends when it is left."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def __enter__(self) -> "Worker":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.speed.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            self._send(self.job.to_json())
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        if error is not None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def ask(self, what: str, size: int, seed: int) -> dict[str, Any]:
        """The reply to one request (the name of a method of `worker.Side`)."""
        return self._send(json.dumps({"do": what, "size": size, "seed": seed}))

    def _send(self, line: str) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            raise WorkerError(f"the {self.job.side} worker of {self.job.kind} ended without an answer.")
        reply: dict[str, Any] = json.loads(answer)
        if "error" in reply:
            raise WorkerError(f"the {self.job.side} worker of {self.job.kind}: {reply['error']}")
        return reply
