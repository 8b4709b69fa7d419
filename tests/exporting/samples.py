"""A report on an export, made by hand."""

from exegesis.exporting.records import ExportedFile, Origin, Parity, Times, TimeSpread
from exegesis.exporting.result import ExportReport

SPREAD = TimeSpread(0.002, 0.001, 0.003)


def report() -> ExportReport:
    """A classifier in two files, of which one was timed."""
    times = Times(105, SPREAD, SPREAD, TimeSpread(1.5, 1.4, 1.6), TimeSpread(1.2, 1.1, 1.3))
    parity = Parity(21, 3, 512, 1e-6, 1e-7, 1.0, 0.0)
    return ExportReport(
        made="2026-01-31T12:00:00+00:00",
        source={"model": "a model", "revision": None, "weights": "ab" * 32, "tokenizer": None},
        head="classification",
        kind="single-label",
        inputs=("input_ids", "attention_mask"),
        outputs=("logits",),
        opset=18,
        torch=Origin("fp32", 4_000_000, times),
        contents=("config.json", "export.json", "model.onnx", "model_fp16.onnx"),
        files=(
            ExportedFile("model.onnx", "fp32", "as it is", 4_000_000, "cd" * 32, parity, times),
            ExportedFile("model_fp16.onnx", "fp16", "halved", 2_000_000, "ef" * 32, parity, None),
        ),
        machine={"processor": "a processor", "system": "Linux", "threads": 1},
        versions={"torch": "2"},
    )
