"""The sentences of the labs: in each a word is hidden, and it is said which words it ought to attend to."""

from collections.abc import Iterator
from dataclasses import dataclass

from exegesis.data.inputs import Hidden

# A woman's name and a man's, each one word of the usual vocabularies.
NAMES = (("Mary", "John"), ("Anna", "Peter"), ("Susan", "David"), ("Elizabeth", "George"))
NOUNS = ("woman", "man")
_ACROSS = (
    "{name} is a doctor. {They} works at the hospital.",
    "{name} lived in London. {They} loved the city.",
    "{name} came home late. {They} was very tired.",
    "{name} won the race. {They} was proud of the medal.",
    "{name} wrote a book. {They} sold it to a publisher.",
    "{name} left the house. {They} walked to the station.",
)
# Who is meant cannot be the noun: the subject of both verbs is the name.
_NEARER = (
    "{name} waved to the {noun} and returned to {their} office.",
    "{name} left the {noun} at the station and drove {their} car home.",
    "{name} beat the {noun} and won {their} second title.",
    "{name} thanked the {noun} and took {their} seat again.",
)
# A sentence, the verb that is hidden, and the other verbs and nouns.
_VERBS = (
    ("The girl ran to a local pub to escape the din of her city.", "escape", "girl ran pub din city"),
    ("She opened the door and walked into the room.", "walked", "opened door room"),
    ("The king sent an army to attack the city.", "attack", "king sent army city"),
    ("The company plans to build a new factory in the north.", "build", "company plans factory north"),
    ("He wanted to write a book about his childhood.", "write", "wanted book childhood"),
    ("The train stopped and the passengers left the station.", "stopped", "train passengers left station"),
    ("The band released an album and played concerts in Europe.", "played", "band released album concerts Europe"),
    ("They went to the market to buy fresh bread.", "buy", "went market bread"),
    ("The doctor told the patient to take the medicine.", "take", "doctor told patient medicine"),
    ("The team lost the game but won the title.", "won", "team lost game title"),
    ("The students read the book before the class began.", "read", "students book class began"),
    ("The soldiers tried to cross the river at night.", "cross", "soldiers tried river night"),
)


@dataclass(frozen=True)
class Sentence:
    """A text with a hidden word.

    Args:
        text: with the word in its place.
        word: what is hidden, where it first stands.
        goals: the words that it ought to attend to.
        half: 0 or 1; heads are chosen on the one and measured on the other.
        other: the same word of the other gender.
        woman: whether the name is a woman's.
        noun: the noun that stands nearer than the name.
    """

    text: str
    word: str
    goals: tuple[str, ...]
    half: int
    other: str | None = None
    woman: bool | None = None
    noun: str | None = None

    @property
    def asked(self) -> Hidden:
        """The text with its word hidden."""
        return Hidden.word(self.text, self.word)

    @property
    def asked_other(self) -> Hidden:
        """What a model sees just so, with the other word as the one that is hidden."""
        assert self.other is not None
        start, end = self.asked.spans[0]
        return Hidden(self.text[:start] + self.other + self.text[end:], ((start, start + len(self.other)),))


def verbs() -> tuple[Sentence, ...]:
    """A verb is hidden; the other verbs and the nouns are its goals."""
    return tuple(
        Sentence(text, verb, tuple(goals.split()), number % 2) for number, (text, verb, goals) in enumerate(_VERBS)
    )


def across() -> tuple[Sentence, ...]:
    """The pronoun that begins a second sentence is hidden; women's and men's names take turns."""
    return tuple(_named(_ACROSS, ("She", "He"), (None,)))


def nearer() -> tuple[Sentence, ...]:
    """A possessive is hidden, and a noun stands between it and the name; women's and men's names take turns."""
    return tuple(_named(_NEARER, ("her", "his"), NOUNS))


def _named(frames: tuple[str, ...], words: tuple[str, str], nouns: tuple[str | None, ...]) -> Iterator[Sentence]:
    for frame in frames:
        for number, pair in enumerate(NAMES):
            for noun in nouns:
                for name, word, other in zip(pair, words, reversed(words), strict=True):
                    text = frame.format(name=name, noun=noun, They=word, their=word)
                    yield Sentence(text, word, (name,), number % 2, other, name == pair[0], noun)
