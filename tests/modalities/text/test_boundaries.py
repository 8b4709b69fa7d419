import pytest

from exegesis.core.text import words
from exegesis.modalities.text.boundaries import Level, looseness
from tests.modalities.text.phrases import pieces, units_and_gaps


def levels(text, spans=None):
    """The levels of all boundaries; brackets and the finer order within a level left aside."""
    return [Level(rank // 10 % len(Level)) for rank in looseness(*units_and_gaps(text, spans))]


def level_at(text, bar):
    """The level of the boundary of words at the bar."""
    plain = text.replace(bar, "")
    place = next(index for index, span in enumerate(words(plain)) if span.start >= text.index(bar))
    return levels(plain)[place - 1]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("well|-made films", Level.WORD),
        ("well-|made films", Level.WORD),
        ("and/|or", Level.WORD),
        ("it cost 3:|30", Level.WORD),
        ("a |film", Level.INTO),
        ("of |the film", Level.INTO),
        ("It's |good", Level.INTO),
        ("won't |do", Level.INTO),
        ("die Musik ist |so gut", Level.PHRASE),
        ("funny |film", Level.CONTENT),
        ("film |of the year", Level.PHRASE),
        ("film's |end", Level.CONTENT),
        ("film |(a bad one)", Level.PHRASE),
        ("films|, which", Level.MARK),
        ("films, |which", Level.COMMA),
        ("films |which fail", Level.CLAUSE),
        ("because |films fail", Level.PHRASE),
        ("he left |if he could", Level.CLAUSE),
        ("a film |, which", Level.MARK),
        ("a film , |which", Level.COMMA),
        ("it was |n't bad", Level.MARK),
        ("it |'s bad", Level.MARK),
        ("bad: |it failed", Level.COLON),
        ("bad; |it failed", Level.COLON),
        ("a film |- bad", Level.COMMA),
        ("a film - |bad", Level.MARK),
        ("a film|—bad", Level.COMMA),
        ("a film --| bad", Level.MARK),
        ("pre|- and post-war", Level.MARK),
        ("pre-| and post-war", Level.PHRASE),
        ("Mr.| Smith left", Level.CONTENT),
        ("Mr|. Smith left", Level.MARK),
        ("well... |maybe not", Level.COMMA),
        ("I went|. He stayed", Level.MARK),
        ("I went. |He stayed", Level.SENTENCE),
        ("I went.|\nHe stayed", Level.LINE),
        ("I went.|\r\nHe stayed", Level.LINE),
        ("I went.|\n\nHe stayed", Level.PARAGRAPH),
        ("a line that |\nwas wrapped", Level.INTO),
        ("A Title|\nA Text", Level.LINE),
        ("#|fail", Level.MARK),
        ("it is 100|% bad", Level.MARK),
        ("it cost $|5", Level.CONTENT),
        ("我喜欢|它", Level.WORD),
        ("好看，|我", Level.COMMA),
        ("好看。|我", Level.SENTENCE),
        ("great |😍", Level.CONTENT),
    ],
)
def test_what_a_boundary_separates(text, level):
    assert level_at(text, "|") is level


def test_function_words_branch_to_the_right():
    units = ["that", "it", "would", "have", "been", "a", "great", "thing"]
    ranks = looseness(units, ())
    into = Level.INTO
    assert [Level(rank // 10) for rank in ranks] == [into, Level.PHRASE, into, into, into, into, Level.CONTENT]
    assert ranks[2] > ranks[3] > ranks[4] > ranks[5]


def test_pieces_of_function_words_lead_on():
    text = "within the film"
    spans = pieces(text, "with|in| the| film")
    assert levels(text, spans) == [Level.WORD, Level.INTO, Level.INTO]
    _, within, the = looseness(*units_and_gaps(text, spans))
    assert within > the


def test_brackets_and_quotes_hold_together():
    text = 'He said "no, never; or if, then late" and left (not late, but bored) at once'
    units, gaps = units_and_gaps(text)
    quote, bracket = units.index('"'), units.index("(")
    held = [*range(quote, units.index('"', quote + 1)), *range(bracket, units.index(")"))]
    ranks = looseness(units, gaps)
    outside = [rank for place, rank in enumerate(ranks) if place not in held]
    assert max(ranks[place] for place in held) < min(outside)


def test_brackets_that_hold_sentences_give_way():
    assert levels("Left (he did. She did) then").count(Level.SENTENCE) == 1
    assert max(looseness(*units_and_gaps("Left (he did. She did) then"))) >= Level.SENTENCE * 10


def test_marks_that_are_no_units_count():
    text = "good, bad films. He left"
    letters_only = [span for span in words(text) if text[span.start].isalpha()]
    assert levels(text, letters_only) == [Level.COMMA, Level.CONTENT, Level.SENTENCE, Level.INTO]


def test_brackets_that_are_no_units_hold_together():
    text = "films (bad new ones) fail"
    letters_only = [span for span in words(text) if text[span.start].isalpha()]
    assert levels(text, letters_only) == [Level.PHRASE, Level.CONTENT, Level.CONTENT, Level.CONTENT]
    before, *held, after = looseness(*units_and_gaps(text, letters_only))
    assert max(held) < 0 <= min(before, after)


def test_a_full_stop_without_a_space_breaks_but_not_in_names():
    text = "the end.The site imdb.com"
    found = levels(text, pieces(text, "the| end|.|The| site| imdb|.|com"))
    assert found == [Level.INTO, Level.MARK, Level.COMMA, Level.INTO, Level.CONTENT, Level.WORD, Level.WORD]
