"""By which of the two evaluations a file is scored."""

from collections.abc import Iterable

from exegesis.data.squad.reading import Asked

V1, V2 = "1.1", "2.0"


def rules_of(asked: Iterable[Asked]) -> str:
    """ "2.0" where a question has no answer, else "1.1". Asked of the whole file, however many questions are used."""
    return V2 if any(one.unanswerable for one in asked) else V1
