"""How large a model's weights are on disk."""

from pathlib import Path
from typing import Any

from exegesis.adapters import bundled

_WHOLE = "model.safetensors"  # beside it there may be other forms of the same weights, which are not read
_MEGABYTE = 1e6


def megabytes(source: Any) -> float | None:
    """Of the weights that `load` reads for `source`, in 10^6 bytes; None where they are not on disk."""
    folder = folder_of(source)
    if folder is None:
        return None
    files = [folder / _WHOLE] if (folder / _WHOLE).is_file() else sorted(folder.glob("*.safetensors"))
    return sum(file.stat().st_size for file in files) / _MEGABYTE if files else None


def folder_of(source: Any) -> Path | None:
    """The folder that a model was read from: of a hub id its place in the cache; None where it is not on disk."""
    if not isinstance(source, str | Path):
        return None
    if str(source).startswith(bundled.PREFIX):
        return bundled.folder(str(source))
    folder = Path(source).expanduser()
    if folder.is_dir():
        return folder
    from huggingface_hub import try_to_load_from_cache
    from huggingface_hub.errors import HFValidationError

    try:
        found = try_to_load_from_cache(str(source), "config.json")
    except HFValidationError:  # a name of another kind: module:name, a trusted pickle, a file in folders
        return None
    return Path(found).parent if isinstance(found, str) else None
