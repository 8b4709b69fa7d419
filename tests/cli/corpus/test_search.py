"""`exegesis corpus search` and `exegesis corpus summary`: printed and written, and what is refused."""

from pathlib import Path

import pytest

from exegesis.explorer import AttentionPattern, Concordance, CorpusSummary, Matches, build_corpus
from exegesis.explorer.corpus.search import searchable
from tests import tiny
from tests.cli.conftest import Run

CONLLU = """# text = {0} is dull
1\t{0}\t{0}\tNOUN\tNN\t_\t3\tnsubj\t_\t_
2\tis\tbe\tAUX\tVBZ\t_\t3\tcop\t_\t_
3\tdull\tdull\tADJ\tJJ\t_\t0\troot\t_\t_

"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpora")
    tiny.bert_classifier().save_pretrained(folder / "model")
    tiny.wordpiece().save_pretrained(folder / "model")
    words = ("film", "plot", "acting", "film", "\x1b[31mevil")
    (folder / "films.conllu").write_text("".join(CONLLU.format(word) for word in words), encoding="utf-8")
    build_corpus(str(folder / "model"), folder / "films.conllu", out=folder / "corpus")
    return folder / "corpus"


def model(corpus: Path) -> tuple[str, str]:
    return "--model", str(corpus.parent / "model")


def test_words_by_their_tags(run: Run, corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "found.json"
    code, out, err = run("corpus", "search", corpus, "upos=NOUN", "--per-page", "2", "--page", "2", "--json", path)
    assert (code, err) == (0, f"wrote {path}\n")
    lines = out.splitlines()
    assert lines[:2] == [
        "3 to 4 of 4 words: words for which holds: upos=NOUN",
        "! left out: 1 word of repeated sentences",
    ]
    assert "[acting] is dull" in lines[2]
    assert "\x1b" not in out
    found = Matches.from_json(path.read_text(encoding="utf-8"))
    assert [one.word.row for one in found.matches] == [6, 12]
    code, again, _ = run("corpus", "search", corpus, "--saved", path)
    assert (code, again) == (0, out)
    code, out, _ = run("corpus", "summary", corpus, "--matches", path, "--tag", "upos", "--offsets", "1")
    assert (code, out.splitlines()[0]) == (0, "2 words")
    assert "upos, one word after" in out


def test_what_was_found_stands_on_the_page_of_a_look(run: Run, corpus: Path, tmp_path: Path) -> None:
    path, page = tmp_path / "found.json", tmp_path / "look.html"
    assert run("corpus", "search", corpus, "upos=NOUN", "--json", path)[0] == 0
    words = ("look", "the film is bad", *model(corpus), "--lens", "--matches", path, "--html", page)
    code, _, err = run(*words)
    assert (code, err) == (0, f"wrote {page}\n")
    written = page.read_text(encoding="utf-8")
    assert "What the model’s head makes of each layer" in written
    assert "words for which holds: upos=NOUN" in written


def test_words_like_a_word(run: Run, corpus: Path) -> None:
    asked = ("--sentence", "the film is bad", "--word", "film", "--layer", "2", "--where", "upos!=AUX", *model(corpus))
    code, out, err = run("corpus", "search", corpus, *asked, "--away", "1")
    assert (code, err) == (0, "")
    heading = "8 words: words like “film” in “the film is bad”, not like “is” (word 1) in “film is dull” by layer 2"
    assert out.splitlines()[0] == f"{heading}, where upos!=AUX"
    code, out, _ = run("corpus", "search", corpus, "--row", "0", "--row", "3", "--heads", "1.1,2.2", "--json", "-")
    assert (code, Matches.from_json(out).left_out.itself) == (0, 3)


def test_lines_in_context(run: Run, corpus: Path) -> None:
    code, out, _ = run("corpus", "search", corpus, "is", "--sort", "left", "--repeats", "--json", "-")
    assert code == 0
    assert [one.before.strip() for one in Concordance.from_json(out).lines][1:3] == ["acting", "film"]
    assert run("corpus", "search", corpus, "is", "--sort", "right")[1].startswith("4 words, by the words after: is\n")


def test_where_heads_point(run: Run, corpus: Path, tmp_path: Path) -> None:
    path = tmp_path / "pattern.json"
    asked = "layer 1 head 2 from upos=ADJ to its deprel=nsubj"
    code, out, err = run("corpus", "search", corpus, asked, *model(corpus), "--json", path)
    assert (code, err) == (0, f"wrote {path}\n")
    assert out.startswith(f"{asked}: 4 words in 4 of 4 sentences\n")
    assert "dull → plot" in out
    assert AttentionPattern.from_json(path.read_text(encoding="utf-8")).words == 4


def test_a_summary(run: Run, corpus: Path) -> None:
    code, out, _ = run("corpus", "summary", corpus, "upos=NOUN", "--heads", "1.1", *model(corpus), "--json", "-")
    found = CorpusSummary.from_json(out)
    assert (code, found.words, found.attending, found.missing) == (0, 4, 4, ("ent",))
    code, out, _ = run("corpus", "summary", corpus, "upos=NOUN", "--heads", "1.1", *model(corpus))
    assert "words away, of the word attended to most" in out
    assert "! not annotated: ent" in out


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((), "give a QUERY, or --sentence and --word, or --row, or --saved"),
        (("upos=NOUN", "--row", "1"), "one of these, not QUERY and --row"),
        (("--sentence", "a film", "--layer", "1"), "--sentence goes with --word"),
        (("--row", "1"), "give a layer"),
        (("--row", "1", "--layer", "1", "--word", "a"), "--word goes with --sentence"),
        (("--row", "1", "--layer", "1", "--sort", "left"), "--sort goes with a QUERY"),
        (("--row", "1", "--heads", "1-2"), "--heads takes LAYER.HEAD, such as 3.5"),
        (("upos=NOUN", "--layer", "1"), "--layer goes with --sentence or --row"),
        (("upos=NOUN", "--itself"), "--itself goes with --sentence or --row"),
        (("upos=NOUN", "--seed", "1"), "--seed goes with a pattern"),
        (("--row", "1", "--layer", "1", "--sentences", "9"), "--sentences goes with a pattern"),
        (("--saved", "found.json", "--layer", "1"), "--layer goes with a search that is not --saved"),
        (("--saved", "found.json", "--away", "1"), "--away goes with a search that is not --saved"),
        (("--saved", "found.json", "--page", "2"), "--page goes with a search that is not --saved"),
        (("--saved", "found.json", "--seed", "2"), "--seed goes with a pattern"),
        (("upos=NOUN", "--model", "x"), "--model goes with --sentence or a pattern"),
        (("upos=NOUN", "--page", "0"), "page must be a whole number of at least 1"),
        (("upos=NOUN pos=x",), "at character 11"),
        (("layer 1 head 1 from film to is",), "nothing of that name loads; give model="),
    ],
)
def test_what_is_refused(run: Run, corpus: Path, asked: tuple[str, ...], said: str) -> None:
    code, out, err = run("corpus", "search", corpus, *asked)
    assert (code, out) == (2, "")
    assert said in err


def test_what_a_summary_refuses(run: Run, corpus: Path) -> None:
    assert "give conditions on words, or --matches" in run("corpus", "summary", corpus)[2]
    assert "--model goes with --heads" in run("corpus", "summary", corpus, "film", "--model", "x")[2]
    assert "--seed goes with --heads" in run("corpus", "summary", corpus, "film", "--seed", "3")[2]
    assert "--offsets takes whole numbers" in run("corpus", "summary", corpus, "film", "--offsets", "a")[2]


def test_an_index_is_made(run: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "an index is for more than 300,000 words" in run("corpus", "index", corpus, "--layer", "1")[2]
    assert "--layer says which layer is indexed" in run("corpus", "index", corpus)[2]
    monkeypatch.setattr(searchable, "LEAST", 1)
    code, out, err = run("corpus", "index", corpus, "--layer", "1")
    assert (code, out) == (0, "")
    assert err == "wrote the index of layer 1: it finds 100.0% of the nearest words\n"
    assert (corpus / "index_L01.usearch").is_file()
