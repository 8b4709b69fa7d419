"""What is a method's own stands in its row: no list of methods stands anywhere else."""

import ast
from pathlib import Path

import exegesis
from exegesis.explainers.table import CHANCE, METHODS, usual
from exegesis.metrics.table import METRICS
from exegesis.metrics.table import usual as usual_measures

SOURCES = Path(exegesis.__file__).parent
_RANKED = {"gradient"}  # an order of words, as it was published
_SEARCH = {"greedy"}  # a search
ABOUT = {
    "attacks/recipes/table.py": _SEARCH,
    "attacks/searches/table.py": _SEARCH,
    "attacks/searches/ranked.py": _RANKED,
    "attacks/searches/ranking.py": _RANKED,
    "attacks/run.py": _RANKED,
    "explorer/result.py": {"gradient"},  # a column: of the gate of a head
    "qa/saliency.py": {"gradient"},  # the saliency that was published for questions
    "views/wording.py": {"lime", "rise", "xrai"},  # words that are written in capitals
}
# The experiments of the LIME paper have explainers of their own, over word counts, in a table of their own.
APART = ("explainers/", "trust/")


def names_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_no_method_is_named_outside_the_table() -> None:
    found = {
        where: names
        for path in SOURCES.rglob("*.py")
        if not (where := path.relative_to(SOURCES).as_posix()).startswith(APART)
        if (names := names_in(path) & (METHODS.keys() - {CHANCE}))
    }
    assert found == ABOUT


def test_every_purpose_has_methods_and_measures() -> None:
    purposes = {purpose for row in METHODS.values() for purpose in row.usual_for}
    assert purposes == {"explain", "benchmark", "report"}
    assert all(usual(purpose) for purpose in purposes)
    assert {purpose for row in METRICS.values() for purpose in row.usual_for} == {"evaluate", "benchmark"}
    assert set(usual_measures("evaluate")) < set(usual_measures("benchmark"))


def test_what_is_taken_where_none_is_named_fits_any_model() -> None:
    (name,) = usual("explain")
    assert not METHODS[name].load().needs
    assert not any(METHODS[one].load().needs for one in usual("benchmark"))


def test_chance_is_a_control_and_no_choice() -> None:
    assert METHODS[CHANCE].is_control
    assert not METHODS[CHANCE].usual_for
