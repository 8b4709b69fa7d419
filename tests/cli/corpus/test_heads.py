"""`exegesis corpus heads`: printed and written."""

from pathlib import Path

from exegesis.explorer import HeadRelations
from tests.cli.conftest import Run
from tests.explorer.relations import planted


def test_it_is_printed_and_written(run: Run, tmp_path: Path) -> None:
    source, path = planted.conllu(tmp_path / "a.conllu", 30), tmp_path / "heads.json"
    code, out, err = run("corpus", "heads", source, "--fewest-cases", "5", "--limit", "20", "--json", path)
    assert (code, err) == (0, f"wrote {path}\n")
    assert "over 20 sentences" in out.splitlines()[0]
    assert HeadRelations.from_json(path.read_text(encoding="utf-8")).sentences == 20


def test_no_such_file(run: Run, tmp_path: Path) -> None:
    code, out, err = run("corpus", "heads", tmp_path / "nowhere.conllu")
    assert (code, out) == (2, "")
    assert "cannot read" in err
