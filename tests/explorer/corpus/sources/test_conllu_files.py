"""CoNLL-U: words on the characters of `# text`, tags, entities, and what does not align, by file, line and sentence."""

import gzip
from pathlib import Path

import pytest

from exegesis.core.errors import InputError
from exegesis.explorer.corpus.sources.conllu_files import ConlluFile
from exegesis.explorer.corpus.sources.entities import BadEntity, type_place, types_of
from exegesis.explorer.corpus.sources.records import SourceSentence
from tests.datasets import FOLDER, needs_data


def line(id: str, form: str, head: str = "0", misc: str = "_", upos: str = "X") -> str:
    return "\t".join([id, form, form.lower(), upos, "_", "_", head, "dep", "_", misc])


def written(path: Path, *lines: str) -> ConlluFile:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return ConlluFile(path)


def sentences(file: ConlluFile, skip: int = 0) -> list[SourceSentence]:
    return [one for found, _ in file.texts(skip) for one in found]


GERMAN = (
    "# sent_id = s1",
    "# text = Er geht  zum Arzt, don't!",
    line("1", "Er", "2", upos="PRON"),
    line("2", "geht"),
    line("3-4", "zum", "_"),
    line("3", "zu", "5"),
    line("4", "dem", "5"),
    line("5", "Arzt", "2", "SpaceAfter=No"),
    line("5.1", "geht", "_"),
    line("6", ",", "5"),
    line("7-8", "don't", "_", "SpaceAfter=No"),
    line("7", "do", "2"),
    line("8", "n't", "7"),
    line("9", "!", "2"),
    "",
)


def test_words_stand_on_the_characters_of_the_text(tmp_path: Path) -> None:
    ((found,), known), *_ = written(tmp_path / "a.conllu", *GERMAN).texts(0)
    words = {word.form: found.text[word.start : word.end] for word in found.words}
    assert words == {
        "Er": "Er", "geht": "geht", "zu": "zum", "dem": "zum", "Arzt": "Arzt", ",": ",", "do": "do", "n't": "n't",
        "!": "!",
    }  # fmt: skip
    assert (found.name, found.text, found.empty) == ("s1", "Er geht  zum Arzt, don't!", 1)
    assert [word.head for word in found.words] == [1, None, 4, 4, 1, 4, 1, 6, 1]
    assert known == {"lemma", "upos", "deprel", "head"}
    assert (found.words[0].upos, found.words[0].lemma, found.words[0].xpos, found.words[0].ent) == (
        "PRON",
        "er",
        None,
        None,
    )


def test_a_sentence_without_text_is_spelled_by_its_forms(tmp_path: Path) -> None:
    file = written(tmp_path / "a.conllu", *(one for one in GERMAN if not one.startswith("# text")))
    assert sentences(file)[0].text == "Er geht zum Arzt, don't!"


def test_packed_files_and_the_first_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu.gz"
    blocks = [f"# sent_id = {name}\n# text = {name}\n{line('1', name)}\n" for name in ("one", "two", "three")]
    path.write_bytes(gzip.compress("\n".join(blocks).encode()))
    assert [one.name for one in sentences(ConlluFile(path), 1)] == ["two", "three"]
    assert ConlluFile(path).count() == (3, True)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({1: "# text = Er geht weg"}, "a.conllu, line 5, sentence s1: 'zum' does not stand at character 8 of the"),
        (
            {1: "# text = Er geht  zum Arzt, don't! Ja."},
            "line 14, sentence s1: 'Ja.' stands in the sentence's text after",
        ),
        ({3: "2\tgeht\t_"}, "line 4, sentence s1: a word has 10 columns parted by tabs, and this line has 3."),
        ({3: line("2", "geht", "17")}, "line 4, sentence s1: word 2 depends on word 17, which is not there."),
        ({3: line("x", "geht")}, "line 1, sentence s1: not CoNLL-U: Failed parsing field 'id'"),
        ({3: line("2", "geht", misc="Entity=(1-person)")}, "sentence s1: Entity= stands here, and no # global.Entity"),
    ],
)
def test_what_does_not_align_is_told_with_its_place(tmp_path: Path, changed: dict[int, str], said: str) -> None:
    lines = [changed.get(number, one) for number, one in enumerate(GERMAN)]
    with pytest.raises(InputError, match=said.replace("(", r"\(").replace(".", r"\.")):
        sentences(written(tmp_path / "a.conllu", *lines))


def test_bytes_that_are_no_utf8(tmp_path: Path) -> None:
    (tmp_path / "a.conllu").write_bytes(b"# text = caf\xe9\n1\tcaf\xe9" + b"\t_" * 8 + b"\n\n")
    with pytest.raises(InputError, match=r"a\.conllu, line 1: not UTF-8"):
        sentences(ConlluFile(tmp_path / "a.conllu"))


# -- entities ---------------------------------------------------------------------------------------------------------


def test_the_innermost_entity_counts() -> None:
    mentions = ["(2-abstract", "", "(3-place", "", "3)", "(4-time)2)", "", "(5-person(6-person)5)"]
    types = ["abstract", "abstract", "place", "place", "place", "time", "", "person"]
    assert types_of(mentions, 1) == types


def test_the_type_is_where_the_file_says() -> None:
    assert type_place("GRP-etype-infstat") == 1
    assert type_place("eid-etype-head-other") == 1
    with pytest.raises(BadEntity, match="names no etype"):
        type_place("eid-head")


@pytest.mark.parametrize(
    ("mentions", "said"),
    [(["1)"], "was not opened"), (["(1"], "without a type"), (["(1-a) x"], "is no list"), (["((1-a)"], "is no list")],
)
def test_mentions_that_are_none(mentions: list[str], said: str) -> None:
    with pytest.raises(BadEntity, match=said):
        types_of(mentions, 1)


def test_entities_are_annotated_from_their_declaration_on_even_where_sentences_are_left_out(tmp_path: Path) -> None:
    first = ("# global.Entity = GRP-etype", "# text = Ann", line("1", "Ann", misc="Entity=(1-person)"), "")
    second = ("# text = came", line("1", "came"), "", "# text = Bo", line("1", "Bo", misc="Entity=(1-person)"), "")
    file = written(tmp_path / "a.conllu", *first, *second)
    found = list(file.texts(1))
    assert [[word.ent for word in sentence.words] for (sentence,), _ in found] == [[""], ["person"]]
    assert all("ent" in known for _, known in found)


@needs_data
@pytest.mark.slow
@pytest.mark.parametrize(("name", "words"), [("en_ewt-ud-dev", 25_147), ("en_gum-ud-dev", 28_119)])
def test_every_word_of_a_treebank_stands_in_its_text(name: str, words: int) -> None:
    file = ConlluFile(FOLDER / "conllu" / f"{name}.conllu.gz")
    found = sentences(file)
    # Multiword tokens are counted as one word in the table of the data, and as their words here.
    assert sum(len(one.words) for one in found) == file.count()[0] >= words
    spelled = [one.text[word.start : word.end] == word.form for one in found for word in one.words]
    assert sum(spelled) / len(spelled) > 0.999
    assert {word.ent is None for one in found for word in one.words} == {"ewt" in name}
