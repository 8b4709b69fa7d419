"""`--in-words`: results in sentences, on the terminal and on the page."""

from typing import TYPE_CHECKING, Any

from exegesis.cli.progress import progress_of
from exegesis.cli.writing import ResultFiles
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.data.account import Account


def check_in_words(in_words: bool, files: ResultFiles) -> None:
    """`InputError` where sentences have no place to be printed in."""
    if in_words and files.is_printed:
        raise InputError("--in-words prints sentences, and '-' prints data in their place; leave one out.")


def in_words_of(result: Any, model: Any) -> "Account":
    """The result in sentences, tried on the model."""
    from exegesis.accounts import account

    with progress_of("in words") as progress:
        return account(result, model, progress=progress)
