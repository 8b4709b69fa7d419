"""`--in-words`: results in sentences, on the terminal and on the page."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from exegesis.cli.progress import progress_of
from exegesis.cli.writing import to_standard_output
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.data.account import Account


def check_in_words(in_words: bool, *paths: str | Path | None) -> None:
    """`InputError` where sentences are to be printed, and standard output is taken by one of the files."""
    if in_words and to_standard_output(*paths):
        raise InputError("--in-words prints sentences, and '-' prints data in their place; leave one out.")


def in_words_of(result: Any, model: Any) -> "Account":
    """The result in sentences, tried on the model."""
    from exegesis.accounts import account

    with progress_of("in words") as progress:
        return account(result, model, progress=progress)
