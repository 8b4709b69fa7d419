"""The transformations by name: a new one is one file and one line here."""

from collections.abc import Mapping

from exegesis.attacks.choice import NamedPart
from exegesis.attacks.transformations.base import Transformation

_HERE = "exegesis.attacks.transformations"
_ROWS: tuple[NamedPart[Transformation], ...] = (
    NamedPart("swap", f"{_HERE}.letters:Swap", "two letters side by side change places"),
    NamedPart("drop", f"{_HERE}.letters:Drop", "a letter is left out"),
    NamedPart("insert", f"{_HERE}.letters:Insert", "a letter is put in"),
    NamedPart("substitute", f"{_HERE}.letters:Substitute", "a letter becomes another"),
    NamedPart("key", f"{_HERE}.letters:Key", "a letter becomes that of a key beside it"),
    NamedPart("homoglyph", f"{_HERE}.letters:Homoglyph", "a letter becomes one that looks the same"),
    NamedPart("space", f"{_HERE}.letters:Spacing", "a word is parted by a space"),
    NamedPart("misspelling", f"{_HERE}.listed:Misspelling", "misspellings of a list of yours"),
    NamedPart("synonym", f"{_HERE}.listed:ListedWords", "words of a list of yours"),
    NamedPart("masked-words", f"{_HERE}.masked_words:MaskedWords", "what a masked language model would put there"),
    NamedPart("deletion", f"{_HERE}.deletion:Deletion", "words are left out"),
    NamedPart("contraction", f"{_HERE}.contractions:Contraction", '"isn\'t" becomes "is not"'),
    NamedPart("number", f"{_HERE}.contractions:Number", "a number becomes another"),
    NamedPart("negation", f"{_HERE}.clauses:Negation", '"not" behind a verb; changes the meaning'),
    NamedPart("clause", f"{_HERE}.clauses:Clause", "a clause is appended; changes the meaning"),
    NamedPart("function", f"{_HERE}.function:Function", "your own function from a word to others"),
)
TRANSFORMATIONS: Mapping[str, NamedPart[Transformation]] = {row.name: row for row in _ROWS}
