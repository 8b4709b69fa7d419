"""Where word pieces enter a model: the embedding tables that are asked for the row's own ids in one pass.

Found by looking at what the tables are asked for, since `get_input_embeddings` does not name them: an encoder-decoder
has two, often tied, and its decoder reads the row moved on by one; Longformer's kind fills the row up to its window.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from exegesis.adapters.hooks import first_of, hooked
from exegesis.adapters.passes import Passes
from exegesis.core.errors import UnsupportedError
from exegesis.data.rows import TokenRow

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import Embedding, Module

_VOCABULARY_AT_ONCE = 16_384  # of a quarter of a million words all vectors at once would take gigabytes


@dataclass(frozen=True)
class Spot:
    """Where the tokens of the rows stand in what a table gives."""

    tokens_first: bool  # (L, B, D), as inside XLNet, and not (B, L, D)
    start: int  # 1 where a decoder reads the row moved on by one
    count: int  # tokens of the row that stand there, from its first on

    def put(self, output: "Tensor", vectors: "Tensor") -> "Tensor":
        """The output with `vectors` (B, L, D) in the rows' place; what the model itself put beside them stays."""
        import torch

        axis = 0 if self.tokens_first else 1
        moved = (vectors.transpose(0, 1) if self.tokens_first else vectors).narrow(axis, 0, self.count)
        stop = self.start + self.count
        if self.start == 0 and stop == output.shape[axis]:
            return moved
        before = output.narrow(axis, 0, self.start)
        after = output.narrow(axis, stop, output.shape[axis] - stop)
        return torch.cat([before, moved.to(output.dtype), after], dim=axis)


def spot_of(asked: Any, rows: "Tensor") -> Spot | None:
    """Where the ids `asked` of a table are the rows' (B, L); None where they are not."""
    import torch

    if not isinstance(asked, torch.Tensor) or asked.is_floating_point() or asked.ndim != 2:
        return None
    size, length = rows.shape
    for tokens_first, ids in ((False, asked), (True, asked.T)):
        for start in (0, 1):
            count = min(length, ids.shape[1] - start)
            fits = ids.shape[0] == size and count >= max(1, length - start)
            if fits and bool((ids[:, start : start + count] == rows[:, :count]).all()):
                return Spot(tokens_first, start, count)
    return None


def lengths(passes: Passes, row: TokenRow) -> set[int]:
    """How long the row is outside the model and inside, where some families fill it up to a window and cut it again."""
    return {len(row), _asked(passes, row)[1]}


def _asked(passes: Passes, row: TokenRow) -> tuple["list[Module]", int]:
    """The tables that one pass asks for this row, tied ones once; and how long the row is in them."""
    import torch

    found: dict[tuple[Any, ...], Module] = {}
    longest = len(row)

    def look(table: "Module", asked: Any, _output: Any) -> None:
        nonlocal longest
        spot = spot_of(asked, ids)
        if spot is not None:
            found.setdefault(_key(table), table)
            longest = max(longest, asked.shape[0 if spot.tokens_first else 1] - spot.start)

    inputs, ids = _inputs(passes, [row])
    with torch.inference_mode(), _all_hooked(passes.model, look):
        passes.run(inputs)
    return list(found.values()), longest


def vectors(passes: Passes, rows: Sequence[TokenRow]) -> "Tensor":
    """What the tables give for rows of one length: (B, L, D), D over all tables where they are not tied."""
    import torch

    tables = _checked(passes, _asked(passes, rows[0])[0])
    with torch.inference_mode():
        _, ids = _inputs(passes, rows)
        return torch.cat([first_of(table(ids)) for table in tables], dim=-1)


def vocabulary(passes: Passes, row: TokenRow, known: "Embedding | None" = None) -> "Iterator[Tensor]":
    """The vectors of all word pieces, (V, D) by stretches, as the tables that `row` asks give them.

    `known` is the one table, where that is known without a pass.
    """
    import torch

    tables: list[Module] = [known] if known is not None else _checked(passes, _asked(passes, row)[0])
    size = _size(passes.model) if known is None else known.num_embeddings
    for start in range(0, size, _VOCABULARY_AT_ONCE):
        ids = torch.arange(start, min(start + _VOCABULARY_AT_ONCE, size), device=passes.device)
        with torch.inference_mode():
            yield torch.cat([first_of(table(ids[None]))[0] for table in tables], dim=-1)


@contextmanager
def replaced(passes: Passes, ids: "Tensor", points: "Tensor") -> Iterator[None]:
    """While inside, the rows `ids` (S, L) are looked up as `points` (S, L, D), wherever a table is asked for them."""
    columns: dict[tuple[Any, ...], slice] = {}

    def put(table: "Module", asked: Any, output: Any) -> "Tensor | None":
        spot = spot_of(asked, ids)
        if spot is None:
            return None
        width = output.shape[-1]
        start = max((part.stop for part in columns.values()), default=0)
        own = columns.setdefault(_key(table), slice(start, start + width))
        return spot.put(output, points[..., own])

    with _all_hooked(passes.model, put):
        yield
    _checked(passes, list(columns))


def _checked(passes: Passes, tables: Any) -> Any:
    """The tables, or an `UnsupportedError` where there are none."""
    if not tables:
        raise UnsupportedError(f"{passes.name} does not look its word pieces up in a table, so it gives no gradients.")
    return tables


def _inputs(passes: Passes, rows: Sequence[TokenRow]) -> tuple[dict[str, Any], "Tensor"]:
    inputs = passes.inputs(rows)
    return inputs, inputs["input_ids"]


@contextmanager
def _all_hooked(model: Any, act: "Callable[[Module, Any, Any], Any]") -> Iterator[None]:
    with ExitStack() as stack:
        for table in _candidates(model):
            stack.enter_context(hooked(table, act))
        yield


def _candidates(model: Any) -> "list[Module]":
    """All tables with a vector for every word piece; tables of positions and types are asked for other things.

    None in models that name no table: CANINE hashes its characters into many.
    """
    import torch

    try:
        usual, size = model.get_input_embeddings(), _size(model)
    except (NotImplementedError, AttributeError):
        return []
    known = [part for part in model.modules() if isinstance(part, torch.nn.Embedding)]
    tables: list[Module] = [part for part in known if part.num_embeddings == size]
    return tables if any(table is usual for table in tables) else [usual, *tables]


def _size(model: Any) -> int:
    return int(model.get_input_embeddings().weight.shape[0])


def _key(table: Any) -> tuple[Any, ...]:
    """The same for tables that give the same vectors: tied, and scaled alike."""
    weight = table.weight
    return type(table), weight.data_ptr(), tuple(weight.shape), str(getattr(table, "embed_scale", None))
