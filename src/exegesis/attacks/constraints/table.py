"""The constraints by name: a new one is one file and one line here."""

from collections.abc import Mapping

from exegesis.attacks.choice import NamedPart
from exegesis.attacks.constraints.base import Constraint

_HERE = "exegesis.attacks.constraints"
_ROWS: tuple[NamedPart[Constraint], ...] = (
    NamedPart("repeats", f"{_HERE}.words:NoRepeats", "no word is edited twice"),
    NamedPart("stop-words", f"{_HERE}.words:StopWords", "function words are not edited"),
    NamedPart("letters", f"{_HERE}.words:Letters", "short words are not edited"),
    NamedPart("most-words", f"{_HERE}.words:MostWords", "so many words differ at most"),
    NamedPart("share", f"{_HERE}.words:EditShare", "a share of the words differs at most"),
    NamedPart("edit-distance", f"{_HERE}.distance:EditDistance", "so many letters differ at most"),
    NamedPart("part-of-speech", f"{_HERE}.part_of_speech:PartOfSpeech", "a noun stays a noun, as a tagger sees it"),
    NamedPart("likeness", f"{_HERE}.encoder:EncoderLikeness", "a sentence encoder sees what it saw"),
)
CONSTRAINTS: Mapping[str, NamedPart[Constraint]] = {row.name: row for row in _ROWS}
