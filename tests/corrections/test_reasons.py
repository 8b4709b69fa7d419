"""The penalty and its gradient against finite differences; where it reaches; what cannot be penalised."""

import pytest
import torch

from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import UnsupportedError
from exegesis.corrections.lessons import lesson_of
from exegesis.corrections.objective import LABELS, REASONS, Correcting
from exegesis.corrections.reasons import looked_up, marked_table, steepness, the_lookup
from exegesis.corrections.settings import CorrectionSettings
from exegesis.training.objective import Share
from tests import tiny
from tests.corrections.films import DATA, NAME, QUICK


@pytest.fixture(scope="module")
def model() -> TransformerModel:
    """In float64, so that differences are of weights and not of rounding."""
    made = tiny.bert().copied("tiny")
    made.model.double().set_attn_implementation("eager")
    return made


def penalty(model: TransformerModel) -> torch.Tensor:
    """Of the first two texts."""
    lesson = lesson_of(model, DATA, [NAME])
    inputs = model.passes.inputs(list(lesson.rows[:2]))
    with looked_up(model.model, inputs["input_ids"]) as seen:
        logits = model.model(**inputs).logits.double()
        marked = marked_table(inputs["attention_mask"], lesson.marked[:2])
        return steepness(logits, the_lookup(seen, "tiny"), marked)


def test_it_is_the_square_of_the_slope_by_finite_differences(model: TransformerModel) -> None:
    """d sum log p / d x at each number of the marked pieces, by moving the vectors that enter."""
    lesson = lesson_of(model, DATA, [NAME])
    row = model.passes.inputs([lesson.rows[0]])
    vectors = model.model.get_input_embeddings()(row["input_ids"]).detach()
    rest = {name: value for name, value in row.items() if name != "input_ids"}

    def summed(x: torch.Tensor) -> float:
        with torch.no_grad():
            return float(torch.log_softmax(model.model(inputs_embeds=x, **rest).logits, -1).sum())

    expected, step = 0.0, 1e-4
    for place in lesson.marked[0]:
        for number in range(vectors.shape[2]):
            moved = [vectors.clone(), vectors.clone()]
            moved[0][0, place, number] += step
            moved[1][0, place, number] -= step
            expected += ((summed(moved[0]) - summed(moved[1])) / (2 * step)) ** 2
    assert float(penalty(model)[0].detach()) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(
    "name",
    ["bert.encoder.layer.0.attention.self.query.weight", "classifier.weight", "bert.embeddings.LayerNorm.weight"],
)
def test_its_own_gradient_is_that_of_finite_differences(model: TransformerModel, name: str) -> None:
    weight = dict(model.model.named_parameters())[name]
    (gradient,) = torch.autograd.grad(penalty(model).sum(), weight)
    place = int(gradient.abs().argmax())
    flat, step = weight.data.view(-1), 1e-4
    kept, sides = float(flat[place]), []
    for moved in (kept + step, kept - step):
        flat[place] = moved
        sides.append(float(penalty(model).sum().detach()))
    flat[place] = kept
    assert float(gradient.view(-1)[place]) == pytest.approx((sides[0] - sides[1]) / (2 * step), rel=1e-2)
    assert weight.grad is None


def test_texts_without_a_marked_word_owe_nothing() -> None:
    model = tiny.bert()
    model.model.set_attn_implementation("eager")
    lesson = lesson_of(model, DATA, [NAME])
    learning = Correcting(model, lesson, CorrectionSettings(**QUICK), 0, 1.0)  # type: ignore[arg-type]
    for rows in learning.batches(0):
        for part in learning.parts(0, rows, Share(0, 1)):
            sums = learning.sums(part, [LABELS, REASONS])
            holds = any(lesson.marked[row] for row in part.rows)
            assert (float(sums[REASONS].detach()) > 0) == holds
            assert float(sums[LABELS].detach()) > 0


def test_marks_are_counted_from_the_first_own_piece() -> None:
    """Padding may stand on the left."""
    attention = torch.tensor([[0, 0, 1, 1, 1], [1, 1, 1, 1, 1]])
    table = marked_table(attention, [(1,), (0, 4)])
    assert table.tolist() == [[False, False, False, True, False], [True, False, False, False, True]]


def test_a_model_that_looks_its_pieces_up_twice_is_refused() -> None:
    with pytest.raises(UnsupportedError, match="use counterfactual texts"):
        the_lookup([], "tiny")
