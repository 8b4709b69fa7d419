"""A training of a correction: each pass is a step of it, texts are learned without a marked word's help."""

from pathlib import Path

import pytest

from exegesis.core.errors import InputError
from exegesis.corrections.learning import CorrectionRun, learn
from exegesis.corrections.lessons import CorrectionLesson, lesson_of
from exegesis.corrections.settings import CorrectionSettings
from tests import tiny
from tests.corrections.films import DATA, NAME

SETTINGS = CorrectionSettings(lr=1e-3, epochs=2, batch_texts=3)


@pytest.mark.parametrize("strength", [0.0, 1.0])
def test_every_pass_is_a_step_with_dropout(tmp_path: Path, strength: float) -> None:
    """But those that weigh the penalty before the first step."""
    model = tiny.bert().copied("tiny")
    lesson = lesson_of(model, DATA, [NAME])
    model.habits  # noqa: B018 (tried beforehand)
    modes: list[bool] = []
    model.model.register_forward_pre_hook(lambda module, given: modes.append(module.training))
    learned = learn(model, lesson, SETTINGS, 0, CorrectionRun(tmp_path / "run"), strength)
    before = 0 if strength == 0 else learned.steps // SETTINGS.epochs
    assert modes == [False] * before + [True] * learned.steps
    assert model.model.config._attn_implementation != "eager"
    assert (learned.penalty > 0) == (strength > 0)


@pytest.mark.slow
def test_the_penalty_lowers_what_the_answer_owes_to_the_word(tmp_path: Path) -> None:
    """Beside the same training without it."""
    from exegesis.corrections.objective import REASONS, Correcting
    from exegesis.training.objective import Share

    settings = CorrectionSettings(lr=3e-3, epochs=15, batch_texts=8)
    owed = {}
    for strength in (0.0, 3.0):
        model = tiny.bert().copied("tiny")
        lesson = lesson_of(model, DATA, [NAME])
        learn(model, lesson, settings, 0, CorrectionRun(tmp_path / str(strength)), strength)
        model.model.set_attn_implementation("eager")
        learning = Correcting(model, lesson, settings, 0, 1.0)
        (part,) = learning.parts(0, learning.batches(0)[0], Share(0, 1))
        owed[strength] = float(learning.sums(part, [REASONS])[REASONS].detach())
    assert owed[3.0] < owed[0.0] / 2


def test_nothing_is_penalised_where_nothing_is_marked(tmp_path: Path) -> None:
    model = tiny.bert().copied("tiny")
    lesson = lesson_of(model, DATA)
    with pytest.raises(InputError, match="nothing to penalise"):
        learn(model, lesson, SETTINGS, 0, CorrectionRun(tmp_path / "run"), 1.0)


def test_a_model_that_takes_one_text_at_a_time(tmp_path: Path) -> None:
    model = tiny.gpt2()
    model.named_labels = ("negative", "positive")
    lesson = lesson_of(model, DATA, [NAME])
    assert all(lesson.marked[:4])
    assert not any(lesson.marked[4:])
    short = CorrectionLesson(lesson.rows[:3], lesson.labels[:3], lesson.marked[:3])
    assert learn(model, short, SETTINGS, 0, CorrectionRun(tmp_path / "run"), 1.0).steps == 2
