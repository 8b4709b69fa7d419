"""Work that one process does for others: where it fails, all of them stop, each with the same words."""

from collections.abc import Callable

from exegesis.core.errors import ExegesisError, InputError, ModelError
from exegesis.training.workers import Workers


def agreed(workers: Workers, acting: bool, work: Callable[[], object]) -> None:
    """Do `work` in the processes that are `acting`; return, or raise, when all of those are done."""
    failure: ExegesisError | None = None
    if acting:
        try:
            work()
        except ExegesisError as error:
            failure = error
    own = None if failure is None else (isinstance(failure, InputError), str(failure))
    told = [one for one in workers.every(own) if one is not None]
    if told:
        given, text = told[0]
        raise failure or (InputError(text) if given else ModelError(text))
