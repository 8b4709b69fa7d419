"""Parts of a text to word-piece ids, each by itself, as the tokenizer gives them within the whole."""

from collections.abc import Sequence

from exegesis.adapters import encoding
from exegesis.adapters.capabilities import GivesTokens
from exegesis.data.rows import Row, Texts
from exegesis.modalities.text.locality import Locality, locality
from exegesis.modalities.text.pieces import PieceFrame

_BESIDE = "a"  # stands in for the text beside a part


class PieceReader:
    """Reads the parts of texts for one model whose tokenizer is local."""

    def __init__(self, model: GivesTokens, found: Locality) -> None:
        self.model = model
        self.limit = model.limit
        self.locality = found
        self.drops_spaces = found.drops_spaces
        model.tokenizer(_BESIDE, truncation=False, padding=False, verbose=False)  # sets what the backend cuts and pads
        self.head = self._encode(_BESIDE)
        self.tail = self._encode(f"{_BESIDE} {_BESIDE}")[len(self.head) :]

    def spaced(self, text: str) -> str:
        return self.locality.spaced(text)

    def ids(self, text: str, first: bool, last: bool) -> list[int] | None:
        """The ids of a part that begins a text, ends it or stands within; None where they are not its own."""
        found = self._encode(("" if first else _BESIDE) + text + ("" if last else f" {_BESIDE}"))
        start = 0 if first else len(self.head)
        stop = len(found) - (0 if last else len(self.tail))
        if not (first or found[:start] == self.head) or not (last or found[stop:] == self.tail) or start > stop:
            return None
        inner = found[start:stop]
        if not self.locality.watched.isdisjoint(inner) or any(one in text for one in self.locality.spelled):
            return None
        return inner

    def frame(self, texts: Texts) -> PieceFrame | None:
        """The special tokens around these texts, and all type ids; None where a text has no tokens."""
        pair = (texts,) if isinstance(texts, str) else texts
        made = encoding.read(self.model.tokenizer, pair)
        owners, ids = made.sequence_ids(0), made["input_ids"]
        kinds = made.get("token_type_ids")
        groups = [[p for p, owner in enumerate(owners) if owner == part] for part in range(len(pair))]
        if not all(groups) or any(group[-1] - group[0] + 1 != len(group) for group in groups):
            return None
        stops = [0, *(group[-1] + 1 for group in groups)]
        starts = [*(group[0] for group in groups), len(ids)]
        around = [list(range(stop, start)) for stop, start in zip(stops, starts, strict=True)]
        special = tuple(tuple(ids[p] for p in places) for places in around)
        if kinds is None:
            return PieceFrame(special, None, None)
        # One type id for all tokens of a text: the tokenizer's templates know no other.
        types = tuple(kinds[group[0]] for group in groups)
        return PieceFrame(special, tuple(tuple(kinds[p] for p in places) for places in around), types)

    def encode(self, texts: Sequence[Texts]) -> list[Row]:
        return self.model.encode(texts)

    def _encode(self, text: str) -> list[int]:
        found: list[int] = self.model.tokenizer.backend_tokenizer.encode(text, add_special_tokens=False).ids
        return found


def piece_reader(model: object) -> PieceReader | None:
    """The reader of parts for this model; None where it has no word pieces or its tokenizer is not local."""
    if not isinstance(model, GivesTokens):
        return None
    found = locality(model.tokenizer)
    return None if found is None else PieceReader(model, found)
