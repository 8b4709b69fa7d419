"""`exegesis models`: what can be loaded."""

from exegesis.cli.writing import say


def models() -> None:
    """The models that come along, and what else can be loaded."""
    from exegesis.adapters.bundled import BUNDLED, PREFIX

    rows = [(PREFIX + row.name, row.summary) for row in BUNDLED.values()]
    rows += [
        ("FOLDER or HUB/ID", "Any Hugging Face model with safetensors and a known head."),
        (
            "FOLDER or FILE.onnx",
            "A model in ONNX, with its config.json and tokenizer or image processor; needs exegesis[onnx].",
        ),
        (
            "MODULE:NAME",
            "A function, scikit-learn pipeline or other model in a Python module here or installed; runs it.",
        ),
        ("FILE.skops", "A scikit-learn pipeline as data; needs exegesis[skops]."),
        (
            "trust-pickle:FILE",
            "A pickled scikit-learn pipeline, which runs whatever code it holds; also --trust-pickle.",
        ),
    ]
    width = max(len(name) for name, _ in rows)
    for name, summary in rows:
        say(f"{name:<{width}}  {summary}", width + 2)
