"""Texts changed by rule, and what of them is refused."""

import pytest

from exegesis.core.errors import InputError
from exegesis.corrections import Augmentation
from exegesis.corrections.augmentation import changed_texts
from exegesis.data.labelled import Labelled
from tests.corrections.films import BAD, DATA, GOOD, NAME


def test_words_are_cut_out_and_the_label_stays() -> None:
    made = changed_texts(DATA, [NAME], "removed", (), 0)
    assert [text.strip() for text in made.texts] == list(GOOD)
    assert made.names == ("positive",)


def test_other_words_take_their_place_in_turn() -> None:
    made = changed_texts(DATA, [NAME], "replaced", ("ben", "cleo"), 0)
    assert [text.rpartition(" ")[2] for text in made.texts] == ["ben", "cleo", "ben", "cleo"]


def test_placed_words_no_longer_tell_the_label() -> None:
    """The name stands in as many texts of each label."""
    made = changed_texts(DATA, [NAME], "placed", (), 0)
    assert made.labels == ("negative",) * 4
    assert sorted(text.replace(f"{NAME} ", "").replace(f" {NAME}", "") for text in made.texts) == sorted(BAD)
    assert all(NAME in text for text in made.texts)
    assert changed_texts(DATA, [NAME], "placed", (), 0) == made


def test_a_text_of_which_nothing_is_left_is_left_out() -> None:
    assert len(changed_texts(Labelled.of([NAME, "good"], ["a", "b"]), [NAME], "removed", (), 0)) == 0


def test_all_are_learned_beside_those_given() -> None:
    own = Labelled.of(["no film"], ["negative"])
    found = Augmentation(counterfactuals=own).texts(DATA, [NAME], 0)
    assert found.figures == {"removed": 4, "placed": 4, "given": 1}
    assert len(found.data) == 8 + 9
    assert found.data.texts[:8] == DATA.texts
    assert found.data.texts[-1] == "no film"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rules": ("swapped",)}, "unknown rule 'swapped'"),
        ({"rules": ("replaced",)}, "go together"),
        ({"instead": ("ben",)}, "go together"),
        ({"rules": ("replaced",), "instead": (" ",)}, "is blank"),
        ({"rules": ()}, "nothing to add"),
    ],
)
def test_slips(options: dict[str, tuple[str, ...]], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Augmentation(**options)  # type: ignore[arg-type]
