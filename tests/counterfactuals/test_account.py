"""Counterfactuals in words: every change is put before the model again."""

from dataclasses import replace

import pytest
from rich.console import Console

import exegesis
from exegesis.accounts import account
from exegesis.core.errors import InputError
from exegesis.counterfactuals import Counterfactuals, counterfactual
from exegesis.counterfactuals.page import page
from exegesis.data.inputs import Pair
from tests.counterfactuals.test_run import MODEL
from tests.counterfactuals.toys import FOUR
from tests.modalities.table.tables import adding, frame


def test_the_sentences_are_what_the_model_says_again() -> None:
    found = counterfactual(MODEL, FOUR, by="delete")
    told = account(Counterfactuals.from_json(found.to_json()), MODEL)
    good, bad = (exegesis.predict(MODEL, text)[0] for text in (FOUR, found.found[0].text))
    assert told.about == "counterfactual"
    assert told.sentences == (
        f"The model answers “good” ({max(good.outputs):.0%}).",
        f"With “good” deleted and “great” deleted it would answer “bad” ({max(bad.outputs):.0%}).",
        "Each change was put before the model again. Not tried again: whether less of a change would do.",
    )
    assert all(claim.holds for claim in told.claims)
    html = page(found, account=told)
    assert "With “good” deleted and “great” deleted" in html


def test_what_does_not_come_out_again_is_said() -> None:
    found = counterfactual(MODEL, FOUR, by="delete")
    other = exegesis.load(lambda texts: [[0.1, 0.9]] * len(texts), labels=["bad", "good"])
    told = account(found, other)
    assert [claim.holds for claim in told.claims] == [True, False]
    assert told.sentences[1].endswith("it would still answer “good” (90%).")


def test_none_within_the_budget_is_said() -> None:
    constant = exegesis.load(lambda texts: [[0.1, 0.9]] * len(texts), labels=["bad", "good"])
    told = account(counterfactual(constant, FOUR, by="delete", budget=20), constant)
    assert [claim.kind for claim in told.claims] == ["answer"]
    assert told.untried.startswith("None within 20 passes")


def test_rows_and_pairs() -> None:
    table = frame()
    model = adding(table)
    found = counterfactual(model, table.iloc[3], at_least=25.0, budget=300)
    told = account(found, model)
    assert told.claims[1].holds
    assert told.sentences[0] == "The model answers 18.44."
    assert told.claims[1].trials[1].value >= 25

    def alike(pairs: list[tuple[str, str]]) -> list[list[float]]:
        return [[0.1, 0.9] if "good" in first and "good" in second else [0.9, 0.1] for first, second in pairs]

    pairs = exegesis.load(alike, labels=["other", "same"])
    found = counterfactual(pairs, Pair("a good film", "good play"), by="delete")
    assert account(found, pairs).claims[1].holds
    lost = replace(found, found=(replace(found.found[0], text="parted nowhere"),))
    with pytest.raises(InputError, match="where the first text ends"):
        account(lost, pairs)


def test_a_terminal_prints_a_sentence_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    from exegesis.accounts.terminal import show

    show(account(counterfactual(MODEL, FOUR, by="delete"), MODEL), Console(width=200, highlight=False))
    assert len(capsys.readouterr().out.splitlines()) == 3
