"""What fails inside a model or a tokenizer becomes one line of ours, whatever kind of exception the library raised."""

from collections.abc import Iterator
from contextlib import contextmanager

from exegesis.adapters.batching import out_of_memory
from exegesis.core.errors import ExegesisError, ModelError

_LONGEST = 300  # characters kept of a library's own line


def is_failure(error: BaseException) -> bool:
    """Whether this is an error, and no wish to stop: a panic of Rust code (tokenizers) is no `Exception` to Python."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def last_line(error: BaseException) -> str:
    """The kind of an error and the last line of its text, where libraries say what went wrong."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[-1][:_LONGEST]}" if lines else type(error).__name__


@contextmanager
def told(name: str, doing: str) -> Iterator[None]:
    """What fails inside is raised as a `ModelError`: "NAME failed DOING: the library's last line".

    Errors of ours pass as they are, and so does memory that runs out, which a smaller batch may mend.
    """
    try:
        yield
    except ExegesisError:
        raise
    except BaseException as error:
        if not is_failure(error) or out_of_memory(error):
            raise
        raise ModelError(f"{name} failed {doing}: {last_line(error)}") from error
