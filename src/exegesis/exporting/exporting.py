"""A model exported to a folder of ONNX files, each checked against it before anything is written in its place."""

import math
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.heads import HEADS, OUTPUTS
from exegesis.adapters.huggingface import TransformerModel, transformer
from exegesis.adapters.onnx import OnnxModel
from exegesis.adapters.onnx_files import checked_file, require
from exegesis.core.codec import to_file
from exegesis.core.errors import InputError, ModelError, check_count
from exegesis.core.files import whole_folder
from exegesis.core.version import versions
from exegesis.exporting.folder import REPORT, check_folder, contents, write_words
from exegesis.exporting.graph import OPSET, example, exported
from exegesis.exporting.parity import parity
from exegesis.exporting.precisions import Precision, chosen, made
from exegesis.exporting.records import TORCH, ExportedFile, Origin, Parity, Times
from exegesis.exporting.result import ExportReport
from exegesis.exporting.rows import pieces_of, rows_of
from exegesis.exporting.texts import default_texts
from exegesis.exporting.timing import timed

Progress = Callable[[int, int], None]


def export(
    model: Model | str | Path,
    out: str | Path,
    *,
    precisions: Sequence[str] = ("fp32",),
    texts: Sequence[str] = (),
    max_difference: float | None = None,
    reduce_range: bool = False,
    timing_rounds: int = 5,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> ExportReport:
    """Write `out` with an ONNX file of `model` for each precision, config.json, the tokenizer's files and export.json.

    Every file is loaded again as a user would load it and compared with the model on `texts` (none: 21 of its own) in
    batches of 1 and of 7. Nothing is written, and a `ModelError` gives the numbers, where an fp32 file differs by more
    than 1e-4 in a probability, or an fp16 or int8 one by more than `max_difference` (None: any is let pass).

    `precisions`: "fp32", "fp16", "int8". `reduce_range`: int8 weights of 7 bits, for x86 processors without VNNI, whose
    sums of 8 bits overflow. `timing_rounds`: how often the texts are gone through for the times, 0 leaves them out.
    `overwrite`: an earlier export may stand in `out`. `progress` is called as (steps done, steps in all).
    """
    rows = chosen(precisions)
    _check(max_difference, timing_rounds)
    source = transformer(api.load(model))
    place = check_folder(Path(out), overwrite)
    told = _steps(progress, 2 + 2 * len(rows))
    proto = exported(source)
    told()
    with whole_folder(place) as folder:
        write_words(source, folder)
        files: dict[str, OnnxModel] = {}
        checks: dict[str, Parity] = {}
        pieces = pieces_of(source, list(texts) or default_texts())
        for row in rows:
            (folder / row.file).write_bytes(made(proto, row, reduce_range))
            told()
            files[row.name] = _loaded(source, folder, row)
            checks[row.name] = parity(source, files[row.name], rows_of(source, pieces))
            _judge(source, row, checks[row.name], max_difference)
            told()
        times = timed({TORCH: source, **files}, pieces, timing_rounds) if timing_rounds else {}
        report = _report(source, folder, rows, files, checks, times)
        (folder / REPORT).write_bytes(to_file(report.to_dict()))
        told()
    return report


def _check(max_difference: float | None, timing_rounds: int) -> None:
    if max_difference is not None and not 0 < max_difference <= 1:
        raise InputError(f"the largest difference must be above 0 and at most 1, not {max_difference!r}.")
    check_count("timing_rounds", timing_rounds, 0)


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
    if not math.isfinite(found.largest):  # as where float16 overflows
        raise ModelError(
            f"the {row.name} export of {model.name} answers with NaN or infinity on some of {found.rows} rows, so "
            "nothing is written; give other precisions."
        )
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
) -> ExportReport:
    return ExportReport(
        source=_source(model),
        head=model.head,
        kind=model.kind,
        inputs=tuple(example(model)),
        outputs=OUTPUTS[model.table],
        opset=OPSET,
        torch=Origin("fp32", _weights_bytes(model), times.get(TORCH)),
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


def _weights_bytes(model: TransformerModel) -> int:
    return sum(one.numel() * one.element_size() for one in model.model.parameters())


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
