import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

import exegesis
from exegesis.data.explanation import Explanation
from exegesis.data.inputs import Question
from exegesis.qa import asking
from tests.adapters import families
from tests.cli.conftest import Run

pytestmark = pytest.mark.slow

QUESTION = "was the movie good?"
CONTEXT = "The movie was truly unbelievable, not slow! I loved it."


@pytest.fixture
def ask(run: Run, qa_folder: Path) -> Run:
    """`exegesis ask` of the question, by occlusion."""

    def asking(*arguments: object, **options: Any) -> tuple[int, str, str]:
        return run("ask", QUESTION, "--model", qa_folder, "--method", "occlusion", *arguments, **options)

    return asking


def found(ask: Run, *arguments: object) -> list[Explanation]:
    """The explanations on standard output, which must hold nothing else."""
    code, out, err = ask("--context-text", CONTEXT, "--json", "-", *arguments)
    assert (code, err) == (0, "")
    data = json.loads(out)
    return [Explanation.from_dict(one) for one in (data if isinstance(data, list) else [data])]


def test_the_answers_and_the_explanations_of_start_and_end_are_printed(ask: Run) -> None:
    code, out, err = ask("--context-text", CONTEXT)
    assert (code, err) == (0, "")
    assert "no answer" in out
    assert "%" in out
    assert "Occlusion" in out
    assert "starting at" in out
    assert "ending at" in out


def test_start_and_end_are_explained_as_the_library_does(ask: Run, qa_folder: Path) -> None:
    one, other = found(ask)
    expected = exegesis.explain(str(qa_folder), Question(QUESTION, CONTEXT), "occlusion", ["start", "end"])
    for made, same in zip((one, other), expected, strict=True):
        assert (made.target, made.scores.tolist()) == (same.target, same.scores.tolist())
    assert one.prediction.labels[-1] == "no answer"


def test_explanations_are_checked_on_demand(ask: Run) -> None:
    made, *_ = found(ask, "--check")
    assert made.checks is not None
    assert made.verdict.level != "unchecked"
    assert len(made.prediction.labels) > 1  # the answers that were asked for, as without a check


@pytest.mark.parametrize("source", ["file", "-", "piped"])
def test_the_context_is_a_file_or_piped_in(ask: Run, tmp_path: Path, source: str) -> None:
    (tmp_path / "context.txt").write_text(CONTEXT, encoding="utf-8")
    given = {"file": ["--context", tmp_path / "context.txt"], "-": ["--context", "-"], "piped": []}[source]
    code, out, _ = ask(*given, "--json", "-", stdin=None if source == "file" else CONTEXT.encode())
    assert code == 0
    assert json.loads(out)[0]["text"].endswith(CONTEXT)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--target", "span"], [("span", None)]),
        (["--target", "end", "--target", "no-answer"], [("end", None), ("no-answer", None)]),
        (["--target", "predicted"], [("span", None)]),
        (["--answer", "slow"], [("start", None), ("end", None)]),
        (["--answer", "slow", "--target", "span"], [("span", None)]),
        (["--versus", "no-answer"], [("span", "no-answer")]),
        (["--versus", "slow"], [("span", "span")]),
        (["--answer", "slow", "--versus", "predicted"], [("span", "span")]),
    ],
)
def test_targets(ask: Run, arguments: list[str], expected: list[tuple[str, str | None]]) -> None:
    made = found(ask, *arguments)
    assert [(one.target.kind, one.target.versus and one.target.versus.kind) for one in made] == expected
    if "--answer" in arguments:
        assert {one.target.name for one in made} == {"slow"}


def test_an_answer_that_stands_twice_needs_its_first_character(ask: Run) -> None:
    twice = ["--context-text", "slow and slow", "--answer", "slow", "--target", "span"]
    code, _, err = ask(*twice)
    assert code == 2
    assert "stands 2 times in the context" in err
    code, out, _ = ask(*twice, "--answer-start", "9", "--json", "-")
    assert code == 0
    assert json.loads(out)["target"]["spans"][0][1] == len(QUESTION) + 2 + len("slow and slow")


def test_several_methods_give_every_target_each(ask: Run) -> None:
    made = found(ask, "--method", "gradient")
    assert [(one.method, one.target.kind) for one in made] == [
        ("occlusion", "start"), ("occlusion", "end"), ("gradient", "start"), ("gradient", "end")
    ]  # fmt: skip


@pytest.mark.parametrize("part", ["question", "context", "both"])
def test_the_words_scored_may_be_those_of_one_part(ask: Run, part: str) -> None:
    (made,) = found(ask, "--parts", part, "--target", "span")
    scored = {made.part(index) for index in range(len(made.units))}
    assert scored == ({"question", "context"} if part == "both" else {part})


def test_other_options_reach_the_explanation(ask: Run) -> None:
    options = [
        "--output",
        "probability",
        "--unit",
        "token",
        "--seed",
        "4",
        "--set",
        "window=2",
        "--true-answer",
        "slow",
    ]
    made = found(ask, *options)[0]
    assert (made.target.output, made.unit, made.seed, made.settings["window"]) == ("probability", "token", 4, 2)
    assert made.truth == "slow"
    assert found(ask, "--true-answer", "")[0].truth == "no answer"


def test_top_k_answers(ask: Run) -> None:
    for k in (1, 9):
        assert len(found(ask, "--top-k", k)[0].prediction.labels) == k + 1
    code, out, _ = ask("--context-text", CONTEXT, "--top-k", "9")
    listed = out.splitlines()[:10]
    assert code == 0
    assert all(line.endswith("%") for line in listed)
    assert any(line.startswith("no answer") for line in listed)


def test_the_decoding_is_as_wished_and_is_what_is_explained(ask: Run) -> None:
    (short,) = found(ask, "--max-answer-tokens", "1", "--target", "span")
    assert len(short.prediction.label.split()) == 1
    assert short.target.name == short.prediction.label
    (none,) = found(ask, "--no-answer-threshold", "-99", "--target", "predicted")
    assert (none.prediction.label, none.target.kind) == ("no answer", "no-answer")


def test_a_table_has_a_line_for_each_target(ask: Run, tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    code, out, err = ask("--context-text", CONTEXT, "--true-answer", "slow", "--csv", path)
    assert (code, err) == (0, f"wrote {path}\n")
    assert "Occlusion" in out
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    assert [(row["method"], row["kind"], row["true"]) for row in rows] == [
        ("occlusion", "start", "slow"), ("occlusion", "end", "slow")
    ]  # fmt: skip
    assert all(0 < float(row["probability"]) < 1 and row["convergence_delta"] is not None for row in rows)


def test_a_table_on_standard_output_is_nothing_but_a_table(ask: Run) -> None:
    code, out, err = ask("--context-text", CONTEXT, "--csv", "-", "--target", "span")
    assert (code, err) == (0, "")
    (row,) = csv.DictReader(io.StringIO(out))
    assert row["predicted"] == row["target"]


def test_reports_are_written(ask: Run, tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("a.json", "a.html", "a.png")]
    code, _, err = ask("--context-text", CONTEXT, "--json", paths[0], "--html", paths[1], "--plot", paths[2])
    assert code == 0
    assert err.splitlines() == [f"wrote {path}" for path in paths]
    assert len(json.loads(paths[0].read_text(encoding="utf-8"))) == 2
    assert paths[1].read_text(encoding="utf-8").startswith("<!doctype html>")
    assert paths[2].read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--context-text", " "], "the context is empty or blank"),
        (["--context-text", CONTEXT, "--context", "x.txt"], "give --context or --context-text, not both"),
        (["--context", "/no/such/file.txt"], "cannot read '/no/such/file.txt'"),
        (["--context-text", CONTEXT, "--answer", "fast"], "the answer 'fast' does not stand in the context"),
        (["--context-text", CONTEXT, "--versus", "fast"], "the answer 'fast' does not stand in the context"),
        (["--context-text", CONTEXT, "--true-answer", "fast"], "the true answer 'fast' does not stand in the context"),
        (["--context-text", CONTEXT, "--target", "strat"], "unknown target 'strat'. Did you mean 'start'?"),
        (["--context-text", CONTEXT, "--answer", "slow", "--target", "no-answer"], "'no-answer' is not of it"),
        (["--context-text", CONTEXT, "--answer-start", "3"], "belongs to an answer of your own"),
        (["--context-text", CONTEXT, "--target", "start", "--versus", "no-answer"], "set it against target 'span'"),
        (["--context-text", CONTEXT, "--parts", "contxt"], "unknown part 'contxt'"),
        (["--context-text", CONTEXT, "--output", "logits"], "unknown output 'logits'. Did you mean 'logit'?"),
        (["--context-text", CONTEXT, "--top-k", "0"], "k must be a whole number of at least 1"),
        (["--context-text", CONTEXT, "--max-answer-tokens", "0"], "max_tokens must be a whole number of at least 1"),
        (["--context-text", CONTEXT, "--set", "windw=2"], "unknown setting of occlusion 'windw'"),
        (["--context-text", CONTEXT, "--json", "/no/such/a.json"], "give a file in a folder that exists"),
        (["--context-text", CONTEXT, "--csv", "/no/such/a.csv"], "give a file in a folder that exists"),
        (
            ["--context-text", CONTEXT, "--csv", "-", "--json", "-"],
            "only one thing can be written to standard output",
        ),
        (["--context-text", CONTEXT, "--plot", "a.docx"], "give a name that ends in .png"),
        (["--context-text", CONTEXT, "--model", "/no/such/folder"], "is not a folder of a Hugging Face model"),
    ],
)
def test_slips_are_one_line_and_exit_code_2(ask: Run, arguments: list[str], message: str) -> None:
    code, out, err = ask(*arguments)
    assert (code, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert message in err


def test_an_empty_question(run: Run, qa_folder: Path) -> None:
    code, _, err = run("ask", " ", "--context-text", CONTEXT, "--model", qa_folder)
    assert code == 2
    assert "the question is empty or blank" in err


def test_no_context_at_all(ask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    code, _, err = ask()
    assert code == 2
    assert "no context given. Use --context FILE or --context-text TEXT, or pipe it in." in err


def test_a_model_without_a_head_for_questions_is_named_with_its_head(run: Run, tmp_path: Path) -> None:
    for part in families.bert():
        part.save_pretrained(tmp_path)
    code, _, err = run("ask", QUESTION, "--context-text", CONTEXT, "--model", tmp_path)
    assert code == 2
    assert "no trained head for extractive question answering" in err
    assert "(classification)" in err


def test_slips_are_told_before_the_model_is_loaded(ask: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "load_question_model", lambda *_: pytest.fail("the model was loaded"))
    for arguments in (["--set", "x=1"], ["--plot", "a.docx"], ["--json", "/no/such/a.json"], ["--target", "x"]):
        assert ask("--context-text", CONTEXT, *arguments)[0] == 2
    assert ask("--context", "/no/such/file.txt")[0] == 2


def test_the_answer_is_said_in_words(ask: Run) -> None:
    code, out, err = ask("--context-text", CONTEXT, "--target", "span", "--in-words")
    assert code == 0, err
    assert "The model answers “" in out
    code, _, err = ask("--context-text", CONTEXT, "--in-words", "--csv", "-")
    assert (code, err) == (
        2,
        "error: --in-words prints sentences, and '-' prints data in their place; leave one out.\n",
    )
