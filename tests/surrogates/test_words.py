from exegesis.core.bag import Bag


def test_words_without_case_and_marks() -> None:
    assert Bag().terms("The GOOD, the bad!") == {"the", "good", "bad"}
    assert Bag(cased=True).terms("The GOOD, the bad!") == {"The", "the", "GOOD", "bad"}


def test_runs_of_words_end_at_punctuation() -> None:
    assert Bag(ngrams=2).terms("not good. The end") == {"not", "good", "the", "end", "not good", "the end"}


def test_presence_of_given_terms_only() -> None:
    found = Bag().presence(["a film, a bad one", "", "?"], ["bad", "film", "good"])
    assert found.tolist() == [[True, True, False], [False] * 3, [False] * 3]


def test_words_of_every_script() -> None:
    assert Bag().terms("Это хорошо 映画") == {"это", "хорошо", "映", "画"}
