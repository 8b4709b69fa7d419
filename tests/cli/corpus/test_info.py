"""`exegesis corpus info`: printed and written."""

from pathlib import Path

from exegesis.explorer import CorpusManifest
from tests.cli.conftest import Run
from tests.explorer.corpus import made


def test_it_is_printed_and_written(run: Run, tmp_path: Path) -> None:
    folder, path = tmp_path / "corpus", tmp_path / "corpus.json"
    manifest = made.corpus(folder, ["a good film"]).manifest
    code, out, err = run("corpus", "info", folder, "--json", path)
    assert (code, err) == (0, f"wrote {path}\n")
    assert out.startswith("1 sentence, 3 words\n")
    assert CorpusManifest.from_json(path.read_text(encoding="utf-8")) == manifest


def test_no_corpus(run: Run, tmp_path: Path) -> None:
    code, out, err = run("corpus", "info", tmp_path)
    assert (code, out) == (2, "")
    assert "is no corpus: it has no manifest.json" in err
