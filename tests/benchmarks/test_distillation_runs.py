"""The distillation experiments: runs on the disk, variants, tables, the page. Nothing is trained."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import distillation_ablation as ablation
import distillation_page
import distillation_questions as questions
import distillation_sentiment as sentiment
import distillation_speed
import pytest
from distillation_ablation_runs import ABLATIONS, Budget, pretraining
from distillation_questions_runs import Budget as QuestionsBudget
from distillation_questions_runs import drawn, in_squad_form, settings_of
from distillation_records import Run, command_line, done, read, write

from exegesis.core.errors import InputError
from exegesis.data.squad.reading import Reference, SquadQuestion, read_squad
from exegesis.reports.student.result import Speed

SPEED = {
    "texts": 4,
    "rounds": 3,
    "teacher_seconds": 2.0,
    "student_seconds": 1.0,
    "ratio": 2.0,
    "ratio_range": [1.9, 2.2],
}


def test_a_run_that_is_there_is_not_redone(tmp_path: Path) -> None:
    settings = {"variant": "full", "lr": 5e-4, "layers": (0, 3)}
    assert not done(tmp_path, "one", settings)
    write(tmp_path, "ablation", "one", settings, {"accuracy": 80.0}, "python x")
    assert done(tmp_path, "one", settings)
    assert [one["figures"]["accuracy"] for one in read(tmp_path, "ablation")] == [80.0]
    assert not read(tmp_path, "questions")


def test_a_run_of_other_settings_is_refused(tmp_path: Path) -> None:
    write(tmp_path, "ablation", "one", {"steps": 2}, {}, "python x")
    with pytest.raises(InputError, match=r"one\.json was made with other settings"):
        done(tmp_path, "one", {"steps": 3})


def test_a_command_names_no_folder_of_the_machine(tmp_path: Path) -> None:
    parser = argparse.ArgumentParser(prog="x.py")
    parser.add_argument("--data", type=Path)
    parser.add_argument("--depths", type=int, nargs="+", default=[5, 4])
    parser.add_argument("--tuning-lr", type=float, default=0.1)
    parser.add_argument("--table", action="store_true")
    parser.add_argument("--student", action="extend", nargs="+", default=[])
    students = ["--student", "bundled:sentiment", "--student", str(tmp_path)]
    given = parser.parse_args([*students, "--data", str(tmp_path), "--depths", "3", "2", "--tuning-lr", "0.2"])
    said = "python benchmarks/x.py --data DIR --depths 3 2 --tuning-lr 0.2 --student bundled:sentiment DIR"
    assert command_line(parser, given) == said


def test_a_variant_changes_what_it_says_and_nothing_else() -> None:
    full = asdict(pretraining("full", Budget()))
    assert (full["kl"], full["mlm"], full["cosine"]) == (5.0, 2.0, 1.0)
    changed = {name: {k for k, v in asdict(pretraining(name, Budget())).items() if v != full[k]} for name in ABLATIONS}
    assert changed == {
        "full": set(),
        "no-kl": {"kl"},
        "no-cosine": {"cosine"},
        "no-mlm": {"mlm"},
        "random": {"random_start"},
    }


def test_the_ablations_table() -> None:
    lines = ablation.table(_ablations()).splitlines()
    assert lines[2].startswith("| all three losses | 3 | 5.100 ± 0.100 | 80.10 ± 0.10 |")
    assert lines[3].split(" | ")[4:] == ["+1.000 ± 0.000", "as published", "+0.00 ± 0.00", "unresolved", "-2.96 |"]


def test_without_kl_costs_less() -> None:
    full, less = (ablation.operations(name, Budget()) for name in ("full", "no-kl"))
    assert ablation.operations("untrained", Budget()) < less < full == ablation.operations("random", Budget())


def test_questions_come_back_from_squads_form(tmp_path: Path) -> None:
    asked = [
        SquadQuestion(str(n), f"What is {n}?", f"It is ({n}), they say.", (Reference(f"({n})", 6),)) for n in range(7)
    ]
    (tmp_path / "train.json").write_text(json.dumps(in_squad_form(asked)), encoding="utf-8")
    assert read_squad(tmp_path / "train.json") == asked


def test_a_draw_is_fixed_and_in_order() -> None:
    asked = [SquadQuestion(str(n), "?", "c", ()) for n in range(50)]
    chosen = [int(one.id) for one in drawn(asked, 10)]
    assert chosen == sorted(set(chosen))
    assert len(chosen) == 10
    assert drawn(asked, 10) == drawn(asked, 10)
    assert drawn(asked, 99) == asked


def test_the_teachers_run_depends_on_the_questions_alone() -> None:
    one, other = QuestionsBudget(rows=5), QuestionsBudget(rows=6)
    assert settings_of(6, one) == settings_of(6, other)
    assert settings_of(3, one) != settings_of(3, other)


def test_every_other_round_the_student_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    order: list[Any] = []

    def timed(first: Any, second: Any, documents: Any, rounds: int) -> Speed:
        order.append(first)
        a, b = ({"teacher": 4.0, "student": 2.0}[one] for one in (first, second))
        return Speed(len(documents), rounds, a, b, a / 2, b / 4, a / b, 2 * a / b)

    monkeypatch.setattr(distillation_speed, "timed", timed)
    found = distillation_speed.alternating("teacher", "student", ["x"] * 5, 3)  # type: ignore[arg-type]
    assert order == ["teacher", "student", "teacher"]
    assert (found["ratio"], found["ratio_range"]) == (2.0, [2.0, 2.0])
    assert (found["teacher_seconds"], found["student_seconds"]) == (20.0, 10.0)


def test_what_was_asked_of_sentiment() -> None:
    run = _sentiment()
    assert sentiment.reaches(run)
    run["figures"]["sets"]["SST-2 test"]["student"] = 80.0
    assert not sentiment.reaches(run)
    slow = _sentiment()
    slow["figures"]["speed"]["ratio"] = 1.59
    assert not sentiment.reaches(slow)


@pytest.mark.slow
def test_the_page_holds_all_that_was_run(tmp_path: Path) -> None:
    runs = tmp_path / "runs"
    for one in [*_ablations(), *_questions(), _sentiment()]:
        write(runs, one["kind"], one["name"], one["settings"], one["figures"], "python benchmarks/x.py --data DIR")
    distillation_page.write_page(runs, tmp_path)
    text = (tmp_path / "distillation.md").read_text(encoding="utf-8")
    picture = (tmp_path / distillation_page.PLOT).read_bytes()
    assert "| 3 (0 2 5) | 9 | 50.00 | 60.00 | 83.3% | 85.7% | 1.00 of 2.00 | 2.00 (1.90 to 2.20) |" in text
    assert "| `bundled:sentiment` | 88.50 | 91.50 | 97.8%, 98.4% | 8 | 16.5 | 1.00 | 2.00 (1.90 to 2.20) |" in text
    assert "both sets is reached" in text
    assert str(tmp_path) not in text
    assert "{" not in text
    distillation_page.write_page(runs, tmp_path)
    assert (tmp_path / distillation_page.PLOT).read_bytes() == picture


def test_a_page_of_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run in"):
        distillation_page.write_page(tmp_path, tmp_path)


def test_questions_without_runs_have_no_table() -> None:
    assert questions.table([]) == sentiment.table([]) == ""


def _ablations() -> list[Run]:
    found = []
    for variant, more in (("full", 0.0), ("no-kl", 1.0)):
        for seed in range(3):
            figures = {
                "held_out_loss": 5.0 + seed / 10 + more,
                "accuracy": 80.0 + seed / 10,
                "held_out_pieces": 99,
            }
            settings = {"variant": variant, "seed": seed, **asdict(Budget())}
            found.append(_run("ablation", f"ablation-{variant}-{seed}", settings, figures))
    return found


def _questions() -> list[Run]:
    teacher = {"questions": 12, "exact_match": 60.0, "f1": 70.0, "parameters": 14}
    student = {"questions": 12, "exact_match": 50.0, "f1": 60.0, "parameters": 9, "layers": [0, 2, 5], "speed": SPEED}
    budget = QuestionsBudget()
    return [
        _run("questions", "questions-6", settings_of(6, budget), teacher),
        _run("questions", "questions-3", settings_of(3, budget), student),
    ]


def _sentiment() -> Run:
    sets = {"SST-2 test": {"teacher": 90.5, "student": 88.5}, "IMDb test sample": {"teacher": 93.0, "student": 91.5}}
    facts = {
        "teacher": {"name": "teacher", "parameters": 22, "megabytes": None},
        "student": {"name": "bundled:sentiment", "parameters": 8, "megabytes": 16.5},
    }
    figures = {**facts, "sets": sets, "speed": dict(SPEED)}
    settings = {"sentences": 200, "reviews": 50, "rounds": 7}
    return _run("sentiment", "sentiment-sentiment", settings, figures)


def _run(kind: str, name: str, settings: dict[str, Any], figures: dict[str, Any]) -> Run:
    return {"kind": kind, "name": name, "settings": settings, "figures": figures}
