import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exegesis.modalities.text.tree import text_tree
from tests.examples import examples
from tests.explainers.shapley_toys import GAPS, UNITS, texts
from tests.modalities.text.phrases import phrases, pieces, tree_over

REVIEW = (
    "Some films simply should not be remade. The Haunting, a well-made (if slow) ghost story from 1963, is one of "
    "them!\n\nI don't know why they tried; the new version isn't scary at all, but the sets are pretty."
)


@examples(100)
@given(game=texts(most=25))
def test_is_a_binary_tree_of_neighbours(game):
    tree = text_tree(game.units, game.gaps)
    assert tree.n == game.n_units
    assert tree.ranges[tree.root].tolist() == [0, tree.n]
    for node in range(tree.n, 2 * tree.n - 1):
        left, right = tree.children[node - tree.n]
        assert max(left, right) < node
        assert tree.ranges[left, 1] == tree.ranges[right, 0]
        assert tree.ranges[node].tolist() == [tree.ranges[left, 0], tree.ranges[right, 1]]
        assert tree.parents[left] == tree.parents[right] == node
        assert tree.depths[left] == tree.depths[node] + 1
    assert tree.parents[tree.root] == -1
    assert tree.sizes[: tree.n].tolist() == [1] * tree.n


@examples(50)
@given(parts=st.lists(st.sampled_from(UNITS), min_size=1, max_size=12), data=st.data())
def test_blank_and_odd_units_are_no_trouble(parts, data):
    units = [data.draw(st.sampled_from(["", " ", "\n"])) + part for part in parts] + ["▁", " ", "😍", "\u200b"]
    gaps = data.draw(
        st.lists(st.sampled_from([*GAPS, ", ", "(", "."]), min_size=len(units) - 1, max_size=len(units) - 1)
    )
    assert text_tree(units, gaps).n == len(units)


def test_one_unit_and_two():
    assert text_tree(["alone"]).evaluations == 2
    assert text_tree(["alone"]).root == 0
    pair = text_tree(["a", "pair"])
    assert pair.children.tolist() == [[0, 1]]
    assert pair.evaluations == 4


def test_unknown_gaps_are_spaces():
    units = ["the", "film", ",", "which", "I", "like"]
    assert np.array_equal(text_tree(units).children, text_tree(units, [" "] * 5).children)


def test_words_phrases_clauses_sentences_and_paragraphs_are_nodes():
    found = phrases(REVIEW)
    assert found >= {
        "well-made",
        "(if slow)",
        "ghost story",
        "is one of them!",
        "should not be remade.",
        "Some films simply should not be remade.",
        "The Haunting,",
        "The Haunting, a well-made (if slow) ghost story from 1963, is one of them!",
        REVIEW.split("\n\n")[0],
        REVIEW.split("\n\n")[1],
        "I don't know why they tried;",
        "the new version isn't scary at all,",
        "but the sets are pretty.",
        REVIEW,
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A dull plot, but the acting is wonderful.", {"A dull plot,", "but the acting is wonderful.", "the acting"}),
        ("Simply, it should not be remade", {"should not be remade", "not be remade", "be remade", "Simply,"}),
        ("The plot of the movie was very bad", {"The plot", "of the movie", "The plot of the movie", "very bad"}),
        ("I left because it was dull", {"I left", "because it was dull"}),
        ("a film of the year for the whole family", {"a film", "of the year", "for the whole family"}),
        ("good, bad; ugly and mean", {"good, bad;", "ugly and mean"}),
    ],
)
def test_phrases_of_a_sentence(text, expected):
    assert phrases(text) >= expected


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Some films just simply should not be remade.", "simply should not be remade."),
        ("The film can hardly be called a comedy.", "can hardly be called"),
        ("It could not possibly have been any worse.", "could not possibly have been any worse."),
        ("The actors never really seem to care.", "never really seem"),
        ("This sequel should probably never have been made.", "should probably never have been made."),
        ("The jokes simply do not work.", "simply do not work."),
        ("You will almost certainly want to leave early.", "almost certainly want"),
        ("The director has clearly been told to hurry.", "has clearly been told"),
        ("The story quickly becomes tiresome.", "quickly becomes"),
        ("Viewers may well find it charming.", "may well find"),
        ("The script barely holds together.", "barely holds"),
        ("He would rather not talk about the ending.", "would rather not talk"),
        ("The cast is truly wonderful.", "is truly wonderful."),
        ("The two leads must surely have been bored.", "must surely have been bored."),
        ("My children absolutely loved every minute.", "absolutely loved"),
        ("The music was beautifully played throughout.", "was beautifully played"),
        ("Critics have often praised its honesty.", "have often praised"),
        ("The plot might just about hold your attention.", "might just about hold"),
        ("The ending cannot really be explained.", "cannot really be explained."),
        ("A great film always rewards patience.", "always rewards"),
        ("You wouldn't ever have believed it.", "wouldn't ever have believed"),
        ("I don't think it could have been done better.", "could have been done better."),
    ],
)
def test_adverbs_and_modals_stay_with_their_verb(text, verb):
    assert verb in phrases(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a truly great film", {"truly great"}),
        ("She sings beautifully in Rome", {"sings beautifully", "in Rome"}),  # of a verb before it
        ("the family film", {"family film"}),  # no adverb
        ("The play, simply, bores", {"The play,"}),
    ],
)
def test_adverbs_elsewhere(text, expected):
    assert phrases(text) >= expected


def test_a_verb_keeps_its_words_as_pieces_too():
    text = "films simply should not be remade"
    spans = pieces(text, "films| simp|ly| should| not| be| re|made")
    assert phrases(text, spans) >= {"simply", "simply should not be remade"}


@pytest.mark.parametrize(
    ("text", "divided", "expected"),
    [
        ("He is playing unbelievably", "He| is| play|ing| un|believ|ably", {"playing", "unbelievably"}),
        ("I don't like it", "I| don|'|t| like| it", {"don't"}),
        ("a state-of-the-art film", "a| state|-|of|-|the|-|art| film", {"state-of-the-art"}),
        ("It cost 1,000.50 then", "It| cost| 1|,|000|.|50| then", {"1,000.50"}),
        ("It is not the mis fit", "It| is| not| the| mis fit", {"the mis fit"}),
        ("What?! No...", "What|?|!| No|.|.|.", {"?!", "What?!", "...", "No..."}),
    ],
)
def test_word_pieces_join_their_word_first(text, divided, expected):
    assert phrases(text, pieces(text, divided)) >= expected


def test_pieces_may_carry_the_space_before_them():
    carried = ["He", " is", " play", "ing", " it", ",", " well"]
    tree = text_tree(carried, [""] * 6)
    found = {"".join(carried[start:stop]) for start, stop in tree.ranges[tree.n :]}
    assert found >= {" playing", " it,", "He is playing it,"}


def test_sentences_as_units_keep_paragraphs_whole():
    text = "One. Two. Three.\n\nFour. Five."
    spans = pieces(text, "One.| Two.| Three.|\n\nFour.| Five.")
    assert phrases(text, spans) >= {"One. Two. Three.", "Four. Five."}


def test_chinese_stays_within_its_marks():
    assert phrases("这部电影很好看，我喜欢它。但是太长了！") >= {
        "这部电影很好看，",
        "我喜欢它。",
        "但是太长了！",
        "这部电影很好看，我喜欢它。",
    }


@pytest.mark.slow
def test_five_thousand_units_take_a_moment():
    tree, _ = tree_over(REVIEW)
    started = time.process_time()
    for units, gaps in [
        ((REVIEW + " ").split(" ")[:-1] * 170, ()),
        (["the"] * 5000, ()),
        (["("] * 2500 + [")"] * 2500, [""] * 4999),
        (['"', "a"] * 2500, [" "] * 4999),
        (["字"] * 5000, [""] * 4999),
        (["is", "not"] * 2500, ()),
    ]:
        tree = text_tree(units, gaps)
        assert tree.n >= 5000
        assert tree.depths.max() < 40
    assert time.process_time() - started < 5
