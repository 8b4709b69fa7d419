from pathlib import Path

import pytest

from exegesis.core.errors import InputError
from recipes.tags import corpus, pairs
from tests import datasets as shared


def test_words_stand_where_the_text_has_them(treebanks: Path) -> None:
    """Both words of "isn't" in their characters; the line of the contraction itself is none."""
    (first, *_) = corpus.sentences(treebanks, corpus.TRAIN)
    assert first.text == "The film isn't good."
    forms = [first.text[word.span.start : word.span.end] for word in first.words]
    assert forms == ["The", "film", "is", "n't", "good", "."]
    assert [pairs.pair(word.upos, word.relation) for word in first.words][2:4] == ["AUX|cop", "PART|advmod"]
    assert len(corpus.sentences(treebanks, corpus.TRAIN)) == 36


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("# text = The film isn't good.", "# text = The book isn't good."), "line 1: the word 'film' is not in"),
        (("# text", "# words"), "line 1: a sentence needs one line '# text = ...'"),
        (("4\tn't\tnot\tPART\tRB\t_\t5\tadvmod\t_\t_", "4\tn't"), "line 1: a line of a word has fewer than 8"),
    ],
)
def test_what_is_no_treebank_is_told_with_its_line(treebanks: Path, change: tuple[str, str], said: str) -> None:
    file = treebanks / corpus.DEV
    file.write_text(file.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(InputError, match=said):
        corpus.sentences(treebanks, corpus.DEV)


def test_a_missing_file_is_named(treebanks: Path) -> None:
    (treebanks / corpus.TEST).unlink()
    with pytest.raises(InputError, match=corpus.TEST):
        corpus.sentences(treebanks, corpus.TEST)


@pytest.mark.slow
@shared.needs_data
def test_the_real_files_are_read_whole() -> None:
    folder = shared.FOLDER / "conllu"
    train, test = (corpus.sentences(folder, name) for name in (corpus.TRAIN, corpus.TEST))
    assert (len(train), len(test)) == (12544, 2077)
    assert (sum(len(one.words) for one in train), sum(len(one.words) for one in test)) == (204577, 25094)
