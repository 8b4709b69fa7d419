import numpy as np
import pytest
import torch

from exegesis.core.errors import ModelError
from exegesis.data.explanation import Explanation
from exegesis.data.inputs import Question
from exegesis.data.squad.reading import V1, SquadQuestion
from exegesis.qa.contestants import Contestant, contestants
from exegesis.qa.saliency import Saliency
from exegesis.qa.timed_answers import answer
from tests.qa.files import LONG, RIGHT, asked
from tests.question_models import keyword_model, question_model


def made(contestant: Contestant, one: SquadQuestion = RIGHT, saliency: Saliency | None = None) -> Explanation:
    found = (saliency or Saliency()).beside(answer(contestant, one, V1), contestant, one)
    assert found.saliency is not None, found.saliency_error
    return found.saliency


def test_the_published_saliency_is_the_norm_over_the_vocabulary_divided_by_the_largest() -> None:
    """|E g| with g the gradient of start logit + end logit at the answer, by hand."""
    (contestant,) = contestants([question_model()])
    found = made(contestant)
    inner = contestant.model.model  # type: ignore[attr-defined]
    scene = contestant.task.scene(Question(RIGHT.question, RIGHT.context))
    tokens = scene.tokens[0]
    inputs = contestant.model.passes.inputs([tokens.row])  # type: ignore[attr-defined]
    weight = inner.get_input_embeddings().weight
    vectors = weight[inputs.pop("input_ids")].detach().requires_grad_()
    output = inner(inputs_embeds=vectors, **inputs)
    (span,) = found.target.spans
    inside = [n for n, s in enumerate(tokens.spans) if span.start <= s.start < s.end <= span.end]
    answer = output.start_logits[0, inside[0]] + output.end_logits[0, inside[-1]]
    (slopes,) = torch.autograd.grad(answer, vectors)
    norms = torch.linalg.vector_norm(slopes[0] @ weight.T, dim=-1).detach().numpy()
    seen = [n for n, special in enumerate(tokens.special) if not special]
    np.testing.assert_allclose(found.scores, norms[seen] / norms[seen].max(), rtol=1e-4)


def test_it_is_by_token_of_the_models_own_answer() -> None:
    (contestant,) = contestants([question_model()])
    found = made(contestant)
    assert (found.method, found.unit, found.id) == ("gradient", "token", "right")
    assert (found.settings["kind"], found.settings["normalise"]) == ("one_hot_norm", "maximum")
    assert found.scores.max() == 1.0
    assert (found.target.kind, found.target.name) == ("span", answer(contestant, RIGHT, V1).text)


def test_where_no_answer_is_said_that_is_explained() -> None:
    (contestant,) = contestants([keyword_model(none=9.0)])
    found = made(contestant, saliency=Saliency("occlusion"))
    assert (found.target.kind, found.prediction.label) == ("no-answer", "no answer")


def test_another_method_has_its_own_defaults_and_settings() -> None:
    (contestant,) = contestants([question_model()])
    found = made(contestant, saliency=Saliency("occlusion", settings={"window": 2}, seed=3))
    assert (found.method, found.unit, found.settings["window"], found.seed) == ("occlusion", "word", 2, 3)
    assert made(contestant, saliency=Saliency("occlusion", "token")).unit == "token"
    assert made(contestant, saliency=Saliency(settings={"kind": "norm"})).settings["kind"] == "norm"


def test_an_id_that_cannot_be_printed_is_left_out() -> None:
    (contestant,) = contestants([question_model()])
    assert made(contestant, SquadQuestion("a\nb", RIGHT.question, RIGHT.context, RIGHT.answers)).id is None


def test_what_fails_is_told_beside_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    (contestant,) = contestants([question_model()])
    given = answer(contestant, RIGHT, V1)

    def fail(*_: object, **__: object) -> None:
        raise ModelError("no memory")

    monkeypatch.setattr("exegesis.qa.saliency.api.explain", fail)
    found = Saliency().beside(given, contestant, RIGHT)
    assert (found.text, found.saliency, found.saliency_error) == (given.text, None, "no memory")


def test_nothing_is_explained_where_there_is_an_error() -> None:
    (contestant,) = contestants([question_model()])
    given = answer(contestant, LONG, V1)
    assert Saliency().beside(given, contestant, LONG) == given


def test_a_word_that_stands_twice_is_explained_where_the_answer_is() -> None:
    (contestant,) = contestants([keyword_model(slow=3.0)])
    found = made(contestant, asked("a", "slow and slow", "slow"), Saliency("occlusion"))
    assert [span.start - found.parts[-1].start for span in found.target.spans] == [0]
