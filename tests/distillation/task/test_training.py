from collections.abc import Sequence

import numpy as np
import pytest
import torch
from tests.distillation.task.test_shown import asked
from tests.distillation.task.toys import BAD, GOOD, answerer, classifier, reviews, tagger

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.distillation.task.distributions import Logits
from exegesis.distillation.task.examples import Example, TagExample, TextExample
from exegesis.distillation.task.label_curve import label_curve
from exegesis.distillation.task.lessons import material, taught
from exegesis.distillation.task.objective import Lesson
from exegesis.distillation.task.settings import TaskSettings
from exegesis.distillation.task.training import learn, right_share
from exegesis.training.trainer import NotFinite

FAST = TaskSettings(epochs=6, lr=5e-3, batch_texts=16, kl=0.0, hard=1.0)


def trained(model: TransformerModel, examples: Sequence[Example], settings: TaskSettings = FAST) -> TransformerModel:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        learn(model, material(model, examples).lesson, None, settings, 0)
    return model


class Rule:
    """A teacher that knows the rule: its logits are 3 for the right class of any text."""

    def __init__(self, student: TransformerModel, examples: Sequence[TextExample]) -> None:
        self.tables: list[Logits] = [np.array([self.logits(one)], np.float32) for one in examples]

    def logits(self, one: TextExample) -> list[float]:
        good = sum(word in GOOD for word in one.texts[0].split()) - sum(word in BAD for word in one.texts[0].split())
        return [3.0, 0.0] if good < 0 else [0.0, 3.0]


@pytest.mark.slow
def test_labels_are_learned_by_every_head() -> None:
    test = material(classifier(), reviews(60, 9)).lesson
    assert (
        right_share(trained(classifier(2), reviews(160, 0), TaskSettings(epochs=8, lr=1e-2, kl=0, hard=1)), test) > 0.9
    )
    words = [TagExample(tuple(one.texts[0].split()), (), "x") for one in reviews(60, 1)]
    tags = [TagExample(w.words, tuple("X" if word in GOOD else "O" for word in w.words), "x") for w in words]
    model = trained(tagger(1), tags)
    assert right_share(model, material(model, tags).lesson) > 0.95
    answering = trained(answerer(1), [asked()] * 16, TaskSettings(epochs=30, lr=5e-3, kl=0, hard=1))
    assert right_share(answering, material(answering, [asked()]).lesson) == 1.0


@pytest.mark.slow
def test_a_student_learns_more_with_the_teacher_than_from_few_labels() -> None:
    labelled, more, test = reviews(8, 0), reviews(200, 1), reviews(200, 2)
    bare = [TextExample(one.texts, None, one.where) for one in more]
    settings = TaskSettings(epochs=8, lr=1e-2, batch_texts=16, kl=1.0, hard=0.5)
    alone = trained(classifier(3), labelled, TaskSettings(epochs=200, lr=1e-2, batch_texts=16, kl=0.0, hard=1.0))
    student = classifier(3)
    given = material(student, [*labelled, *bare])
    rule = Rule(student, [*labelled, *bare])
    learn(student, Lesson(given.lesson.rows, given.lesson.labels, rule.tables), None, settings, 0)
    shares = [right_share(model, material(model, test).lesson) for model in (student, alone)]
    assert shares[0] > 0.95
    assert shares[0] > shares[1] + 0.05


def test_the_same_seed_gives_the_same_weights() -> None:
    one, other = (trained(classifier(), reviews(32, 0), TaskSettings(epochs=1, kl=0, hard=1)) for _ in range(2))
    for first, second in zip(one.model.parameters(), other.model.parameters(), strict=True):
        assert torch.equal(first, second)


def test_a_loss_that_is_no_number_stops_with_the_last_good_weights() -> None:
    student = classifier()
    given = material(student, reviews(24, 0)).lesson
    tables = [np.zeros((1, 2), np.float32) for _ in given.rows]
    tables[5][:] = np.nan
    settings = TaskSettings(epochs=1, batch_texts=8, kl=1.0, hard=0.0)
    with pytest.raises(NotFinite, match=r"\(kl nan\) in step [123], .*row 6\b.*checkpoint"):
        learn(student, Lesson(given.rows, given.labels, tables), None, settings, 0)
    assert all(parameter.isfinite().all() for parameter in student.model.parameters())


@pytest.mark.slow
def test_the_curve_of_labels_has_both_students_at_every_count() -> None:
    teacher = trained(classifier(2), reviews(160, 0), TaskSettings(epochs=8, lr=1e-2, kl=0, hard=1))
    settings = TaskSettings(epochs=2, lr=1e-2, batch_texts=16, kl=1.0, hard=0.5)
    points = label_curve(lambda: classifier(3), [teacher], reviews(64, 1), reviews(60, 2), [4, 32], settings)
    assert [point.labels for point in points] == [4, 32]
    assert all(0.0 <= share <= 1.0 for point in points for share in (point.with_teacher, point.without_teacher))
    with pytest.raises(InputError, match="between 1 and 64"):
        label_curve(lambda: classifier(3), [teacher], reviews(64, 1), reviews(60, 2), [65], settings)


def test_several_teachers_teach_together() -> None:
    student = classifier()
    given = material(student, [TextExample(("good film",), None, "x")])
    both = taught(student, [classifier(1), classifier(2)], given, TaskSettings(), None).teacher
    alone = [taught(student, [classifier(seed)], given, TaskSettings(), None).teacher for seed in (1, 2)]
    assert both is not None
    soft = [torch.softmax(torch.from_numpy(table[0]) / 2, -1) for table in (both, *filter(None, alone))]
    assert torch.allclose(soft[0], (soft[1] + soft[2]) / 2, atol=1e-6)


def test_every_pass_of_a_training_is_a_step_of_it() -> None:
    """With dropout, and none that only tries how the student pads: texts of different lengths stand in each batch."""
    student = classifier()
    student.pads_left  # noqa: B018 (tried beforehand)
    modes: list[bool] = []
    with torch.random.fork_rng(devices=[]):
        handle = student.model.register_forward_pre_hook(lambda module, given: modes.append(module.training))
        settings = TaskSettings(epochs=2, batch_texts=8, kl=0.0, hard=1.0)
        progress = learn(student, material(student, reviews(16, 0)).lesson, None, settings, 0)
        handle.remove()
    assert modes == [True] * progress.step
