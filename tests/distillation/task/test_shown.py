import numpy as np
import pytest
import torch
from tests.distillation.task.toys import answerer, classifier, tagger
from tests.question_models import question_model

from exegesis.core.errors import InputError
from exegesis.data.squad.reading import Reference, SquadQuestion
from exegesis.distillation.task.distributions import answers, stacked
from exegesis.distillation.task.examples import TagExample, TextExample
from exegesis.distillation.task.lessons import check_labelled, material, taught
from exegesis.distillation.task.settings import TaskSettings
from exegesis.distillation.task.shown import labels_of, shown, stretches

CONTEXT = "the film is good and the acting is wonderful"


def asked(text: str = "wonderful", start: int = 35) -> SquadQuestion:
    return SquadQuestion("q1", "is the film good?", CONTEXT, (Reference(text, start),) if text else ())


def test_an_answers_pieces_spell_it() -> None:
    model = answerer()
    items = stretches(model, [asked()]).items
    (row,) = shown(model, items)
    ((start, end),) = labels_of(model, items, [row], [asked()])
    first, last = row.spans[int(start)], row.spans[int(end)]
    assert items[0].document.text[first.start : last.end] == "wonderful"


def test_a_question_without_an_answer_points_at_cls() -> None:
    model = answerer()
    items = stretches(model, [asked("")]).items
    assert labels_of(model, items, shown(model, items), [asked("")]) == [[0.0, 0.0]]


def test_a_long_context_is_read_in_windows_of_which_some_hold_the_answer() -> None:
    model = answerer()
    long = SquadQuestion("q", "is it good?", "the plot is dull . " * 20 + "wonderful", (Reference("wonderful", 380),))
    items = stretches(model, [long]).items
    labels = labels_of(model, items, shown(model, items), [long])
    assert len(items) > 2
    assert labels[0] == [0.0, 0.0]
    assert labels[-1][0] > 0


def test_words_are_read_at_their_first_piece() -> None:
    model = tagger()
    example = TagExample(("boring", "xyz", "!"), ("O", "X", "O"), "x")
    items = stretches(model, [example]).items
    (row,) = shown(model, items)
    assert [row.spans[place].start for place in row.places] == [0, 7, 11]
    assert labels_of(model, items, [row], [example]) == [[0.0, 1.0, 0.0]]


def test_answers_do_not_depend_on_the_batch() -> None:
    for model, examples in (
        (classifier(), [TextExample((text,), None, "x") for text in ("good", CONTEXT)]),
        (tagger(), [TagExample(tuple(text.split()), None, "x") for text in ("good", CONTEXT)]),
        (answerer(), [asked(), SquadQuestion("q2", "good?", "it is good", ())]),
    ):
        rows = shown(model, stretches(model, examples).items)
        together = answers(model, rows)
        for one, row in zip(together, rows, strict=True):
            np.testing.assert_allclose(one, answers(model, [row])[0], atol=1e-5)


def test_left_padded_rows_are_read_from_their_first_piece() -> None:
    model = question_model("xlnet")
    rows = shown(model, stretches(model, [asked(), SquadQuestion("q2", "good?", "it is good", ())]).items)
    for one, row in zip(answers(model, rows), rows, strict=True):
        np.testing.assert_allclose(one, answers(model, [row])[0], atol=1e-4)


def test_tables_of_different_widths_are_stacked() -> None:
    made = stacked([np.ones((2, 3), np.float32), np.zeros((1, 2), np.float32)], torch.device("cpu"))
    assert made.shape == (3, 3)
    assert made[2, 2] < -1e29


def test_a_long_text_is_cut_and_counted() -> None:
    found = stretches(classifier(), [TextExample(("good film " * 100,), "positive", "x")])
    assert (len(found.items), found.cut) == (1, 1)


def test_a_teacher_of_other_pieces_is_refused_for_questions_only() -> None:
    student, other = question_model("bert"), question_model("roberta")
    given = material(student, [SquadQuestion("q", "good?", "unbelievable movie", ())])
    with pytest.raises(InputError, match="other pieces than the student"):
        taught(student, [other], given, TaskSettings(), None)


def test_a_teacher_of_other_labels_is_refused() -> None:
    student, teacher = classifier(), classifier(1, ("negative", "neutral"))
    given = material(student, [TextExample(("good",), "positive", "x")])
    with pytest.raises(InputError, match="negative, neutral"):
        taught(student, [teacher], given, TaskSettings(), None)


def test_a_teachers_columns_come_in_the_students_order() -> None:
    student, teacher = classifier(), classifier(1)
    swapped = classifier(1, ("positive", "negative"))
    given = material(student, [TextExample(("good film",), None, "x")])
    same, turned = (taught(student, [one], given, TaskSettings(), None).teacher for one in (teacher, swapped))
    assert same is not None
    assert turned is not None
    np.testing.assert_array_equal(same[0][:, ::-1], turned[0])


def test_rows_without_labels_need_a_teacher() -> None:
    with pytest.raises(InputError, match="row 7: no label"):
        check_labelled([TextExample(("a",), "x", "row 6"), TextExample(("a",), None, "row 7")])
    with pytest.raises(InputError, match="row 8: no label"):
        check_labelled([TagExample(("a",), None, "row 8")])
