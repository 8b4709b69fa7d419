"""The simulated user's choice between models, by hand."""

import numpy as np
from scipy.sparse import csr_matrix

from exegesis.trust.simulated.choosing import counts, curve, picked, right
from exegesis.trust.simulated.explained import ExplainedDocument

# Columns 3 and 4 are artificial.
ARTIFICIAL = np.array([3, 4])
WEIGHTS = csr_matrix(
    np.array(
        [
            [0.2, 0.0, 0.0, 0.3, 0.0],  # changes side without word 3
            [0.1, 0.1, 0.0, 0.0, 0.0],
            [0.0, 0.0, 0.1, 0.0, 0.4],  # without word 4
            [0.0, 0.2, 0.0, 0.1, 0.1],  # without both
        ]
    )
)
BAD = ExplainedDocument(WEIGHTS, np.array([0.7, 0.6, 0.8, 0.65]))
GOOD = ExplainedDocument(csr_matrix(WEIGHTS.toarray() * [1, 1, 1, 0, 0]), np.array([0.7, 0.6, 0.8, 0.65]))
ANSWERS = np.array([0.7, 0.6, 0.8, 0.65])


def test_words_are_marked_as_they_are_seen() -> None:
    assert counts(BAD, [1, 0, 2, 3], ARTIFICIAL, ANSWERS).tolist() == [0, 1, 3, 3]
    assert counts(BAD, [3], ARTIFICIAL, ANSWERS).tolist() == [3]
    listed = ExplainedDocument(WEIGHTS, None)
    assert counts(listed, [1, 0, 2], ARTIFICIAL, ANSWERS).tolist() == [0, 2, 3]


def test_the_model_with_fewer_is_chosen_and_ties_count_half() -> None:
    assert right(np.array([0, 3, 1]), np.array([0, 1, 2]), better=0).tolist() == [0.5, 0.0, 1.0]
    assert right(np.array([0, 3, 1]), np.array([0, 1, 2]), better=1).tolist() == [0.5, 1.0, 0.0]


def test_a_curve_of_each_pick() -> None:
    both, answers = (BAD, GOOD), (ANSWERS, ANSWERS)
    shown = picked(both, "submodular", 4, 0)
    assert len(shown) == 1
    # SP-LIME shows a document with an artificial word first: the bad model is known at once.
    assert curve(both, answers, shown, ARTIFICIAL, 1).tolist() == [1.0, 1.0, 1.0, 1.0]
    assert curve(both, answers, picked(both, "submodular", 2, 0), ARTIFICIAL, 0).tolist() == [0.0, 0.0]
    chance = curve(both, answers, picked(both, "random", 4, 0, picks=40), ARTIFICIAL, 1)
    assert 0.75 < chance[0] < 1.0  # document 1, of four, tells nothing: a tie
    assert chance[1:].tolist() == [1.0, 1.0, 1.0]
