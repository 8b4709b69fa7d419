"""CoNLL-U as it is met: words written together, words not written, entities; and what does not fit its text."""

import gzip
from pathlib import Path

import pytest

from exegesis.core.errors import InputError
from exegesis.explorer.relations.sentences import Mention, pronoun_cases, relation_cases
from exegesis.explorer.relations.sources import tagged

TOGETHER = """\
# sent_id = one
# text = I don't know  Mary's.
1\tI\ti\tPRON\t_\t_\t4\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\t_\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\t_\t_\t4\tadvmod\t_\t_
4\tknow\tknow\tVERB\t_\t_\t0\troot\t_\t_
4.1\tit\tit\tPRON\t_\t_\t_\t_\t_\t_
5-6\tMary's\t_\t_\t_\t_\t_\t_\t_\t_
5\tMary\tMary\tPROPN\t_\t_\t4\tobj\t_\t_
6\tis\tbe\tAUX\t_\t_\t4\taux\t_\t_
7\t.\t.\tPUNCT\t_\t_\t4\tpunct\t_\t_

"""


def test_words_written_together(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu.gz"
    path.write_bytes(gzip.compress(TOGETHER.encode()))
    (found,) = tagged(path, None).sentences
    assert [found.text[slice(*span)] for span in found.spans] == ["I", "do", "n't", "know", "Mary's", "Mary's", "."]
    assert found.heads == (3, 3, 3, None, 3, 3, 3)
    assert found.mentions is None
    cases = {(relation, direction, case.word, case.targets) for relation, direction, case in relation_cases(found)}
    assert ("obj", "to dependent", 3, (4,)) in cases
    assert ("aux", "to dependent") not in {(relation, direction) for relation, direction, *_ in cases}  # there are two
    assert ("aux", "to head", 5, (3,)) in cases
    assert not any(relation == "root" for relation, *_ in cases)


def test_entities(tmp_path: Path) -> None:
    words = [
        ("Mary", "PROPN", "(1-person(2-place)"), ("Ann", "PROPN", "1)"), ("saw", "VERB", "_"),
        ("a", "DET", "(3-animal"), ("dog", "NOUN", "3)"), ("and", "CCONJ", "_"), ("her", "PRON", "(4-object(1-person)"),
        ("cat", "NOUN", "4)"), ("it", "PRON", "(3-animal)"), ("it", "PRON", "(9-event)"), ("it", "PRON", "(9-event)"),
    ]  # fmt: skip
    lines = ["# global.Entity = GRP-etype", "# text = " + " ".join(form for form, *_ in words)]
    lines += [
        f"{n}\t{form}\t_\t{tag}\t_\t_\t0\troot\t_\t{'_' if mark == '_' else 'Entity=' + mark}"
        for n, (form, tag, mark) in enumerate(words, 1)
    ]
    path = tmp_path / "a.conllu"
    path.write_text("\n".join([*lines, "", ""]))
    (found,) = tagged(path, None).sentences
    assert set(found.mentions or ()) >= {Mention(0, 2, "1"), Mention(0, 1, "2"), Mention(3, 5, "3"), Mention(6, 8, "4")}
    cases = {case.word: case for case in pronoun_cases(found)}
    assert (cases[6].targets, cases[6].guess) == ((0, 1), 4)
    assert (cases[8].targets, cases[8].guess) == ((3, 4), 7)
    assert set(cases) == {6, 8}  # of "it" nobody says who that is


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# sent_id = s9\n# text = a film\n1\tthe\t_\t_\t_\t_\t0\troot\t_\t_\n\n", "sentence s9: 'the' does not stand"),
        ("1\ta film\n", "a word has 10 columns"),
        ("", "there is no sentence in these files"),
    ],
)
def test_what_is_no_such_file(text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    path.write_text(text)
    with pytest.raises(InputError, match=said):
        tagged(path, None)
    with pytest.raises(InputError, match="cannot read"):
        tagged(tmp_path / "nowhere.conllu", None)
