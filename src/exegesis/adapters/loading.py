"""The one guard through which weights enter: safetensors only, no pickle, no remote code unless asked for by name."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from exegesis.adapters.failures import is_failure
from exegesis.adapters.head_gates import GATES
from exegesis.adapters.heads import HEADS, Head, head, heads_of
from exegesis.adapters.hub import cache_only, cached_commit
from exegesis.adapters.normalizers import check_definition
from exegesis.adapters.quiet import quiet
from exegesis.adapters.weight_files import check_folder, check_named
from exegesis.core.errors import LoadError

# Where a tokenizer keeps its words and settings.
_WORDS = {"tokenizer.json", "tokenizer_config.json", "vocab.txt", "vocab.json", "merges.txt", "special_tokens_map.json"}
_WORDS |= {"added_tokens.json", "spiece.model", "sentencepiece.bpe.model", "tokenizer.model"}


def load_model(
    source: str, task: str | None = None, *, revision: str | None = None, trust_remote_code: bool = False
) -> tuple[Any, Any, str | None]:
    """(model, tokenizer, commit) from a folder (which has no commit) or a hub id, with the head for `task`.

    None: the head that the configuration names.

    Raises `LoadError` in one line.
    """
    if task is not None:
        head(task)
    check_folder(source)
    on_hub = not Path(source).is_dir()
    options = {"revision": revision, "trust_remote_code": trust_remote_code}
    if on_hub:
        options["local_files_only"] = cache_only(source, revision)
    with reading(source):
        config = config_of(source, options)
        if any(name.endswith("ForImageClassification") for name in architectures(source, config)):
            raise LoadError(f"{source!r} is a classifier of images; load it with modality='image'.")
        check_named(source, config, options)
        wanted, named = _head(source, config, task)
        tokenizer, model, info = _read(source, wanted, options)
    _check_words(source, tokenizer)
    check_shapes(source, config, info["mismatched_keys"])
    if any(name.endswith(GATES) for name in info["unexpected_keys"]):
        raise LoadError(
            f"{source!r} is of a model with silent heads, and a folder keeps its weights without what silences them; "
            "load the model that it was made of, and silence its heads again."
        )
    missing = sorted(info["missing_keys"])
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
    options: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    with reading(folder):
        config, tokenizer = config_of(folder, options), _tokenizer(folder, options)
    _check_words(folder, tokenizer)
    return config, tokenizer


def architectures(source: str, config: Any) -> list[str]:
    """The classes that a configuration names; `LoadError` where it is no list."""
    named = config.architectures or ()
    if not isinstance(named, list | tuple):
        raise LoadError(f"{source!r} has architectures {named!r} in its config.json; it must be a list of class names.")
    return [str(name) for name in named]


@contextmanager
def reading(source: str) -> Iterator[None]:
    """What goes wrong inside is a `LoadError`.

    For bad files transformers raises OSError, ValueError, KeyError and more, and tokenizers panic, which is no
    `Exception`.
    """
    try:
        with quiet():
            yield
    except LoadError:
        raise
    except BaseException as error:
        if not is_failure(error):
            raise
        raise LoadError(_why(source, error)) from error


def config_of(source: str, options: dict[str, Any]) -> Any:
    """The configuration, read without running code of its own unless `options` say so."""
    from transformers import AutoConfig

    config: Any = AutoConfig.from_pretrained(source, **options)
    return config


def _tokenizer(source: str, options: dict[str, Any]) -> Any:
    from transformers import AutoTokenizer

    check_definition(source, options)
    tokenizer: Any = AutoTokenizer.from_pretrained(source, use_fast=True, **options)
    return tokenizer


def _check_words(source: str, tokenizer: Any) -> None:
    """Without files, transformers makes a tokenizer that knows nothing but its special tokens."""
    if not hasattr(tokenizer, "get_vocab"):
        raise LoadError(f"{source!r} has a {type(tokenizer).__name__}, which is no tokenizer of a single vocabulary.")
    special = set(tokenizer.all_special_tokens)
    if set(tokenizer.get_vocab()) - special:
        return
    files = [path.name for path in sorted(Path(source).glob("*")) if path.name in _WORDS]
    if not files:
        raise LoadError(f"{source!r} has no tokenizer files; save the tokenizer beside the model.")
    raise LoadError(
        f"{source!r} has a tokenizer that knows only its special tokens ({' '.join(sorted(special))}), so every text "
        f"would read the same; its files ({', '.join(files)}) hold no vocabulary. Save the whole tokenizer."
    )


def check_shapes(source: str, config: Any, differing: Iterable[tuple[str, Any, Any]]) -> None:
    """`LoadError` naming the numbers where weights are not of the shape that the configuration gives them."""
    for name, held, made in sorted(differing):
        held, made = tuple(held), tuple(made)
        apart = [(a, b) for a, b in zip(held, made, strict=False) if a != b]
        stated = _numbers_of(config, apart[0][1]) if apart else []
        said = f" ({' or '.join(stated)} is {apart[0][1]}, the weights have {apart[0][0]})" if stated else ""
        raise LoadError(
            f"{source!r}: config.json and weights disagree{said}: {name} is {_shape(held)} in the file and would be "
            f"{_shape(made)} by the configuration. Give the config.json that the weights were saved with."
        )


def _numbers_of(config: Any, number: int) -> list[str]:
    """The settings of a configuration that have this value."""
    settings = {**config.to_dict(), "num_labels": config.num_labels}
    sizes = [name for name, value in settings.items() if type(value) is int and value == number]
    return [name for name in sizes if not name.endswith("_id")]


def _shape(sizes: tuple[int, ...]) -> str:
    return " x ".join(map(str, sizes))


def _head(source: str, config: Any, task: str | None) -> tuple[Head, list[Head]]:
    """The head to load, and those that the configuration names."""
    named = [row for name in architectures(source, config) for row in heads_of(name)]
    if task is not None:
        return head(task), named
    return named[0] if named else head("classification"), named


def _heads_there(named: list[Head]) -> str:
    """What the configuration says the model can do."""
    if named:
        return f"Its configuration names the head for {' and '.join(row.spoken for row in named)} ({named[0].name})."
    return f"Its configuration names no head; give a model fine-tuned for one of: {', '.join(HEADS)}."


def _read(source: str, wanted: Head, options: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Tokenizer, model, and what loading says of the weights: "missing_keys", "mismatched_keys"."""
    import transformers

    tokenizer = _tokenizer(source, options)
    model, info = getattr(transformers, wanted.auto).from_pretrained(
        source,
        use_safetensors=True,
        dtype="float32",
        output_loading_info=True,
        ignore_mismatched_sizes=True,  # they are told in our own words
        **options,
    )
    return tokenizer, model, info


def _why(source: str, error: BaseException) -> str:
    if "trust_remote_code" in str(error):
        return f"{source!r} brings code of its own, which is not run; if you trust it, pass trust_remote_code=True."
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"cannot load {source!r}: {lines[0] if lines else type(error).__name__}"
