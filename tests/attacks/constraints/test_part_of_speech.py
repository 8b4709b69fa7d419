"""Parts of speech by the bundled tagger: a word is held to that of the word it stands for."""

import pytest

from exegesis.attacks import CONSTRAINTS
from exegesis.attacks.drafts import Draft
from exegesis.core.errors import InputError, UnsupportedError

DRAFT = Draft.of("the old film was very good and they run away")


def allows(*drafts: Draft, **settings: object) -> list[bool]:
    return [bool(one) for one in CONSTRAINTS["part-of-speech"].made(**settings).allows(DRAFT, DRAFT, drafts)]


def test_a_noun_stays_a_noun() -> None:
    assert allows(DRAFT.replaced(2, "movie"), DRAFT.replaced(2, "slowly"), DRAFT.replaced(5, "bad")) == [
        True,
        False,
        True,
    ]


@pytest.mark.parametrize("exchange", [True, False])
def test_nouns_and_verbs_may_be_exchanged(exchange: bool) -> None:
    """By tags that are planted, as the tagger goes by the words beside, which stay."""
    text = Draft.of("they like it")
    made = CONSTRAINTS["part-of-speech"].made(exchange=exchange)
    made._seen.update({("they like it", 5): "VERB", ("they film it", 5): "NOUN", ("they nice it", 5): "ADJ"})
    assert made.allows(text, text, [text.replaced(1, "film"), text.replaced(1, "nice")]).tolist() == [exchange, False]


def test_words_put_in_and_left_out_are_not_held() -> None:
    assert allows(DRAFT.deleted(2), DRAFT.inserted(2, "slowly"), DRAFT) == [True, True, True]


def test_what_tags_no_words_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="tags no words"):
        allows(DRAFT, tagger="bundled:sentiment-tiny")
    with pytest.raises(InputError, match="beside must be"):
        allows(DRAFT, beside=0)
