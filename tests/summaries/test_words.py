"""Top words by class, by hand; examples; what cannot be summed up."""

import dataclasses
import json
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.core.errors import InputError
from exegesis.data.explanation import Explanation
from exegesis.summaries.words import WordSummary, summarise


def explanation(text: str, scores: list[float], label: str = "good", **changes: Any) -> Explanation:
    model = exegesis.load(lambda texts: np.full((len(texts), 2), 0.5), labels=["good", "bad"], name="box")
    found = exegesis.explain(model, text, "random", target=label)
    return dataclasses.replace(found, scores=np.array(scores, dtype=float), **changes)


GIVEN = [
    explanation("fine film", [0.6, 0.1]),
    explanation("Fine plot.", [0.2, -0.5, 7.0], id="7"),
    explanation("dull film", [0.8, -0.1], "bad"),
]


def test_words_of_each_class_by_hand() -> None:
    found = summarise(GIVEN)
    good, bad = found.classes
    assert (good.name, good.texts, good.output, bad.name) == ("good", 2, "probability", "bad")
    assert [(one.word, one.texts) for one in good.towards] == [("fine", 2), ("film", 1)]
    assert [one.mean for one in good.towards] == pytest.approx([0.4, 0.1])
    assert [one.weight for one in good.towards] == pytest.approx([0.4, 0.05])
    assert [(one.word, one.weight) for one in good.against] == [("plot", pytest.approx(-0.25))]
    assert [one.word for one in bad.towards] == ["dull"]
    assert (found.texts, found.methods, found.models) == (3, ("random",), ("box",))


def test_examples_are_the_texts_in_which_the_word_did_most() -> None:
    good = summarise(GIVEN).classes[0]
    (first, second), (plot,) = good.towards[0].examples, good.against[0].examples
    assert (first.row, first.word, first.after, first.score) == (0, "fine", " film", 0.6)
    assert (second.row, second.id, second.word, second.before) == (1, "7", "Fine", "")
    assert (plot.before, plot.word, plot.after) == ("Fine ", "plot", ".")
    long = explanation("x" * 200 + " fine " + "y" * 200, [0.1, 0.9, 0.1])
    shown = summarise([long]).classes[0].towards[0].examples[0]
    assert (shown.before, shown.after) == ("…" + "x" * 59 + " ", " " + "y" * 59 + "…")


def test_what_counts_can_be_chosen() -> None:
    assert [one.word for one in summarise(GIVEN, words=1).classes[0].towards] == ["fine"]
    assert [one.word for one in summarise(GIVEN, fewest=2).classes[0].towards] == ["fine"]
    assert summarise(GIVEN, marks=True).classes[0].towards[0].word == "."
    assert [one.word for one in summarise(GIVEN, features=1).classes[0].towards] == ["fine"]
    assert summarise(GIVEN, examples=0).classes[0].towards[0].examples == ()


def test_it_is_data_both_ways() -> None:
    found = summarise(GIVEN)
    assert WordSummary.from_dict(json.loads(json.dumps(found.to_dict()))) == found
    for data in ({}, [], {"schema_version": 1}):
        with pytest.raises(InputError, match="summary of words"):
            WordSummary.from_dict(data)  # type: ignore[arg-type]


def test_page_and_plot_are_found() -> None:
    found = summarise(GIVEN)
    assert found.to_html().startswith("<!doctype html>")
    assert len(found.plot().axes) == 2


def test_what_cannot_be_summed_up_is_refused() -> None:
    logit = dataclasses.replace(GIVEN[0], target=dataclasses.replace(GIVEN[0].target, output="logit"))
    with pytest.raises(InputError, match="'good' are in logit and probability"):
        summarise([GIVEN[0], logit])
    with pytest.raises(InputError, match="no explanation to sum up"):
        summarise([])
    with pytest.raises(InputError, match="words must be a whole number of at least 1"):
        summarise(GIVEN, words=0)


def test_verdicts_are_counted_and_older_files_have_none() -> None:
    found = summarise(GIVEN)
    assert found.verdicts == {"fails": 3}  # random scores
    data = found.to_dict()
    assert "Verdicts on the explanations: 3 do not hold." in found.to_html()
    del data["verdicts"]
    assert WordSummary.from_dict(data).verdicts == {}
    assert "Verdicts" not in WordSummary.from_dict(data).to_html()
