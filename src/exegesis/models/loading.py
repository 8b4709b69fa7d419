"""The one guard through which weights enter: safetensors only, no pickle, no remote code unless asked for by name."""

from pathlib import Path
from typing import Any

from exegesis.errors import LoadError

_PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".h5", ".msgpack")


def load_classifier(source: str, *, revision: str | None = None, trust_remote_code: bool = False) -> tuple[Any, Any]:
    """(model, tokenizer) of a sequence classifier, from a folder or a hub id. Raises `LoadError` in one line."""
    _refuse_pickles(source)
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    options = {"revision": revision, "trust_remote_code": trust_remote_code}
    try:
        tokenizer = AutoTokenizer.from_pretrained(source, use_fast=True, **options)
        model, info = AutoModelForSequenceClassification.from_pretrained(
            source, use_safetensors=True, dtype="float32", output_loading_info=True, **options
        )
    except Exception as error:  # transformers raises OSError, ValueError, KeyError, RuntimeError and more for bad files
        raise LoadError(f"cannot load {source!r}: {_first_line(error)}") from error
    missing = sorted(info["missing_keys"])
    if missing:
        raise LoadError(
            f"{source!r} has no trained classification head (missing: {', '.join(missing[:3])}); "
            "its answers would be random. Give a model fine-tuned for classification."
        )
    return model, tokenizer


def _refuse_pickles(source: str) -> None:
    folder = Path(source)
    if not folder.is_dir():
        if folder.is_file() or source.startswith((".", "/", "~")):
            raise LoadError(f"{source!r} is not a folder of a Hugging Face model (config.json, model.safetensors).")
        return
    if not (folder / "config.json").is_file():
        raise LoadError(f"{source!r} has no config.json; give the folder that `save_pretrained` wrote.")
    if any(folder.glob("*.safetensors")):
        return
    pickled = sorted(path.name for path in folder.iterdir() if path.suffix in _PICKLED)
    if pickled:
        raise LoadError(
            f"{source!r} holds pickled weights only ({pickled[0]}), which can run code when read, and are refused. "
            "Where you trust them, convert once: load with transformers and save_pretrained() writes safetensors."
        )
    raise LoadError(f"{source!r} holds no weights (model.safetensors).")


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
