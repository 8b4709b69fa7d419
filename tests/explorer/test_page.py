"""The page of a look: one document that runs its own script alone, holds all weights, and escapes what it is given."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import exegesis
from exegesis.adapters.huggingface import TransformerModel
from exegesis.core.errors import InputError
from exegesis.explainers.attention_rollout import rollout
from exegesis.explorer import Look, layer_predictions, look, look_at, page
from exegesis.explorer.payload import LookPage, payload
from exegesis.explorer.rerun import python_of
from tests import tiny
from tests.adapters.attention_families import ATTENTION
from tests.adapters.head_families import headed
from tests.explorer.corpus.search.samples import matches
from tests.explorer.toys import TOKENS, random_weights, toy
from tests.views.parsing import content, parse
from tests.views.samples import explanation
from tests.views.strategies import ATTACKS

TEMPLATES = Path(page.__file__).parent / "templates"
PAIR = exegesis.Pair("a good film", "a bad film")


def facts(given: Look, **asked: Any) -> dict[str, Any]:
    return payload(LookPage(given, **asked))[0]


def test_it_runs_its_one_script_by_digest_and_asks_for_nothing() -> None:
    html = toy().to_html()
    root = parse(html)
    (policy,) = [m.get("content") or "" for m in root.iter("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    (script,) = [content(one) for one in root.iter("script") if one.get("type") is None]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert policy.startswith(f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; ")
    assert not {"link", "img", "iframe", "object", "embed", "form", "base", "a"} & {str(one.tag) for one in root.iter()}
    assert not [name for one in root.iter() for name in one.attrib if name.startswith("on")]
    assert set(re.findall(r"https?://[^\s\"']+", html)) == {"http://www.w3.org/2000/svg"}  # a name, not an address


def test_the_script_is_short_and_imports_nothing() -> None:
    script = (TEMPLATES / "attention.js").read_text(encoding="utf-8")
    assert len(script.splitlines()) <= 450
    for name in ("arrays.js", "shapes.js", "attention.js"):
        source = (TEMPLATES / name).read_text(encoding="utf-8")
        assert not re.search(
            r"\bimport\b|\brequire\(|\beval\(|innerHTML|fetch\(|XMLHttpRequest|document\.write", source
        )


def test_the_weights_of_all_layers_and_the_rollout_to_each_stand_in_it() -> None:
    weights = random_weights()
    made, blocks = payload(LookPage(toy()))
    (stack,) = made["stacks"]
    assert [name for name, _ in blocks] == ["self-1", "self-2", "self-3"]
    for layer, (_, text) in enumerate(blocks):
        roots = (np.frombuffer(base64.b64decode(text), "<u2").reshape(3, 7, 7).astype(float) - 32_768) / 32_767
        held = stack["scales"][layer] * roots * abs(roots)
        np.testing.assert_allclose(held[:2], weights[layer], atol=stack["error"] * 1.01)
        np.testing.assert_allclose(held[2], rollout(weights[: layer + 1]), atol=stack["error"] * 1.01)


def test_large_looks_take_a_byte_a_weight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exegesis.explorer.payload.MOST_WORDS", 10)
    assert facts(toy())["stacks"][0]["code"] == "byte"
    signed = look_at(random_weights() - 0.5, TOKENS)
    assert facts(signed)["stacks"][0]["code"] == "word"  # a byte holds no sign


@pytest.mark.parametrize("attack", [*ATTACKS, "</script><script>alert(1)</script>", "\u2028<!--<script>", "a&b#c"])
def test_nothing_it_is_given_becomes_part_of_the_document(attack: str) -> None:
    usual, hostile = (
        look_at(random_weights(rows=2, columns=2), [text, "b"], special=[text], name=text) for text in ("a", attack)
    )
    plain, root = (parse(one.to_html()) for one in (usual, replace(hostile, notes=(attack,))))
    assert [one.tag for one in root.iter("script")] == [one.tag for one in plain.iter("script")]
    assert len(list(root.iter())) == len(list(plain.iter())) + 2  # the note and its <bdi>
    (held,) = [content(one) for one in root.iter("script") if one.get("id") == "look"]
    assert json.loads(held)["stacks"][0]["tokens"][0]["rows"][0]["text"] == attack
    assert held.isascii()


def test_it_opens_where_it_is_asked_to_with_what_the_look_shows() -> None:
    assert facts(toy())["start"] == {
        "stack": "self", "layer": 3, "heads": [[3, 1, 1], [3, 2, 1]], "words": False, "special": True, "sums": False,
        "from": "", "to": "",
    }  # fmt: skip
    start = facts(toy().without_special(renormalise=True).words(), layer=2, head=1)["start"]
    assert (start["layer"], start["heads"]) == (2, [[2, 1, 1]])
    assert (start["words"], start["special"], start["sums"]) == (True, False, True)
    pair = look(tiny.bert(), PAIR).between("first", "second")
    start = facts(pair)["start"]
    assert (start["from"], start["to"], start["special"]) == ("first", "second", False)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"layer": 4}, "layer 4 is not there: toy has layers 1 to 3."),
        ({"layer": 0}, "Layer 0 is the embeddings"),
        ({"layer": 1, "head": 3}, "head 3 is not there"),
        ({"explanation": explanation("a b", [1.0, 0.0])}, "of another text"),
    ],
)
def test_what_is_not_there_is_refused(asked: dict[str, Any], said: str) -> None:
    with pytest.raises(InputError, match=said):
        toy().to_html(**asked)


def test_states_of_other_looks_are_told_from_its_own() -> None:
    one = look(tiny.bert(), "a good film")
    others = [look(tiny.bert(), "a bad film"), replace(one, model="other"), replace(one, window=2)]
    assert facts(one)["id"] == facts(one.words())["id"]
    assert len({facts(each)["id"] for each in (one, *others)}) == 4


def test_an_explanation_of_the_text_stands_on_its_tokens() -> None:
    model = tiny.bert()
    why = exegesis.explain(model, "a good film", "occlusion")
    made = facts(look(model, "a good film"), explanation=why)
    pieces, words = made["stacks"][0]["tokens"]
    assert [token["score"] for token in words["columns"] if not token["special"]] == pytest.approx(list(why.scores))
    assert {token["score"] for token in pieces["columns"] if token["special"]} == {None}
    assert made["explanation"]["method"] == "Occlusion"
    html = look(model, "a good film").to_html(explanation=why)
    assert "Attention is not attribution" in html


def test_predictions_of_the_text_stand_on_it() -> None:
    model = TransformerModel(*headed("bert", "masked-lm"), name="m")
    seen, found = look(model, "the movie was slow"), layer_predictions(model, "the movie was slow", "slow")
    (table,) = [one for one in parse(seen.to_html(predictions=found)).iter("table") if one.get("id") is None]
    rows = [[content(cell) for cell in row.iter() if cell.tag in ("th", "td")] for row in table.iter("tr")]
    assert [row[:2] for row in rows] == [["slow", f"layer {layer}"] for layer in range(found.layers + 1)]
    assert rows[-1][2].startswith(found.places[0].layers[-1].guesses[0].label)
    with pytest.raises(InputError, match="of another text than the look"):
        look(model, "the movie was long").to_html(predictions=found)


def test_matches_in_a_corpus_of_the_same_model_stand_on_it() -> None:
    found = matches()
    seen = look_at(random_weights(), TOKENS, name=found.model)
    (table,) = [one for one in parse(seen.to_html(matches=found)).iter("table") if one.get("id") is None]
    cells = [[content(cell) for cell in row.iter() if cell.tag in ("th", "td")] for row in table.iter("tr")]
    assert [row[0] for row in cells] == [one.word.form for one in found.matches]
    assert [row[1] for row in cells] == [f"{one.score:.3f}" for one in found.matches]
    assert [row[-1] for row in cells] == [one.sentence.text for one in found.matches]
    with pytest.raises(InputError, match="and the look is at other; search one of that model"):
        replace(seen, model="other").to_html(matches=found)


def test_an_encoder_decoder_has_three_stacks() -> None:
    bart = TransformerModel(*ATTENTION["bart"].pair(), name="tiny-bart")
    made, blocks = payload(LookPage(look(bart, "a good film").of("cross")))
    assert [one["kind"] for one in made["stacks"]] == ["encoder", "decoder", "cross"]
    assert [one["rollout"] for one in made["stacks"]] == [True, True, False]
    assert made["start"]["stack"] == "cross"
    assert {name for name, _ in blocks} >= {"encoder-1", "decoder-1", "cross-1"}


@pytest.mark.parametrize("given", ['it\'s "a"\n</b>', PAIR, exegesis.Question("who?", "a man")], ids=str)
def test_the_python_takes_the_same_look(given: Any) -> None:
    model = tiny.bert()
    seen = look(model, given)
    code = python_of(seen)
    names: dict[str, Any] = {}
    exec(code.replace(repr(seen.model), "model"), {"model": model}, names)
    np.testing.assert_allclose(names["look"].weights[0], seen.weights[0], rtol=1e-5, atol=1e-7)
    assert names["look"].text == seen.text
    assert "Look.load" in python_of(toy())


def test_a_hidden_text_is_hidden_again() -> None:
    model = TransformerModel(*headed("bert", "masked-lm"), name="m")
    hidden = exegesis.Hidden.word("the movie was unbelievable , not slow", "unbelievable")
    names: dict[str, Any] = {}
    exec(python_of(look(model, hidden)).replace("'m'", "model"), {"model": model}, names)
    assert {token.text for token in names["look"].words().rows if token.hidden} == {"unbelievable"}


def test_a_notebook_shows_it_in_a_sandboxed_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = parse(toy()._repr_html_())
    (frame,) = shown.iter("iframe")
    assert frame.get("sandbox") == "allow-scripts allow-downloads"
    assert parse(frame.get("srcdoc") or "").find(".//h1") is not None
    monkeypatch.setattr(page, "_LARGEST_FRAME", 10)
    assert "look.to_html(" in content(parse(toy()._repr_html_()))


def test_it_is_written_as_a_page(tmp_path: Path) -> None:
    html = toy().to_html(tmp_path / "look.html")
    assert (tmp_path / "look.html").read_text(encoding="utf-8") == html
    with pytest.raises(InputError, match=r"ends in \.html"):
        toy().to_html(tmp_path / "look.txt")
