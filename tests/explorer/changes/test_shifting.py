"""What moves, by hand: two passes of the model, their attention and their states, set beside one another."""

from typing import Any

import numpy as np
import pytest
import torch

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError, UnsupportedError
from exegesis.explorer import attention_shift, beside, intervene, layer_predictions, look, predictions, silence
from tests import tiny
from tests.adapters.attention_families import ATTENTION
from tests.adapters.families import family
from tests.adapters.head_families import headed
from tests.adapters.test_layers import mamba

TEXT = "the plot was bad but the acting was great"


def by_hand(model: TransformerModel, ids: Any) -> Any:
    """Logits, attention (layers, heads, L, L) and states (layers + 1, L, D) of one row."""
    model.model.set_attn_implementation("eager")
    with torch.no_grad():
        output = model.model(input_ids=torch.tensor([ids]), output_attentions=True, output_hidden_states=True)
    model.model.set_attn_implementation("sdpa")
    weights, states = torch.cat(output.attentions), torch.cat(output.hidden_states)
    return output.logits[0].softmax(-1).numpy(), weights.double().numpy(), states.numpy()


def test_a_masked_token() -> None:
    model = tiny.bert()
    found = intervene(model, TEXT, mask=4)
    ids = model.tokenizer(TEXT)["input_ids"]
    hidden = [*ids[:4], model.tokenizer.mask_token_id, *ids[5:]]
    one, other = by_hand(model, ids), by_hand(model, hidden)
    for side, (probabilities, _, _) in ((found.before, one), (found.after, other)):
        values = {guess.label: guess.value for guess in side.places[0].guesses}
        assert values == pytest.approx(dict(zip(model.labels, probabilities, strict=True)), rel=1e-4)
    assert [(pair.before, pair.after, pair.changed) for pair in found.pairs] == [
        (n, n, n == 4) for n in range(len(ids))
    ]
    rows = [n for n in range(len(ids)) if n != 4]
    (stack,) = found.heads
    expected = abs(one[1] - other[1])[:, :, rows].sum(-1).mean(-1) / 2
    np.testing.assert_allclose(np.stack(stack.moved), expected, rtol=1e-3, atol=1e-6)
    assert found.states is not None
    far = np.linalg.norm(other[2] - one[2], axis=-1) / np.linalg.norm(one[2], axis=-1)
    np.testing.assert_allclose(np.stack(found.states), far, rtol=1e-3, atol=1e-6)
    assert found.states[0][1] < 1e-6 < found.states[1][1]  # the first layer is where others hear of it
    assert found.what == "masked: 'bad'"


def test_a_deleted_token_leaves_the_rest_of_attention_as_one_column() -> None:
    model = tiny.bert()
    found = intervene(model, TEXT, delete="bad")
    assert found.after.text == TEXT.replace(" bad", "")
    one, other = (by_hand(model, model.tokenizer(side.text)["input_ids"])[1] for side in (found.before, found.after))
    stay = [n for n in range(one.shape[-1]) if n != 4]
    a, b = one[:, :, stay], other
    expected = (abs(a[..., stay] - b).sum(-1) + a[..., 4]).mean(-1) / 2
    np.testing.assert_allclose(np.stack(found.heads[0].moved), expected, rtol=1e-3, atol=1e-6)
    best = found.moved_most(1)[0]
    assert best[3] == pytest.approx(expected.max(), rel=1e-3)
    assert np.unravel_index(expected.argmax(), expected.shape) == (best[1] - 1, best[2] - 1)


@pytest.mark.parametrize(
    ("name", "head", "text"),
    [
        ("bert", "masked-lm", "the movie was not bad"),
        ("gpt2", "causal-lm", "the movie was not bad"),
        ("roberta", "token-classification", "the movie was not bad"),
        ("bert", "question-answering", exegesis.Question("was it bad ?", "the movie was not slow .")),
        ("distilbert", "classification", exegesis.Pair("the movie was bad", "it was not")),
    ],
)
def test_heads_of_every_kind_before_and_after(name: str, head: str, text: Any) -> None:
    model = TransformerModel(*headed(name, head))
    found = intervene(model, text, replace={"bad": "slow and truly fine"}, layers=True)
    assert "slow and truly fine" in found.after.text
    assert found.after == predictions(model, rebuilt(text), masked=False if head == "masked-lm" else None)
    assert found.layers_after is not None
    assert found.layers_after.places == layer_predictions(model, rebuilt(text)).places
    assert found.states is not None
    assert len(found.states) == 3
    assert len(found.heads[0].moved) == 2
    assert len(found.pairs) >= 4
    assert str(found)


def rebuilt(text: Any) -> Any:
    new = "slow and truly fine"
    if isinstance(text, exegesis.Question):
        return exegesis.Question(text.question.replace("bad", new), text.context)
    if isinstance(text, exegesis.Pair):
        return exegesis.Pair(text.first.replace("bad", new), text.second)
    return text.replace("bad", new)


def test_a_model_beside_itself_without_a_head() -> None:
    model = tiny.bert()
    found = beside(model, TEXT, other_model=silence(model, [(1, 1)]))
    assert found.what == "tiny-bert beside tiny-bert without head 1.1"
    moved, states = np.stack(found.heads[0].moved), found.states
    assert moved[0].max() < 1e-6 < moved[1].min()
    assert states is not None
    assert states[0].max() < 1e-6 < states[1].min()
    assert not any(pair.changed for pair in found.pairs)


def test_two_texts_and_two_models() -> None:
    model = tiny.bert()
    found = beside(model, "the plot was bad", "the acting was great")
    assert [pair.changed for pair in found.pairs] == [False, False, True, False, True, False]
    assert found.after == predictions(model, "the acting was great")
    other = TransformerModel(*headed("bert", "masked-lm"), name="other")
    with pytest.raises(InputError, match="nothing can be compared: tiny-bert has a head for classification, other for"):
        beside(model, "the plot was bad", other_model=other)
    two = beside(model, "the plot was bad", other_model=TransformerModel(*family("roberta"), name="other"))
    assert two.heads == ()
    assert two.states is None
    assert two.notes == (
        "attention is not compared head by head: the models have other layers or heads",
        "vectors are not compared: the models have other layers or widths",
    )
    assert str(two).startswith("tiny-bert beside other")
    with pytest.raises(InputError, match="say what stands beside it: another text, or other_model="):
        beside(model, TEXT)


def test_what_a_model_does_not_show_is_said() -> None:
    bart = TransformerModel(*ATTENTION["bart"].pair())
    found = intervene(bart, "a bad movie", mask="bad")
    assert [stack.kind for stack in found.heads] == ["encoder", "decoder", "cross"]
    assert all(0 < np.stack(stack.moved).max() < 1 for stack in found.heads)
    assert found.states is not None
    assert [len(line) for line in found.states] == [len(found.pairs)] * 3  # the encoder's two layers
    assert found.notes == ()
    xlnet = intervene(TransformerModel(*family("xlnet")), "a bad movie", delete="bad")
    assert xlnet.states is None
    assert "no plain row of layers" in xlnet.notes[0]
    without = intervene(TransformerModel(*mamba()), "a bad movie", delete="bad")
    assert without.heads == ()
    assert "attention is not compared: MambaForCausalLM gives no attention" in without.notes[0]
    assert without.states is not None
    box = exegesis.load(lambda texts: [[0.5, 0.5]] * len(texts), name="box")
    with pytest.raises(UnsupportedError, match="box reads no word pieces"):
        intervene(box, "a film", delete="film")
    with pytest.raises(InputError, match="tiny-gpt2 has no mask token, so nothing can be hidden from it"):
        intervene(tiny.gpt2(), "a film", mask=1)
    with pytest.raises(InputError, match="layers must be True or False, not 'all'"):
        intervene(tiny.bert(), "a film", mask=1, layers="all")  # type: ignore[arg-type]


def test_a_matrix_before_and_after() -> None:
    model = tiny.bert()
    one, other = look(model, "the plot was bad"), look(model, "the plot was never bad")
    found = attention_shift(one, other, [(2, 1)])
    stay = [0, 1, 2, 3, 5, 6]
    np.testing.assert_allclose(np.stack(found.weights_before), one.head(2, 1).matrix)
    np.testing.assert_allclose(np.stack(found.weights_after), other.head(2, 1).matrix[np.ix_(stay, stay)])
    np.testing.assert_allclose(found.difference, other.head(2, 1).matrix[np.ix_(stay, stay)] - one.head(2, 1).matrix)
    assert [token.text for token in found.rows] == [token.text for token in found.rows_after]
    assert found.notes == ("rows with nothing beside them: 0 before, 1 after",)
    words = attention_shift(one.without_special().words(), other.without_special().words(), layer=1)
    assert [token.text for token in words.columns] == ["the", "plot", "was", "bad"]
    with pytest.raises(InputError, match="layer 9 is not there"):
        attention_shift(one, other, layer=9)
    bart = look(TransformerModel(*ATTENTION["bart"].pair()), "a bad movie")
    with pytest.raises(InputError, match="one look is of encoder attention and one of cross"):
        attention_shift(bart, bart.of("cross"))
    with pytest.raises(InputError, match="no token of the one look is in the other"):
        attention_shift(one.without_special(), look(model, "acting").without_special())


def test_a_shift_is_said_in_a_few_lines() -> None:
    model = TransformerModel(*headed("bert", "masked-lm"), name="words")
    found = intervene(model, "the movie was not bad", mask="bad", k=1)
    lines = str(found).splitlines()
    another = [
        pair for pair in found.pairs if likeliest(found.before, pair.before) != likeliest(found.after, pair.after)
    ]
    told = {pair.before for pair in found.pairs if pair.changed} | {pair.before for pair in another}
    assert lines[0] == "masked: 'bad'"
    assert [line.split()[:2] for line in lines[1 : 1 + 2 * len(told)]] == [
        [name.split()[0], name.split()[1:2][0] if " " in name else when]
        for number in sorted(told)
        for when, name in (
            ("before", found.before.tokens[number].name),
            ("after", found.after.tokens[number].name),
        )
    ]
    assert any("[MASK] (bad)" in line for line in lines)
    assert lines[1 + 2 * len(told)] == f"the likeliest stays: {len(found.pairs) - len(told)} tokens"
    assert [line.partition(":")[0] for line in lines[-2:]] == ["heads that moved most", "vectors moved, by layer"]
    whole = str(beside(tiny.bert(), "a bad film", "the acting"))
    assert whole.splitlines()[1].split()[:3] == ["(whole", "text)", "before"]


def likeliest(side: Any, number: int) -> str:
    return str(side.places[number].guesses[0].label)


def test_nothing_of_a_text_reaches_a_terminal_as_a_control() -> None:
    found = intervene(tiny.bert(), "a \x1b[31m film", insert={"film": "\x1b[0m x"})
    assert "\x1b" not in str(found)
    assert repr(found).startswith("Shift(tiny-bert, inserted: ")
