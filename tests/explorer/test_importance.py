"""The head table: gradients of gates against finite differences, silenced heads against the silenced model."""

import io

import numpy as np
import pytest
from rich.console import Console

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.data.inputs import Input
from exegesis.explorer import HeadTable, heads, look, silence
from exegesis.explorer.terminal import show
from tests import tiny
from tests.adapters.attention_families import ATTENTION
from tests.adapters.families import TEXT, family
from tests.adapters.head_families import headed

TEXTS = "the plot was never good"


def log_probability(model: object, text: Input, target: str | None = None) -> float:
    found = exegesis.explain(model, text, "occlusion", target=target, output="log-probability")
    return float(found.value)


@pytest.mark.parametrize("name", ["bert", "gpt2", "albert", "modernbert", "bart"])
def test_silenced_heads_are_those_of_the_silenced_model(name: str) -> None:
    model = TransformerModel(*ATTENTION[name].pair())
    table = heads(model, TEXT, importance=True)
    seen = look(model, TEXT)
    assert len(table.rows) == seen.layers * seen.heads_in_layer
    assert table.target is not None
    assert table.target.output == "log-probability"
    label = table.target.name
    assert table.value == pytest.approx(log_probability(model, TEXT, label), abs=1e-5)
    for row in (table.rows[1], table.rows[-1]):
        without = log_probability(silence(model, [(row.layer, row.head)]), TEXT, label)
        assert row.silenced == pytest.approx(table.value - without, abs=1e-4)


def test_gradients_are_those_of_the_gates() -> None:
    model = tiny.bert()
    table = heads(model, TEXTS, importance=True)
    for row in table.rows:
        values = []
        for gate in (0.99, 1.01):
            gates = np.ones((2, 2))
            gates[row.layer - 1, row.head - 1] = gate
            values.append(log_probability(model.gated("turned", gates), TEXTS, table.target.name))  # type: ignore[union-attr]
        assert row.gradient == pytest.approx((values[1] - values[0]) / 0.02, abs=2e-3)


def test_words_and_long_texts_have_importance_too() -> None:
    masked = TransformerModel(*headed("bert", "masked-lm"))
    text = exegesis.Hidden.word("the movie was unbelievable , not slow", "slow")
    table = heads(masked, text, "movie", importance=True)
    assert table.target is not None
    assert (table.target.kind, table.target.name) == ("word", "movie")
    long = tiny.bert(limit=16)
    text = "a bad film and a good plot but the acting is never very boring in it " * 2
    table = heads(long, text, importance=True)
    assert table.target is not None
    without = log_probability(silence(long, [(2, 1)]), text, table.target.name)
    assert "window 1 of" in table.notes[0]
    assert np.isfinite(without)
    assert table.rows[2].silenced is not None


def test_without_importance_it_is_the_table_of_the_look() -> None:
    table = heads(tiny.bert(), TEXTS)
    assert table.rows == look(tiny.bert(), TEXTS).heads()
    assert (table.target, table.value, table.rows[0].gradient) == (None, None, None)
    assert HeadTable.from_json(table.to_json()) == table
    cross = heads(ATTENTION["bart"].pair(), TEXT, kind="cross")
    assert cross.rows[0].distance is None


def test_rows_are_sorted() -> None:
    table = heads(tiny.bert(), TEXTS, importance=True)
    sizes = [abs(row.silenced or 0) for row in table.sorted_by("silenced")]
    assert sizes == sorted(sizes, reverse=True)
    entropies = [row.entropy for row in table.sorted_by("entropy", ascending=True)]
    assert entropies == sorted(entropies)
    with pytest.raises(InputError, match=r"unknown column 'sharpness'.*entropy"):
        table.sorted_by("sharpness")
    with pytest.raises(InputError, match="nothing is known of 'gradient' here; ask for importance=True"):
        heads(tiny.bert(), TEXTS).sorted_by("gradient")


def test_it_is_shown() -> None:
    written = io.StringIO()
    show(heads(tiny.bert(), TEXTS, importance=True), Console(file=written, width=80), limit=3)
    lines = written.getvalue().splitlines()
    assert lines[0] == "tiny-bert, self attention, 4 heads, by the size of silenced"
    assert lines[1].startswith("gradient, silenced: of the log-probability of ")
    assert lines[2].split()[:2] == ["head", "entropy"]
    assert (len(lines), lines[-1]) == (7, "3 of 4 heads")
    assert len({len(line) for line in lines[2:6]}) == 1


def test_what_cannot_be_asked_is_told() -> None:
    with pytest.raises(InputError, match="give importance=True, or leave it out"):
        heads(tiny.bert(), TEXTS, "positive")
    with pytest.raises(InputError, match="importance must be True or False, not 1"):
        heads(tiny.bert(), TEXTS, importance=1)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="importance is to one target, and 2 are named"):
        heads(tiny.bert(), TEXTS, ["positive", "negative"], importance=True)
    with pytest.raises(UnsupportedError, match=r"of no known kind"):
        heads(TransformerModel(*family("xlnet")), TEXT, importance=True)
