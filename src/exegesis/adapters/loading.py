"""The one guard through which weights enter: safetensors only, no pickle, no remote code unless asked for by name."""

from pathlib import Path
from typing import Any

from exegesis.adapters.heads import HEADS, Head, head, heads_of
from exegesis.adapters.hub import cache_only, cached_commit
from exegesis.adapters.quiet import quiet
from exegesis.errors import LoadError

_PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".h5", ".msgpack")


def load_model(
    source: str, task: str | None = None, *, revision: str | None = None, trust_remote_code: bool = False
) -> tuple[Any, Any, str | None]:
    """(model, tokenizer, commit) from a folder (which has no commit) or a hub id, with the head for `task`.

    None: the head that the configuration names.

    Raises `LoadError` in one line.
    """
    if task is not None:
        head(task)
    _refuse_pickles(source)
    on_hub = not Path(source).is_dir()
    options = {"revision": revision, "trust_remote_code": trust_remote_code}
    if on_hub:
        options["local_files_only"] = cache_only(source, revision)
    try:
        wanted, named = _head(source, task, options)
        tokenizer, model, missing = _read(source, wanted, options)
    except LoadError:
        raise
    except Exception as error:  # transformers raises OSError, ValueError, KeyError, RuntimeError and more for bad files
        raise LoadError(_why(source, error)) from error
    _check_words(source, tokenizer)
    if missing:
        raise LoadError(
            f"{source!r} has no trained head for {wanted.spoken} (missing: {', '.join(missing[:3])}); "
            f"its answers would be random. {_heads_there(named)}"
        )
    if named and wanted not in named:  # heads of two kinds may have weights of the same names and shapes
        raise LoadError(f"{source!r} was not trained for {wanted.spoken} ({wanted.name}). {_heads_there(named)}")
    return model, tokenizer, cached_commit(source, revision) if on_hub else None


def load_words(folder: str) -> tuple[Any, Any]:
    """(config, tokenizer) of a local folder, for models whose weights are read elsewhere; `LoadError` in one line."""
    from transformers import AutoConfig, AutoTokenizer

    options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        with quiet():
            config: Any = AutoConfig.from_pretrained(folder, **options)
            tokenizer: Any = AutoTokenizer.from_pretrained(folder, use_fast=True, **options)
    except Exception as error:  # as in load_model
        raise LoadError(_why(folder, error)) from error
    _check_words(folder, tokenizer)
    return config, tokenizer


def _check_words(source: str, tokenizer: Any) -> None:
    """Without files, transformers makes a tokenizer that knows nothing but its special tokens."""
    if not set(tokenizer.get_vocab()) - set(tokenizer.all_special_tokens):
        raise LoadError(f"{source!r} has no tokenizer files; save the tokenizer beside the model.")


def _head(source: str, task: str | None, options: dict[str, Any]) -> tuple[Head, list[Head]]:
    """The head to load, and those that the configuration names."""
    from transformers import AutoConfig

    with quiet():
        config: Any = AutoConfig.from_pretrained(source, **options)
    named = [row for name in config.architectures or () for row in heads_of(str(name))]
    if task is not None:
        return head(task), named
    return named[0] if named else head("classification"), named


def _heads_there(named: list[Head]) -> str:
    """What the configuration says the model can do."""
    if named:
        return f"Its configuration names the head for {' and '.join(row.spoken for row in named)} ({named[0].name})."
    return f"Its configuration names no head; give a model fine-tuned for one of: {', '.join(HEADS)}."


def _read(source: str, wanted: Head, options: dict[str, Any]) -> tuple[Any, Any, list[str]]:
    """Tokenizer, model, and the names of weights that the file lacks."""
    import transformers
    from transformers import AutoTokenizer

    with quiet():
        tokenizer = AutoTokenizer.from_pretrained(source, use_fast=True, **options)
        model, info = getattr(transformers, wanted.auto).from_pretrained(
            source, use_safetensors=True, dtype="float32", output_loading_info=True, **options
        )
    return tokenizer, model, sorted(info["missing_keys"])


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


def _why(source: str, error: BaseException) -> str:
    if "trust_remote_code" in str(error):
        return f"{source!r} brings code of its own, which is not run; if you trust it, pass trust_remote_code=True."
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"cannot load {source!r}: {lines[0] if lines else type(error).__name__}"
