"""From the options of a command to an input and its targets."""

from itertools import pairwise
from shlex import quote
from typing import TYPE_CHECKING

from exegesis.cli.writing import tell
from exegesis.core.errors import InputError

if TYPE_CHECKING:
    from exegesis.data.inputs import Hidden, Input
    from exegesis.data.targets import Contrast, OneTarget


def input_of(text: str, second: str | None, hide: str | None) -> "Input":
    """The text as it is, with a second one beside it, or with a word of it hidden."""
    from exegesis.data.inputs import Pair

    if second is not None and hide is not None:
        raise InputError("give --pair or --hide, not both.")
    if second is not None:
        return Pair(text, second)
    return text if hide is None else _hidden(text, hide)


def looked_at(text: str, pair: str | None, question: str | None, hide: list[str] | None) -> "Input":
    """The text as it is, with a second one or a question beside it, or with words of it hidden."""
    from exegesis.data.inputs import Question

    if sum(one is not None for one in (pair, question, hide)) > 1:
        raise InputError("give one of --pair, --question and --hide.")
    if question is not None:
        return Question(question, text)
    return hidden_of(text, hide) if hide else input_of(text, pair, None)


def hidden_of(text: str, hide: list[str]) -> "Input":
    """The text with several words hidden, in their order; `InputError` where two of them share characters."""
    from exegesis.data.inputs import Hidden

    spans = sorted(span for word in hide for span in _hidden(text, word).spans)
    if any(first[1] > second[0] for first, second in pairwise(spans)):
        raise InputError("the same word is hidden twice; for its second occurrence give it as word:2.")
    return Hidden(text, tuple(spans))


def _hidden(text: str, hide: str) -> "Hidden":
    """The word hidden where it stands first, or the n-th time of "word:n"; said where there was a choice."""
    from exegesis.data.inputs import Hidden, places

    word, _, number = hide.rpartition(":")
    if word and number.isdecimal() and not places(text, hide):
        return Hidden.word(text, word, int(number))
    if (count := len(places(text, hide))) > 1:
        tell(f"note: {hide!r} stands {count} times; the first is hidden. For the second: --hide {quote(hide + ':2')}")
    return Hidden.word(text, hide)


def targets_of(
    names: list[str] | None, versus: str | None, at: str | None, place: int | None
) -> "OneTarget | list[OneTarget] | None":
    """The targets named, None where none is: each against `versus`, at the word `at` (of tags) or a hidden place."""
    from exegesis.data.targets import Contrast

    if at is not None and place is not None:
        raise InputError("--at is for tags of words and --place for hidden words; give one of them.")
    wanted: list[str | None] = [*names] if names else [None]
    found: list[OneTarget | None] = [_target(name, at, place) for name in wanted]
    if versus is not None:
        against = _target(versus, at, place)
        found = [Contrast(one, against or "predicted") for one in found]
    return found[0] if len(found) == 1 else [one or "predicted" for one in found]


def target_of(name: str | None, versus: str | None) -> "str | Contrast | None":
    """The one target of a command, against `versus` where that is named; None where nothing is."""
    from exegesis.data.targets import Contrast

    return name if versus is None else Contrast(name, versus)


def _target(name: str | None, at: str | None, place: int | None) -> "OneTarget | None":
    """None: what the task explains where nothing is named."""
    from exegesis.data.targets import Tag, Word

    if at is not None:
        return Tag(at, None if name == "predicted" else name)
    return name if place is None else Word(name, place)
