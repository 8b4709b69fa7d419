import pytest
from recipes.detokenizer import natural


@pytest.mark.parametrize(
    ("tokenised", "typed"),
    [
        ("they wo n't sit still .", "they won't sit still."),
        ("instead gets -lrb- sci-fi -rrb- rehash .", "instead gets (sci-fi) rehash."),
        ("jonathan parker 's bartleby , ca n't", "jonathan parker's bartleby, can't"),
        ("final verdict : you 've seen it all before .", "final verdict: you've seen it all before."),
        ("`` the tuxedo '' is fun", '"the tuxedo" is fun'),
        ('the new " conan " and more', 'the new "conan" and more'),
        ("a $ 99 special", "a $99 special"),
        ("1\\/2 of a writer\\/director", "1/2 of a writer/director"),
        ("and ... well , no !", "and... well, no!"),
        ("the filmmakers ' vision", "the filmmakers' vision"),
        ("plain words stay", "plain words stay"),
    ],
)
def test_natural_text(tokenised: str, typed: str) -> None:
    assert natural(tokenised) == typed


def test_natural_text_is_left_alone() -> None:
    text = 'It won\'t hurt (much), will it? "No," he said.'
    assert natural(text) == text
