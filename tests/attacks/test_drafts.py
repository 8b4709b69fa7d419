"""Drafts: a text taken apart, edited and put together again."""

from hypothesis import given
from hypothesis import strategies as st

from exegesis.attacks.drafts import NEW, Draft, alike

TEXTS = st.text(min_size=1, max_size=40)


@given(TEXTS)
def test_a_draft_gives_its_text_back(text: str) -> None:
    draft = Draft.of(text)
    assert draft.text == text
    assert [text[span.start : span.end] for span in draft.spans] == list(draft.words)
    assert draft.edits == 0


@given(TEXTS, st.data())
def test_words_left_out_and_put_in_leave_the_others_alone(text: str, data: st.DataObject) -> None:
    draft = Draft.of(text)
    if not draft.words:
        return
    place = data.draw(st.integers(0, len(draft.words) - 1))
    less, more = draft.deleted(place), draft.inserted(place, "x")
    assert less.words == draft.words[:place] + draft.words[place + 1 :]
    assert len(less.gaps) == len(less.words) + 1
    assert more.words == (*draft.words[:place], "x", *draft.words[place:])
    assert len(more.gaps) == len(more.words) + 1
    assert (less.changed, more.changed) == (frozenset({place}), frozenset())
    assert (less.edits, more.edits) == (1, 1)


def test_a_word_takes_one_space_along() -> None:
    draft = Draft.of(" one, two  three.")
    assert draft.words == ("one", ",", "two", "three", ".")
    assert draft.deleted(0).text == " , two  three."
    assert draft.deleted(2).text == " one,  three."[:5] + " three."
    assert draft.deleted(4).text == " one, two  three"
    assert draft.inserted(0, "so").text == " so one, two  three."
    assert draft.inserted(5, "!").text == " one, two  three. !"
    assert Draft.of("one").deleted(0).text == ""


def test_an_edit_of_an_edit_is_one_edit() -> None:
    twice = Draft.of("a good film").replaced(1, "nice").replaced(1, "fine")
    assert (twice.text, twice.edits, twice.is_changed(1), twice.is_changed(0)) == ("a fine film", 1, True, False)
    put_in = Draft.of("a film").inserted(1, "good")
    assert put_in.origins == (0, NEW, 1)
    assert put_in.is_changed(1)
    assert put_in.deleted(1).edits == 0


def test_drafts_are_mixed_word_by_word() -> None:
    draft = Draft.of("a good film")
    mixed = draft.replaced(0, "the").mixed(draft.replaced(1, "nice").replaced(2, "movie"), [False, False, True])
    assert (mixed.text, mixed.changed) == ("the good movie", frozenset({0, 2}))


def test_alike_keeps_the_first_of_each_text() -> None:
    draft = Draft.of("a good film")
    one, other = draft.replaced(1, "nice"), draft.replaced(0, "the")
    assert alike([one, other, draft.replaced(1, "nice")]) == [one, other]
