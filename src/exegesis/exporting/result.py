"""What an export was, in numbers: what `export.json` holds and the table that is printed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from exegesis.data.result import Result
from exegesis.exporting.records import BATCHES, TORCH, ExportedFile, Origin, Times, TimeSpread

_AXES = ("batch", "sequence")


@dataclass(frozen=True, kw_only=True)
class ExportReport(Result, noun="a report on an export", derived=("axes", "parity_batches", "difference_of")):
    """The whole export. `source` is the fingerprint of the model it was made from; seconds are wall clock."""

    made: str
    source: Mapping[str, Any]
    head: str
    kind: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    opset: int
    torch: Origin
    contents: tuple[str, ...]  # names of all files of the folder
    files: tuple[ExportedFile, ...]
    machine: Mapping[str, Any]
    versions: Mapping[str, str]

    @property
    def axes(self) -> tuple[str, ...]:
        """Of every input, both of any length."""
        return _AXES

    @property
    def parity_batches(self) -> tuple[int, ...]:
        """In batches of so many rows the files were compared with the model."""
        return BATCHES

    @property
    def difference_of(self) -> str:
        """What the differences are of."""
        return "values" if self.kind == "regression" else "probabilities"

    def table(self) -> list[tuple[str, ...]]:
        """The heading and a line for torch and each file."""
        heading = ("model", "MB", "largest difference", "same labels", "ms a pass", "with tokenising", "times faster")
        first = (TORCH, _mb(self.torch.weights_bytes), "", "", *_times(self.torch.times))
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
