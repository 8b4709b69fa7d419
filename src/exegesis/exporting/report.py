"""What an export was, in numbers: what `export.json` holds and the table that is printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exegesis.core.codec import plain
from exegesis.exporting.parity import BATCHES, Parity
from exegesis.exporting.timing import Times, TimeSpread

FORMAT = "exegesis-onnx-export-1"
TORCH = "torch fp32"


@dataclass(frozen=True)
class ExportedFile:
    """One file of the folder."""

    file: str
    precision: str
    how: str
    bytes: int
    sha256: str
    parity: Parity
    times: Times | None  # None where the timing was left out


@dataclass(frozen=True)
class Report:
    """The whole export. `source` is the fingerprint of the model it was made from; seconds are wall clock."""

    source: Mapping[str, Any]
    head: str
    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    opset: int
    weights_bytes: int  # of the model's parameters in float32
    torch_times: Times | None
    files: tuple[ExportedFile, ...]
    machine: Mapping[str, Any]
    versions: Mapping[str, str]
    made: str
    contents: tuple[str, ...]  # names of all files of the folder

    def to_dict(self) -> dict[str, Any]:
        """As plain data, for `export.json`."""
        return {
            "format": FORMAT,
            "made": self.made,
            "source": plain(self.source),
            "head": self.head,
            "kind": self.kind,
            "inputs": plain(self.inputs),
            "outputs": plain(self.outputs),
            "axes": ["batch", "sequence"],
            "opset": self.opset,
            "parity_batches": plain(BATCHES),
            "difference_of": "values" if self.kind == "regression" else "probabilities",
            "torch": {
                "precision": "fp32",
                "weights_bytes": self.weights_bytes,
                "times": plain(self.torch_times),
            },
            "contents": plain(self.contents),
            "files": plain(self.files),
            "machine": plain(self.machine),
            "versions": plain(self.versions),
        }

    def table(self) -> list[tuple[str, ...]]:
        """The heading and a line for torch and each file."""
        heading = ("model", "MB", "largest difference", "same labels", "ms a pass", "with tokenising", "times faster")
        first = (TORCH, _mb(self.weights_bytes), "", "", *_times(self.torch_times))
        return [heading, first, *(_line(one) for one in self.files)]


def _line(one: ExportedFile) -> tuple[str, ...]:
    same = "" if one.parity.same_labels is None else f"{100 * one.parity.same_labels:.1f} %"
    return (f"{one.precision} ({one.file})", _mb(one.bytes), f"{one.parity.largest:.1e}", same, *_times(one.times))


def _times(times: Times | None) -> tuple[str, str, str]:
    if times is None:
        return ("", "", "")
    faster = times.times_faster
    return (
        _ms(times.seconds),
        _ms(times.with_tokenising),
        f"{faster.median:.2f} ({faster.low:.2f} to {faster.high:.2f})",
    )


def _ms(spread: TimeSpread) -> str:
    return f"{1000 * spread.median:.2f} ({1000 * spread.low:.2f} to {1000 * spread.high:.2f})"


def _mb(size: int) -> str:
    return f"{size / 1e6:.1f}"
