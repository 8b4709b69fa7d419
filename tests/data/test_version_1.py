"""Files of schema version 1, written by the code that had it: read, and asked again where they say enough.

The models they are of are the tests' own, which are the same on every run.
"""

import json
from pathlib import Path
from typing import Any

import pytest

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.inputs import Hidden, Input, Pair, Question
from exegesis.data.targets import Answer, Contrast, OneTarget, Tag, Word
from exegesis.data.version_1 import upgraded
from tests import tiny
from tests.adapters.head_families import headed
from tests.question_models import question_model

FOLDER = Path(__file__).with_name("version_1")
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
UNKNOWN = "several_hidden_words"
INPUTS: dict[str, Input] = {
    "class": "A bad film, very dull!",
    "without_checks": "A bad film, very dull!",
    "question": Question("what was dull?", "the plot was dull"),
    "hidden_word": Hidden("the plot was slow", (Span(13, 17),)),
    "written_mask": "the [MASK] was [MASK]",
    "pair": Pair("a bad film", "a bad film"),
    "bag_of_words": "bad plot, bad film",
    "contrast": "a bad film",
    "tag": "the plot was slow, it was",
    "next_word": "the plot was",
    "segments_and_phrases": "a very bad film",
    "checked": "a bad film",
}
TARGETS: dict[str, OneTarget] = {
    "question": Answer("plot was dull", 4, "start"),
    "hidden_word": Word("slow", 1),
    "written_mask": Word("good", 2),
    "contrast": Contrast("positive", "negative"),
    "tag": Tag("was", "B-LOC", 2),
    "class": "positive",
}


def data(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def model_of(explanation: Explanation) -> TransformerModel:
    match explanation.fingerprint.model:
        case "tiny-bert":
            return tiny.bert()
        case "tiny-questions":
            return question_model(called="tiny-questions")
        case "tiny-masked":
            return TransformerModel(*headed("bert", "masked-lm"), name="tiny-masked")
        case "tiny-tags":
            return TransformerModel(*headed("bert", "token-classification"), name="tiny-tags")
    return TransformerModel(*headed("gpt2", "causal-lm"), name="tiny-next")


@pytest.mark.parametrize("name", NAMES)
def test_files_are_read_and_written_in_the_form_of_today(name: str) -> None:
    written = data(name)
    assert written["schema_version"] == 1
    found = Explanation.from_dict(written)
    today = found.to_dict()
    assert today["schema_version"] == 2
    assert {key: today[key] for key in written if key not in ("schema_version", "verdict", "prediction")} == {
        key: written[key] for key in written if key not in ("schema_version", "verdict", "prediction")
    }
    assert Explanation.from_dict(today) == found


@pytest.mark.parametrize("name", [name for name in NAMES if name != UNKNOWN])
def test_what_was_asked_is_worked_out_and_asked_again(name: str) -> None:
    found = Explanation.from_dict(data(name))
    assert found.input == INPUTS[name]
    assert found.asked is not None
    assert name not in TARGETS or found.asked.target == TARGETS[name]
    again = exegesis.explain(model_of(found), **found.again())
    assert again.target == found.target
    assert (again.units, again.truth, again.unit) == (found.units, found.truth, found.unit)
    assert again.scores == pytest.approx(found.scores, rel=1e-4, abs=1e-4)  # another processor may have written it


@pytest.mark.parametrize("name", ["question", "hidden_word", "bag_of_words", "tag", "without_checks"])
def test_they_are_evaluated_and_checked(name: str) -> None:
    found = Explanation.from_dict(data(name))
    model = model_of(found)
    removal = "delete" if name == "bag_of_words" else "mask"
    assert exegesis.evaluate(found, model, "comprehensiveness", removal=removal)["comprehensiveness"].value is not None
    assert exegesis.check(found, model, seeds=1, orders=2, removal=removal).checks is not None


def test_of_several_hidden_words_there_is_no_telling() -> None:
    found = Explanation.from_dict(data(UNKNOWN))
    assert found.asked is None
    model = model_of(found)
    for ask in (found.again, lambda: found.input, lambda: exegesis.evaluate(found, model)):
        with pytest.raises(InputError, match="does not say what it was asked") as told:
            ask()  # type: ignore[operator]
        assert "\n" not in str(told.value)
    assert Explanation.from_dict(found.to_dict()).asked is None  # and is not guessed of what is written today either


def test_files_of_many_are_read(tmp_path: Path) -> None:
    file = tmp_path / "many.jsonl"
    file.write_text("".join((FOLDER / f"{name}.json").read_text(encoding="utf-8") for name in ("class", "pair")))
    found = [item.explanations[0] for item in exegesis.read_explanations(file)]
    assert [one.input for one in found] == [INPUTS["class"], INPUTS["pair"]]


def test_parts_that_no_input_has_and_broken_data_are_left_to_the_reader() -> None:
    strange = {**data("pair"), "parts": [{"name": "title", "start": 0, "end": 4}]}
    assert Explanation.from_dict(strange).asked is None
    for broken in ({**data("class"), "target": 3}, {**data("class"), "prediction": 3}, {}):
        assert upgraded(broken)["asked"] is None
        with pytest.raises(InputError, match="the data is not an explanation"):
            Explanation.from_dict({**broken, "schema_version": 1})


def test_a_question_without_an_answer_and_one_with_these_words() -> None:
    assert Explanation.from_dict({**data("question"), "truth": "no answer"}).again()["text"].true_answer == ""
    assert Explanation.from_dict(data("question")).again()["text"].true_answer == "plot"
    context = "he gave no answer"
    given = {**data("question"), "text": f"what?\n\n{context}", "truth": "no answer", "units": [], "scores": []}
    given["parts"] = [{"name": "question", "start": 0, "end": 5}, {"name": "context", "start": 7, "end": 24}]
    given["target"] = {**given["target"], "spans": [[7, 9]]}
    assert Explanation.from_dict(given).again()["text"] == Question("what?", context, "no answer")
