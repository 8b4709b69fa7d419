"""What the page of a look holds: facts as plain data, and of each layer its weights as text."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.core import codec
from exegesis.core.types import Floats
from exegesis.data.explanation import Explanation
from exegesis.explainers.attention_rollout import rollout
from exegesis.explorer.chosen import check_head, check_layer
from exegesis.explorer.corpus.search.result import Matches
from exegesis.explorer.inside.result import LayerPredictions, Predictions
from exegesis.explorer.laid import check_same_text, laid
from exegesis.explorer.lens import Lens
from exegesis.explorer.packing import Code, Packed, packed
from exegesis.explorer.records import LookStack, LookToken
from exegesis.explorer.rerun import python_of
from exegesis.explorer.seen import Look, whole
from exegesis.explorer.table import head_rows
from exegesis.views import naming, wording

MOST_WORDS = 6_000_000  # weights that a page holds in two bytes each; more take one
STATISTICS = ("entropy", "distance", "previous", "same", "following", "special")


@dataclass(frozen=True)
class LookPage:
    """A look as a page is to open it: at which layer and head, and what stands beside it."""

    look: Look
    layer: int | None = None
    head: int | None = None
    explanation: Explanation | None = None
    predictions: Predictions | LayerPredictions | None = None
    matches: Matches | None = None


def payload(asked: LookPage) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """The facts, and blocks (name, base64): of each stack and layer its heads (and rollout), and products of values."""
    look = asked.look
    if asked.explanation is not None:
        check_same_text("the explanation", asked.explanation.text, look.text)
    code = _code(look.stacks)
    stacks, blocks = [], []
    for stack in look.stacks:
        facts, held = _stack(stack, look.text, code, asked.explanation)
        stacks.append(facts)
        blocks += held
    facts = {
        "id": _identity(look),
        "model": look.model,
        "text": look.text,
        "notes": look.notes,
        "unread": look.unread,
        "python": python_of(look),
        "stacks": stacks,
        "explanation": None if asked.explanation is None else _explained(asked.explanation),
        "start": _start(asked),
    }
    return facts, blocks


def _code(stacks: Sequence[LookStack]) -> Code:
    cells = sum(layer.size for stack in stacks for layer in stack.weights)
    negative = any(layer.min() < 0 for stack in stacks for layer in stack.weights)
    return "word" if cells <= MOST_WORDS or negative else "byte"


def _stack(
    stack: LookStack, text: str, code: Code, explanation: Explanation | None
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    layers = [packed(layer, code) for layer in _layers(stack)]
    values = [] if stack.products is None else [packed(layer, "word") for layer in stack.products]
    lenses = [whole(stack)]
    if any(token.word is not None for token in (*stack.rows, *stack.columns)):
        lenses.append(lenses[0].in_words(text))
    facts = {
        "kind": stack.kind,
        "heads": stack.shape[1],
        "code": code,
        "scales": [layer.scale for layer in layers],
        "error": max(layer.error for layer in layers),
        "values": [layer.scale for layer in values],
        "rollout": stack.kind != "cross",
        "causal": stack.kind != "cross" and not any(np.triu(layer.max(axis=0), 1).any() for layer in stack.weights),
        "largest": max(float(np.abs(layer).max()) for layer in stack.weights),
        "largestNorm": _largest_norm(stack),
        "tokens": [_sides(lens, explanation) for lens in lenses],
        "table": [[getattr(row, name) for name in STATISTICS] for row in head_rows(stack)],
    }
    return facts, list(_blocks(stack.kind, layers, values))


def _blocks(kind: str, layers: Sequence[Packed], values: Sequence[Packed]) -> Iterator[tuple[str, str]]:
    for number, layer in enumerate(layers, 1):
        yield f"{kind}-{number}", layer.text
    for number, layer in enumerate(values, 1):
        yield f"{kind}-values-{number}", layer.text


def _layers(stack: LookStack) -> Iterator[NDArray[Any]]:
    """Of each layer its heads and behind them, where there is one, the rollout up to it: (heads + 1, Q, K)."""
    if stack.kind == "cross":
        yield from stack.weights
        return
    shares: Floats = np.eye(len(stack.rows))
    for layer in stack.weights:
        shares = rollout(layer.mean(axis=0, keepdims=True, dtype=np.float64)[None]) @ shares
        yield np.concatenate([layer, shares[None].astype(np.float32)])


def _largest_norm(stack: LookStack) -> float:
    """The largest weight times length of any head."""
    if stack.products is None:
        return 0.0
    found = 0.0
    for layer, products in zip(stack.weights, stack.products, strict=True):
        lengths = np.sqrt(np.diagonal(products, axis1=1, axis2=2).T)  # (heads, K)
        found = max(found, float((np.abs(layer).max(axis=1) * lengths).max()))
    return found


def _sides(lens: Lens, explanation: Explanation | None) -> dict[str, Any]:
    sides = {"rows": lens.rows, "columns": lens.columns}
    return {side: [_token(token, explanation) for token in tokens] for side, tokens in sides.items()}


def _token(token: LookToken, explanation: Explanation | None) -> dict[str, Any]:
    fields: dict[str, Any] = codec.plain(token)
    return fields if explanation is None else {**fields, "score": laid(explanation, [token])[0]}


def _explained(explanation: Explanation) -> dict[str, Any]:
    return {
        "method": wording.method_name(explanation.method),
        "said": naming.explained(explanation.target, explanation.text),
    }


def _identity(look: Look) -> str:
    """What tells the states of this look from those of other texts, models and windows."""
    sizes = [(stack.kind, stack.shape, len(stack.rows)) for stack in look.stacks]
    named = "\0".join((look.model, look.text, str(look.window), str(sizes)))
    return hashlib.sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _start(asked: LookPage) -> dict[str, Any]:
    """Where the page opens: what the look shows, and the layer and head that are asked for."""
    look, rows, columns = asked.look, asked.look.rows, asked.look.columns
    layer = look.layers if asked.layer is None else check_layer(asked.layer, look.layers, look.model) + 1
    heads = range(1, look.heads_in_layer + 1)
    if asked.head is not None:
        heads = range(check_head(asked.head, look.heads_in_layer, look.model) + 1, asked.head + 1)
    parts = [_only_part(side, all_of) for side, all_of in ((rows, look.stack.rows), (columns, look.stack.columns))]
    return {
        "stack": look.kind,
        "layer": layer,
        "heads": [[layer, head, 1] for head in heads],
        "words": any(len(token.positions) > 1 for token in (*rows, *columns)),
        "special": any(token.special for token in (*rows, *columns)) or not _has_special(look.stack),
        "sums": look.lens.renormalised,
        "from": parts[0],
        "to": parts[1],
    }


def _has_special(stack: LookStack) -> bool:
    return any(token.special for token in (*stack.rows, *stack.columns))


def _only_part(shown: Sequence[LookToken], all_of: Sequence[LookToken]) -> str:
    """The one part that is shown of several, else ""."""
    seen, known = ({token.part for token in tokens if not token.special} for tokens in (shown, all_of))
    return str(seen.pop()) if len(seen) == 1 and len(known) > 1 else ""
