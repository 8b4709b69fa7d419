"""scikit-learn pipelines in files: .skops files as data, pickles only where the caller says that they are trusted."""

import os
import warnings
from pathlib import Path
from typing import Any

from exegesis.core.errors import CodeWarning, LoadError, warn

TRUSTED = "trust-pickle:"
_SKOPS = ".skops"
_PICKLED = (".pkl", ".pickle", ".joblib")


def is_file(source: Any) -> bool:
    """A .skops file, a pickle that is said to be trusted, or one that is not (which `read` refuses)."""
    if not isinstance(source, str | Path):
        return False
    if str(source).startswith(TRUSTED):
        return True
    path = _path(source)
    return (path.suffix == _SKOPS or path.suffix in _PICKLED) and not path.is_dir()


def name(source: str | Path) -> str:
    """What the model is called: its file's name."""
    return _path(source).name


def read(source: str | Path) -> Any:
    """The pipeline in the file; `LoadError` in one line, `CodeWarning` where reading it runs what it holds."""
    path = _path(source)
    is_trusted = str(source).startswith(TRUSTED)
    if path.suffix in _PICKLED and not is_trusted:
        raise LoadError(
            f"{str(path)!r} is a pickle, which can run code when it is read. Save the pipeline as data "
            "(skops.io.dump(pipeline, 'pipeline.skops')) and give that file, or, where you trust this one, "
            f"'{TRUSTED}{path}' (at the command line: --trust-pickle {path})."
        )
    if not path.is_file():
        raise LoadError(f"{str(path)!r} is no file.")
    return _unpickled(path) if is_trusted else _from_skops(path)


def _path(source: str | Path) -> Path:
    return Path(os.path.expanduser(str(source).removeprefix(TRUSTED)))


def _from_skops(path: Path) -> Any:
    try:
        import skops.io
    except ImportError as error:
        raise LoadError(f"{path.suffix} files need skops; install it with: pip install exegesis[skops]") from error
    try:
        unknown = skops.io.get_untrusted_types(file=path)
        if unknown:
            raise LoadError(
                f"{str(path)!r} holds what skops does not know to be data ({', '.join(map(str, unknown[:3]))}). Where "
                "you trust it, read it in a module of your own and give that as module:name."
            )
        return skops.io.load(path, trusted=[])
    except LoadError:
        raise
    except Exception as error:  # a damaged zip, another version's types: skops raises whatever its parts raise
        raise _failed(path, error) from error


def _unpickled(path: Path) -> Any:
    import joblib

    warn(f"reading the pickle {str(path)!r} runs whatever code it holds, as you said.", CodeWarning)
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            found = joblib.load(path)
    except Exception as error:  # unpickling raises whatever it likes
        raise _failed(path, error) from error
    for line in dict.fromkeys(str(one.message).split(". ")[0] for one in said):  # of another version of scikit-learn
        warn(f"{path.name}: {' '.join(line.split())}.", CodeWarning)
    return found


def _failed(path: Path, error: Exception) -> LoadError:
    said = " ".join(str(error).split()) or "no message"
    return LoadError(f"cannot read {str(path)!r}: {type(error).__name__}: {said[:200]}")
