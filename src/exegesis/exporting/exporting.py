"""A model exported to a folder of ONNX files, each checked against it before anything is written in its place."""

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from exegesis.adapters.heads import HEADS, OUTPUTS
from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.onnx import OnnxModel
from exegesis.adapters.onnx_files import checked_file, require
from exegesis.core.errors import InputError, ModelError
from exegesis.core.files import whole_folder
from exegesis.core.version import versions
from exegesis.exporting.folder import REPORT, check_folder, contents, write_json, write_words
from exegesis.exporting.graph import OPSET, example, exported
from exegesis.exporting.parity import Parity, parity
from exegesis.exporting.precisions import Precision, chosen, made
from exegesis.exporting.report import TORCH, ExportedFile, Report
from exegesis.exporting.rows import pieces_of, rows_of
from exegesis.exporting.texts import default_texts
from exegesis.exporting.timing import Times, timed

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Wishes:
    """How to export. `max_difference`: the largest difference of probabilities let pass for fp16 and int8, None any.

    `reduce_range`: int8 weights of 7 bits, for x86 processors without VNNI, whose sums of 8 bits overflow. `rounds`:
    how often the texts are gone through for the times, 0 leaves them out.
    """

    precisions: tuple[str, ...] = ("fp32",)
    texts: tuple[str, ...] = ()
    max_difference: float | None = None
    reduce_range: bool = False
    rounds: int = 5
    overwrite: bool = False

    def __post_init__(self) -> None:
        chosen(self.precisions)
        if self.max_difference is not None and not 0 < self.max_difference <= 1:
            raise InputError(f"the largest difference must be above 0 and at most 1, not {self.max_difference!r}.")
        if type(self.rounds) is not int or self.rounds < 0:
            raise InputError(f"rounds must be a whole number of at least 0, not {self.rounds!r}.")


def export(
    model: TransformerModel, out: str | Path, wishes: Wishes | None = None, progress: Progress | None = None
) -> Report:
    """Write `out` with an ONNX file for each precision, config.json, the tokenizer's files and export.json.

    Every file is loaded again as a user would load it and compared with the model on texts of many lengths, in batches
    of 1 and of 7. Nothing is written, and a `ModelError` gives the numbers, where an fp32 file differs by more than
    1e-4 in a probability, or another by more than `wishes.max_difference`. `progress`: (steps done, steps in all).
    """
    wishes = wishes or Wishes()
    place = check_folder(Path(out), wishes.overwrite)
    rows = chosen(wishes.precisions)
    told = _steps(progress, 2 + 2 * len(rows))
    proto = exported(model)
    told()
    with whole_folder(place) as folder:
        write_words(model, folder)
        files: dict[str, OnnxModel] = {}
        checks: dict[str, Parity] = {}
        pieces = pieces_of(model, wishes.texts or default_texts())
        for row in rows:
            (folder / row.file).write_bytes(made(proto, row, wishes.reduce_range))
            told()
            files[row.name] = _loaded(model, folder, row)
            checks[row.name] = parity(model, files[row.name], rows_of(model, pieces))
            _judge(model, row, checks[row.name], wishes.max_difference)
            told()
        times = timed({TORCH: model, **files}, pieces, wishes.rounds) if wishes.rounds else {}
        report = _report(model, folder, rows, files, checks, times)
        write_json(folder / REPORT, report.to_dict())
        told()
    return report


def _loaded(model: TransformerModel, folder: Path, row: Precision) -> OnnxModel:
    """The file as `exegesis.load` gives it."""
    return OnnxModel(
        checked_file(folder / row.file),
        model.config,
        model.tokenizer,
        head=HEADS[model.head],
        name=f"the {row.name} export of {model.name}",
    )


def _judge(model: TransformerModel, row: Precision, found: Parity, limit: float | None) -> None:
    most = row.limit if row.limit is not None else limit
    if most is not None and not found.largest <= most:
        same = "" if found.same_labels is None else f", with {100 * found.same_labels:.1f} % of the labels the same"
        raise ModelError(
            f"the {row.name} export of {model.name} differs from it by up to {found.largest:.2e} over {found.rows} "
            f"rows of {found.shortest} to {found.longest} tokens{same}; at most {most:g} is let "
            "pass, so nothing is written."
        )


def _report(
    model: TransformerModel,
    folder: Path,
    rows: Sequence[Precision],
    files: Mapping[str, OnnxModel],
    checks: Mapping[str, Parity],
    times: Mapping[str, Times],
) -> Report:
    return Report(
        source=_source(model),
        head=model.head,
        kind=model.kind,
        inputs=tuple(example(model)),
        outputs=OUTPUTS[model.table],
        opset=OPSET,
        weights_bytes=sum(one.numel() * one.element_size() for one in model.model.parameters()),
        torch_times=times.get(TORCH),
        files=tuple(
            ExportedFile(
                file=row.file,
                precision=row.name,
                how=row.how,
                bytes=(folder / row.file).stat().st_size,
                sha256=files[row.name].file.sha256,
                parity=checks[row.name],
                times=times.get(row.name),
            )
            for row in rows
        ),
        machine={"processor": _processor(), "system": platform.system(), "threads": torch.get_num_threads()},
        versions=_versions(),
        made=datetime.now(UTC).isoformat(timespec="seconds"),
        contents=contents(folder),
    )


def _versions() -> dict[str, str]:
    import onnxscript
    import transformers

    return versions(torch, transformers, *require(), onnxscript)


def _source(model: TransformerModel) -> dict[str, Any]:
    found = asdict(model.fingerprint())
    return {name: found[name] for name in ("model", "revision", "weights", "tokenizer")}


def _processor() -> str:
    """The processor's name where the system tells it (Linux keeps it in a file)."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            named = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
    except OSError:
        named = ""
    return f"{named or platform.processor() or platform.machine()}, {os.cpu_count()} cores"


def _steps(progress: Progress | None, total: int) -> Callable[[], None]:
    """Counts the steps done."""
    done = 0

    def told() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, total)

    return told
