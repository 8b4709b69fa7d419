"""`exegesis attack checklist`: printed and written."""

from pathlib import Path

from exegesis.attacks import CheckList
from tests.cli.conftest import Run


def test_a_suite_is_run(run: Run, tmp_path: Path) -> None:
    suite, path, html = tmp_path / "suite.yaml", tmp_path / "found.json", tmp_path / "found.html"
    suite.write_text("tests:\n  - {name: praise, template: '{warm|funny} film', expect: negative}\n", encoding="utf-8")
    words = ("attack", "checklist", suite, "--model", "bundled:sentiment-tiny", "--json", path, "--html", html)
    code, out, err = run(*words)
    assert code == 0, err
    assert out.startswith("1 of 1 test fails in more than a tenth of the cases")
    assert CheckList.from_json(path.read_text(encoding="utf-8")).tests[0].failed == 2
    assert "praise" in html.read_text(encoding="utf-8")
    code, _, err = run("attack", "checklist", tmp_path / "none.yaml")
    assert code == 2
    assert "none.yaml" in err
