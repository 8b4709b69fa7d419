"""What the benchmark of a corpus's build counts, and which sentences it takes."""

import gzip
from pathlib import Path

from benchmarks.corpus_build import first_sentences, shapes


def test_bytes_of_a_word_in_berts_shape() -> None:
    found = shapes()
    assert found["all"] == 2 * 768 * (13 + 12) + 2  # two bytes a number, and how many pieces the word has
    assert found["a layer"] == 2 * 768 * 2 + 2


def test_the_first_sentences_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu.gz"
    path.write_bytes(gzip.compress(b"# one\n1\ta\n\n# two\n1\tb\n\n# three\n1\tc\n\n"))
    assert first_sentences(path, None, tmp_path) == path
    assert first_sentences(path, 2, tmp_path).read_text() == "# one\n1\ta\n\n# two\n1\tb\n\n"
