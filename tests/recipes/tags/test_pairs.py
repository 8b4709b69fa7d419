import numpy as np
from recipes.tags.corpus import TaggedSentence, TaggedWord

from exegesis.core.types import Span
from recipes.tags import pairs


def sentence(*both: tuple[str, str]) -> TaggedSentence:
    words = tuple(TaggedWord(Span(2 * n, 2 * n + 1), upos, relation) for n, (upos, relation) in enumerate(both))
    return TaggedSentence("a " * len(both), words, "here")


def test_frequent_pairs_are_labels_and_rare_ones_unspecified() -> None:
    given = [sentence(("NOUN", "obj"), ("NOUN", "obj"), ("VERB", "root"))]
    labels = pairs.choose(given, least=2)
    assert labels == ("NOUN|dep", "NOUN|obj", "VERB|dep")
    numbers = {name: number for number, name in enumerate(labels)}
    words = sentence(("NOUN", "obj"), ("NOUN", "nsubj"), ("VERB", "root"), ("INTJ", "root")).words
    assert [pairs.label_of(word, numbers) for word in words] == [1, 0, 2, -1]


def test_parts_are_sums_over_their_pairs() -> None:
    labels = ("ADJ|root", "NOUN|obj", "NOUN|root", "VERB|root")
    logits = np.random.default_rng(0).normal(size=(5, 4)) * 3
    chances = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    names, belongs = pairs.parts(labels, 0)
    assert names == ("ADJ", "NOUN", "VERB")
    expected = np.stack([chances[:, 0], chances[:, 1] + chances[:, 2], chances[:, 3]], axis=1)
    np.testing.assert_allclose(pairs.summed(logits, belongs), expected, rtol=1e-12)
    names, belongs = pairs.parts(labels, 1)
    assert names == ("obj", "root")
    np.testing.assert_allclose(pairs.summed(logits, belongs)[:, 0], chances[:, 1], rtol=1e-12)


def test_the_sum_and_the_best_pair_may_differ() -> None:
    """Two relations of a noun at .3 each outweigh the best pair, a verb at .4."""
    names, belongs = pairs.parts(("NOUN|nsubj", "NOUN|obj", "VERB|root"), 0)
    logits = np.log([[0.3, 0.3, 0.4]])
    assert names[int(pairs.summed(logits, belongs)[0].argmax())] == "NOUN"
