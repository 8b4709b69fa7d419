"""Which files weights will be read from: safetensors in the model's own folder, whatever an index beside them names."""

import json
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from exegesis.core.errors import LoadError

INDEX = "model.safetensors.index.json"
_SUFFIX = ".safetensors"
_PICKLED = (".bin", ".pt", ".pth", ".ckpt", ".pkl", ".h5", ".msgpack")


def check_folder(source: str) -> None:
    """`LoadError` where there is no folder of a model here, or only weights that could run code."""
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


def check_named(source: str, config: Any, options: dict[str, Any]) -> None:
    """`LoadError` where the configuration or an index names files that are no safetensors, or lie elsewhere.

    Of a folder, of the cache, and of the hub, where the index is fetched before anything else is read.
    """
    stated = getattr(config, "transformers_weights", None)  # the one file that the library reads where it is given
    if stated is not None:
        _check(source, "config.json", stated, _SUFFIX, f"{_SUFFIX}.index.json")
    names = [INDEX] if stated is None else [stated] if stated.endswith(".json") else []
    for name in names:
        for shard in _shards(source, name, options):
            _check(source, name, shard, _SUFFIX)


def _check(source: str, where: str, name: object, *suffixes: str) -> None:
    path = PurePosixPath(name) if isinstance(name, str) else None
    if path is None or not str(name).endswith(suffixes):
        raise LoadError(
            f"{source!r} keeps weights in {name!r} ({where}), which is no safetensors file and may run code when read; "
            "it is refused. Where you trust it, load with transformers, and save_pretrained() writes safetensors."
        )
    if path.is_absolute() or ".." in path.parts or PureWindowsPath(path).drive or "\\" in str(name):
        raise LoadError(f"{source!r} keeps weights in {name!r} ({where}), outside its folder, which is refused.")


def _shards(source: str, name: str, options: dict[str, Any]) -> list[object]:
    """The files that an index names; none where there is no index."""
    from transformers.utils.hub import cached_file

    asked = {key: options[key] for key in ("revision", "local_files_only") if key in options}
    missing = {"_raise_exceptions_for_missing_entries": False, "_raise_exceptions_for_connection_errors": False}
    path = cached_file(source, name, **asked, **missing)
    if path is None:
        return []
    index = json.loads(Path(path).read_text(encoding="utf-8"))
    shards = index.get("weight_map") if isinstance(index, dict) else None
    if not isinstance(shards, dict):
        raise LoadError(f"{source!r} has a {name} without a weight_map; save the model again.")
    return list(dict.fromkeys(map(_hashable, shards.values())))


def _hashable(name: object) -> object:
    return name if isinstance(name, str) else repr(name)
