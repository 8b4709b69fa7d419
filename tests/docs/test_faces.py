"""Pages and examples import a feature by its face: its insides may move."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "examples").glob("*.py"))]
# What a contributor builds upon lies inside.
INSIDES = {
    "add-an-explainer.md": {"exegesis.explainers.base", "exegesis.explainers.solo", "exegesis.data.requests"},
    "recommenders.md": {
        "exegesis.data.requests",
        "exegesis.explainers.kernel_shap",
        "exegesis.explainers.lime",
        "exegesis.modalities.masker",
    },
    "add-a-feature.md": {
        "exegesis.data.explanation",
        "exegesis.data.result",
        "exegesis.core.errors",
        "exegesis.core.faces",
        "exegesis.views.characters",
        "exegesis.views.paper",
        "exegesis.cli.reading",
        "exegesis.cli.writing",
        "exegesis.steadiness.result",
        "exegesis.steadiness.run",
        "exegesis.steadiness.terminal",
    },
}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_users_import_no_insides(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    inside = set(re.findall(r"^\s*(?:from|import) (exegesis\.\w+\.[\w.]+)", text, re.MULTILINE))
    assert inside == INSIDES.get(page.name, set())
