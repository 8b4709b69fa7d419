"""`exegesis compare`: models and a file of texts in, tables printed, files written; slips told in a line."""

import json
from pathlib import Path

import pytest

from exegesis.comparison.result import Comparison
from tests import tiny
from tests.cli.conftest import Run

TEXTS = ("a good film", "dull dull plot", "good but never dull")


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two tiny models of the same labels, the second one's in capitals."""
    found = []
    for seed, name in enumerate(("first", "second")):
        folder = tmp_path_factory.mktemp("models") / name
        model = tiny.bert_classifier(seed=seed)
        if seed:
            model.config.id2label = {0: "NEGATIVE", 1: "POSITIVE"}
            model.config.label2id = {"NEGATIVE": 0, "POSITIVE": 1}
        model.save_pretrained(folder)
        tiny.wordpiece().save_pretrained(folder)
        found.append(folder)
    return found[0], found[1]


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    path = tmp_path / "reviews.jsonl"
    path.write_text("".join(json.dumps({"text": one, "label": n % 2}) + "\n" for n, one in enumerate(TEXTS)))
    return path


@pytest.mark.slow
def test_a_file_is_compared_printed_written_and_drawn(
    run: Run, models: tuple[Path, Path], texts: Path, tmp_path: Path
) -> None:
    made = [tmp_path / name for name in ("c.json", "page.html", "c.md", "c.png")]
    code, out, err = run(
        "compare", *models, "--data", texts, "--method", "occlusion",
        "--method", "integrated_gradients", "--set", "steps=4",
        "--json", made[0], "--html", made[1], "--markdown", made[2], "--plot", made[3],
    )  # fmt: skip
    assert (code, err.splitlines()) == (0, [f"wrote {path}" for path in made])
    found = Comparison.from_json(made[0].read_text(encoding="utf-8"))
    assert [one.text for one in found.texts] == list(TEXTS)
    assert [one.name for one in found.texts] == [f"reviews.jsonl, line {line}" for line in (1, 2, 3)]
    assert [one.truth for one in found.texts] == ["negative", "positive", "negative"]
    assert [one.name for one in found.sides] == [
        f"{name}, {method}" for name in ("first", "second") for method in ("occlusion", "integrated_gradients")
    ]
    assert "first beside second" in out
    assert "Agreement: rank correlation" in out
    assert made[1].read_text(encoding="utf-8").startswith("<!doctype html>")
    assert made[2].read_text(encoding="utf-8").startswith("# first beside second")
    assert made[3].read_bytes().startswith(b"\x89PNG")


def test_texts_one_by_one_and_json_alone_on_standard_output(run: Run, models: tuple[Path, Path]) -> None:
    code, out, err = run(
        "compare", *models, "--text", "a good film", "--text", "a dull plot", "--method", "occlusion", "--json", "-"
    )
    assert (code, err) == (0, "")
    found = Comparison.from_json(out)
    assert [one.text for one in found.texts] == ["a good film", "a dull plot"]
    assert found.disagreements == ()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give --data FILE, or --text TEXT"),
        (("--text", "a", "--data", "x.txt"), "give --data FILE, or --text TEXT"),
        (("--data", "absent.txt"), "cannot read"),
        (("--text", "a", "--method", "limes"), "unknown method 'limes'"),
        (("--text", "a", "--label-map", "x"), "--label-map takes THEIRS=OURS"),
        (("--text", "a", "--label-map", "x=positive"), "unknown label in label_map 'x'"),
        (("--text", "a", "--plot", "x.gif"), "cannot draw"),
        (("--text", "a", "--target", "good"), "unknown target 'good'"),
    ],
)
def test_slips_are_told_in_a_line(run: Run, models: tuple[Path, Path], arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run("compare", *models, "--method", "random", *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1


def test_labels_that_differ_are_told_and_mapped(run: Run, models: tuple[Path, Path], tmp_path: Path) -> None:
    folder = tmp_path / "third"
    model = tiny.bert_classifier(seed=2)
    model.config.id2label, model.config.label2id = {0: "bad", 1: "fine"}, {"bad": 0, "fine": 1}
    model.save_pretrained(folder)
    tiny.wordpiece().save_pretrained(folder)
    given = ("compare", models[0], folder, "--text", "a good film", "--method", "random", "--json", "-")
    code, _, err = run(*given)
    assert code == 2
    assert "first has the labels negative, positive, third has bad, fine" in err
    assert "--label-map bad=negative" in err
    code, out, _ = run(*given, "--label-map", "bad=negative", "--label-map", "fine=positive")
    assert code == 0
    assert Comparison.from_json(out).labels == ("negative", "positive")


def test_one_model_by_one_method_is_refused(run: Run) -> None:
    code, out, err = run("compare", "absent", "--text", "a film", "--method", "occlusion")
    assert (code, out) == (2, "")
    assert err == "error: one model and one method: there is nothing to compare; give a second model or method.\n"
    _, _, err = run("compare", "absent", "--text", "a film", "--method", "occlusion", "--method", "lime")
    assert "nothing to compare" not in err
