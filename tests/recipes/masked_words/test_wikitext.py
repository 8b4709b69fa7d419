import json
from pathlib import Path
from typing import Any

import pytest
from recipes.masked_words.wikitext import articles, read_articles
from tokenizers import Tokenizer

from exegesis.core.errors import InputError
from tests.datasets import FOLDER, needs_data


@pytest.mark.parametrize(
    ("stored", "plain"),
    [
        ("a red @-@ tipped claw", "a red-tipped claw"),
        ("a red @ - @ tipped claw", "a red-tipped claw"),
        ("about 20 @,@ 000 people", "about 20,000 people"),
        ("about 1 @ , @ 020 @ , @ 000 people", "about 1,020,000 people"),
        ("only 0 @.@ 7 kg", "only 0.7 kg"),
        ("only 0 @ .\n@ 7 kg", "only 0.7 kg"),
        ("it ' s here , now .", "it ' s here , now ."),
        ("someone @ home @ night", "someone @ home @ night"),
    ],
)
def test_tokenisation_marks_are_undone(stored: str, plain: str) -> None:
    assert articles(stored) == [[plain]]


def test_unknown_words_become_the_tokenizers_unknown_piece(spec: dict[str, Any]) -> None:
    (line,) = articles("the <unk> film")[0]
    tokenizer = Tokenizer.from_str(json.dumps(spec))
    tokenizer.no_padding()
    assert tokenizer.encode(line, add_special_tokens=False).tokens == ["the", "[UNK]", "film"]


@pytest.mark.parametrize(
    ("stored", "found"),
    [
        (" = One = \n \n a . \n = Two = \n b . \n", [["a ."], ["b ."]]),
        ("= One = a .\nb .\n= Two = c .", [["a .", "b ."], ["c ."]]),
        ("= One = a . = = Part = = b .", [["a .", "b ."]]),
        ("= One = a .\n= = Part = = = = = Small = = = b .", [["a .", "b ."]]),
        ("= One = a .\n= = Part = = = Two = b .", [["a ."], ["b ."]]),
        ("= = A = =\n\n= = = B = = =", []),
        ("where x = 5 holds", [["where x = 5 holds"]]),
    ],
)
def test_headings_are_dropped_and_those_of_the_first_level_start_articles(stored: str, found: list[list[str]]) -> None:
    assert articles(stored) == found


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"wikitext\.txt\.gz"):
        read_articles(tmp_path / "wikitext.txt.gz")


@needs_data
def test_the_real_files_are_left_without_marks() -> None:
    found = read_articles(FOLDER / "text" / "wikitext2_valid.txt.gz")
    lines = [line for article in found for line in article]
    assert len(found) == 60
    assert not any(" @ " in line or "<unk>" in line for line in lines)
    assert sum("= =" in line for line in lines) <= 2  # two headings are broken over lines, and stay
    assert sum(len(line.split()) for line in lines) > 200_000
