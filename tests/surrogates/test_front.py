"""The front door: readable models are recovered, fidelity is told on unseen rows, bad input is refused in a line."""

from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis import Contrast, Surrogate
from exegesis.core.errors import ExegesisError, InputError, LongWorkWarning
from tests import tiny
from tests.surrogates.toys import CONSTANT, LINEAR, TEXT, TREE, WEIGHTS, WORDS, of_probability, texts

MANY = texts()


def weights(found: Surrogate) -> dict[str, float]:
    return {rule.conditions[0].feature: rule.value for rule in found.rules() if rule.adds}


@pytest.mark.parametrize("given", [MANY, TEXT], ids=["global", "local"])
def test_a_sparse_linear_model_is_recovered_at_its_size(given: Any) -> None:
    found = exegesis.surrogate(LINEAR, given, target=1, features=3)
    assert found.inside.r2 == pytest.approx(1.0, abs=1e-9)
    assert found.outside is not None
    assert found.outside.r2 == pytest.approx(1.0, abs=1e-9)
    assert found.outside.agreement == 1.0
    assert weights(found) == pytest.approx(WEIGHTS)
    assert found.rules()[0].value == pytest.approx(0.5)
    assert found.curve[1].inside.r2 is not None
    assert found.curve[1].inside.r2 < 0.99


def test_a_contrast_over_texts_is_the_difference_of_two_labels_and_decides_at_none() -> None:
    truths = [place % 2 for place in range(len(MANY))]
    found = exegesis.surrogate(LINEAR, MANY, target=Contrast(1, 0), features=3, truths=truths)
    assert weights(found) == pytest.approx({word: 2 * value for word, value in WEIGHTS.items()})
    assert found.rules()[0].value == pytest.approx(0.0, abs=1e-9)  # p - (1 - p)
    assert (found.threshold, found.against) == (0.0, "class 0")
    assert found.accuracy is not None
    with pytest.raises(InputError, match="with itself is always 0"):
        exegesis.surrogate(LINEAR, MANY, target=Contrast(1, 1))


@pytest.mark.parametrize("given", [MANY, TEXT], ids=["global", "local"])
def test_a_tree_is_recovered_at_its_depth(given: Any) -> None:
    found = exegesis.surrogate(TREE, given, "tree", target=1, max_depth=2)
    assert found.outside is not None
    assert found.inside.r2 == pytest.approx(1.0, abs=1e-9)
    assert found.outside.r2 == pytest.approx(1.0, abs=1e-9)
    said = {tuple((one.feature, one.present) for one in rule.conditions): rule.value for rule in found.rules()}
    assert said == pytest.approx(
        {
            (("bad", True), ("good", True)): 0.3,
            (("bad", True), ("good", False)): 0.1,
            (("bad", False), ("film", True)): 0.9,
            (("bad", False), ("film", False)): 0.6,
        }
    )
    assert sum(rule.support for rule in found.rules()) == found.inside.rows
    assert found.curve[0].inside.r2 is not None
    assert found.curve[0].inside.r2 < 0.99


def test_a_tolerance_chooses_the_smallest_size_that_follows() -> None:
    found = exegesis.surrogate(LINEAR, MANY, features=8, tolerance=0.001)
    assert (found.size, len(found.curve)) == (3, 8)
    assert exegesis.surrogate(TREE, MANY, "tree", max_depth=5, tolerance=0.001).size == 2


def memorised(count: int) -> tuple[list[str], Any]:
    """Texts of words of their own, with numbers that nothing but the texts themselves can tell."""
    rng = np.random.default_rng(0)
    given = [" ".join(rng.choice(60, 8).astype(str)) for _ in range(count)]
    numbers = dict(zip(given, rng.random(count), strict=True))
    return given, lambda some: [[1 - numbers.get(text, 0.5), numbers.get(text, 0.5)] for text in some]


@pytest.mark.parametrize("family", ["linear", "tree"])
def test_fidelity_held_out_is_told_on_rows_that_were_not_fitted(family: str) -> None:
    """A model that answers at random cannot be followed where it was not seen: figures that leak would be high."""
    given, model = memorised(80)
    found = exegesis.surrogate(model, given, family, features=60, max_depth=15, least_rows=1)
    assert found.inside.r2 is not None
    assert found.inside.r2 > 0.9
    assert found.outside is not None
    assert found.outside.r2 is not None
    assert found.outside.r2 < 0.2
    assert found.inside.rows + found.outside.rows == 80


def test_copies_of_one_text_are_never_on_both_sides() -> None:
    given, model = memorised(40)
    repeated = [text for text in given for _ in range(4)]
    found = exegesis.surrogate(model, repeated, "tree", max_depth=15, least_rows=1)
    assert found.outside is not None
    assert found.outside.rows % 4 == 0
    assert found.outside.r2 is not None
    assert found.outside.r2 < 0.2


def test_what_is_told_of_held_out_texts_is_what_predict_gives_for_them() -> None:
    """The figures are those of the result itself: a model that changes on unseen texts changes them alone."""
    found = exegesis.surrogate(TREE, MANY, "linear", features=3, held_out=0.5)
    numbers = np.array([one[1] for one in TREE(MANY)])
    said = found.predict(MANY)
    assert found.outside is not None
    rows = found.inside.rows, found.outside.rows
    errors = found.inside.error * rows[0] + found.outside.error * rows[1]
    assert errors == pytest.approx(np.abs(said - numbers).sum())


@pytest.mark.parametrize("family", ["linear", "tree"])
@pytest.mark.parametrize("given", [MANY, TEXT], ids=["global", "local"])
def test_the_same_seed_gives_the_same_surrogate_and_another_another_split(family: str, given: Any) -> None:
    model = exegesis.load(TREE, name="tree")
    first, again, other = (exegesis.surrogate(model, given, family, seed=seed).to_dict() for seed in (3, 3, 4))
    for one in (first, again, other):
        one.pop("cost")
    assert first == again
    assert first["curve"] != other["curve"]


def test_a_global_surrogate_predicts_texts_and_a_local_one_masks() -> None:
    over = exegesis.surrogate(LINEAR, MANY, features=3)
    assert over.predict(["a good film", "Bad!", ""]) == pytest.approx([0.8, 0.2, 0.5])
    assert over.predict([]).shape == (0,)
    assert over.decide(over.predict(["good", "bad"])) == ["class 1", "class 0"]
    around = exegesis.surrogate(LINEAR, TEXT, target=1, features=3)
    masks = np.ones((2, len(around.units)), dtype=np.bool_)
    masks[1, [unit.text == "bad" for unit in around.units]] = False
    assert around.predict_masks(masks) == pytest.approx([0.5, 0.8])
    for wrong in (lambda: around.predict(["x"]), lambda: over.predict_masks(masks), lambda: over.predict("x")):
        with pytest.raises(InputError):
            wrong()
    with pytest.raises(InputError, match="11 units"):
        around.predict_masks(masks[:, :-1])


@pytest.mark.parametrize("family", ["linear", "tree"])
@pytest.mark.parametrize("given", [MANY, TEXT], ids=["global", "local"])
def test_of_a_constant_model_fidelity_is_undefined_and_said_so(family: str, given: Any) -> None:
    found = exegesis.surrogate(CONSTANT, given, family)
    for one in (found.inside, found.outside):
        assert one is not None
        assert (one.r2, one.agreement) == (None, None)
    assert any("undefined" in warning for warning in found.warnings)
    assert found.chosen.features == 0
    assert Surrogate.from_json(found.to_json()) == found


def test_more_features_than_words_uses_all_and_says_so() -> None:
    found = exegesis.surrogate(LINEAR, MANY, features=50)
    assert len(found.curve) == len(WORDS)
    assert found.warnings[0].startswith("50 features were asked for, but there are only 13 words")


def test_labels_add_the_accuracy_of_both() -> None:
    labels = [int("good" in text.split()) for text in MANY]
    found = exegesis.surrogate(LINEAR, MANY, truths=labels, features=3).accuracy
    assert found is not None
    assert found.model == found.surrogate < 1.0
    perfect = of_probability(lambda words: 0.9 if "good" in words else 0.1)
    other = exegesis.surrogate(perfect, MANY, truths=labels, features=1).accuracy
    assert other is not None
    assert (other.model, other.surrogate, other.rows) == (1.0, 1.0, 30)
    some = exegesis.surrogate(perfect, MANY, truths=[None, *labels[1:]], features=1)
    assert some.accuracy is not None
    with pytest.raises(InputError, match="label \\(of text 2\\)"):
        exegesis.surrogate(perfect, MANY, truths=[0, "no such", *labels[2:]])


def test_log_odds_are_imitated_where_asked() -> None:
    odds = of_probability(lambda words: 1 / (1 + np.exp(-(2.0 * ("good" in words) - 3.0 * ("bad" in words)))))
    found = exegesis.surrogate(odds, MANY, output="logit", features=2)
    assert weights(found) == pytest.approx({"good": 2.0, "bad": -3.0})
    assert (found.threshold, found.target.output) == (0.0, "logit")


def test_words_in_a_row_are_found_where_asked() -> None:
    given = texts(400, 5)
    pair = lambda some: [[1 - p, p] for p in (0.9 if "good film" in text else 0.1 for text in some)]  # noqa: E731
    found = exegesis.surrogate(pair, given, features=1, ngrams=2)
    assert list(weights(found)) == ["good film"]


def test_perturbed_copies_are_fitted_on_and_never_held_out() -> None:
    plain, copied = (exegesis.surrogate(LINEAR, MANY, copies=count) for count in (0, 3))
    assert copied.inside.rows == plain.inside.rows + copied.settings["copies_made"]
    assert copied.settings["copies_made"] == 3 * plain.inside.rows
    assert plain.outside is not None
    assert copied.outside is not None
    assert copied.outside.rows == plain.outside.rows


def test_a_regression_has_values_and_no_agreement() -> None:
    lengths = exegesis.load(lambda some: [[3.0 * ("good" in text)] for text in some], "regression")
    found = exegesis.surrogate(lengths, MANY, features=1, truths=["1"] * len(MANY))
    assert weights(found) == pytest.approx({"good": 3.0})
    assert found.inside.agreement is None
    assert found.accuracy is None
    assert "labels were not compared" in found.warnings[0]


def test_several_classes_need_a_target() -> None:
    def three(some: list[str]) -> list[list[float]]:
        return [[0.8, 0.1, 0.1] if "good" in text else [0.1, 0.3, 0.6] for text in some]

    with pytest.raises(InputError, match="name the target"):
        exegesis.surrogate(three, MANY)
    assert weights(exegesis.surrogate(three, MANY, target=2, features=1)) == pytest.approx({"good": -0.5})


def test_any_head_can_be_followed_around_one_input() -> None:
    found = exegesis.surrogate(tiny.bert(), tiny.REVIEW, "tree", samples=60)
    assert found.target.output == "probability"
    assert found.outside is not None
    assert exegesis.surrogate(tiny.bert(), tiny.REVIEW, output="logit", samples=60).inside.agreement is None
    contrast = exegesis.Contrast("positive", "negative")
    assert exegesis.surrogate(tiny.bert(), tiny.REVIEW, target=contrast, output="logit", samples=60).threshold == 0.0
    assert exegesis.surrogate(tiny.bert(), tiny.REVIEW, unit="sentence", samples=60).chosen.features <= 2


def test_questions_and_answers_are_followed_around_one_input() -> None:
    from tests.question_models import question_model

    asked = exegesis.Question("who found it?", "it was found by a good dog in the film")
    found = exegesis.surrogate(question_model(), asked, target="start", samples=60, parts="context")
    assert found.text is not None
    assert all(unit.start > len(asked.question) for unit in found.units)


def test_a_local_surrogate_is_asked_again_from_its_file_and_a_global_one_is_not() -> None:
    from tests.question_models import question_model

    model = question_model()
    asked = exegesis.Question("who found it?", "it was found by a good dog in the film", "a good dog")
    found = exegesis.surrogate(
        model, asked, "tree", "start", 3, samples=60, parts=["context"], unit=lambda text: [(0, 6), (7, 12), (13, 18)]
    )
    assert len(found.units) == 3
    known = Surrogate.from_json(found.to_json())
    assert known == found
    for again in (found.again(), known.again()):
        assert again["text"] == asked
        other = exegesis.surrogate(model, **again)
        assert other.form == found.form
        assert (other.units, other.curve, other.settings) == (found.units, found.curve, found.settings)
    assert exegesis.surrogate(model, **known.again(seed=4)).seed == 4
    older = {name: value for name, value in found.to_dict().items() if name not in ("asked", "parts")}
    for silent in (Surrogate.from_dict(older), exegesis.surrogate(LINEAR, MANY, target=1)):
        with pytest.raises(InputError, match="does not say what it was asked"):
            silent.again()


def test_a_single_unit_has_no_masks_to_hold_out() -> None:
    found = exegesis.surrogate(LINEAR, "bad", target=1)
    assert found.outside is None
    assert weights(found) == pytest.approx({"bad": -0.3})
    assert "none was held out" in " ".join(found.warnings)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"family": "tee"}, "Did you mean 'tree'"),
        ({"max_depth": 0}, "max_depth must be a whole number from 1"),
        ({"features": 0}, "features must be a whole number of at least 1"),
        ({"held_out": 1.0}, "held_out must be a number from 0.05"),
        ({"tolerance": float("nan")}, "tolerance"),
        ({"samples": 5}, "surrogates of one input"),
        ({"feature": 5}, "Did you mean 'features'"),
        ({"target": "no such"}, "unknown target"),
        ({"target": 7}, "target 7 is out of range"),
        ({"output": "log-probability"}, "unknown output"),
        ({"truths": [1]}, "1 truths for 120 texts"),
        ({"seed": 1.5}, "seed must be a whole number"),
        ({"ngrams": 0}, "ngrams must be a whole number"),
    ],
)
def test_what_cannot_be_is_said_in_one_line(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(ExegesisError) as error:
        exegesis.surrogate(LINEAR, MANY, **arguments)
    assert said in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["good", "bad"], "at least 8 different texts are needed|needs at least 8 different texts"),
        (["good film"] * 50, "here are 1"),
        ([*MANY, " "], "text 121 of 121"),
        ([*MANY, 5], "text 121 of 121"),
        (5, "a list of texts, not int"),
    ],
)
def test_texts_that_will_not_do(given: Any, said: str) -> None:
    with pytest.raises(InputError, match=said):
        exegesis.surrogate(LINEAR, given)


def test_settings_and_labels_of_texts_are_refused_around_one_input() -> None:
    with pytest.raises(InputError, match="a list of texts"):
        exegesis.surrogate(LINEAR, TEXT, ngrams=2)
    with pytest.raises(InputError, match="truths are for a list"):
        exegesis.surrogate(LINEAR, TEXT, truths=[1])


def test_progress_is_told_to_its_end() -> None:
    heard: list[tuple[int, int]] = []
    exegesis.surrogate(LINEAR, texts(600), progress=lambda done, expected: heard.append((done, expected)))
    assert heard[-1][0] == heard[-1][1] == len({*texts(600)})
    assert len(heard) == 3


def test_long_work_is_told_before_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exegesis.surrogates.cautions._LONG_SECONDS", 0.0)
    for given in (MANY, TEXT):
        with pytest.warns(LongWorkWarning, match="passes through the model"):
            exegesis.surrogate(LINEAR, given)
