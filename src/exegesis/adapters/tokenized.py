"""What all models with a tokenizer of transformers share, whatever runs them: texts to rows, rows to a batch."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from exegesis.adapters import encoding
from exegesis.adapters.failures import is_failure, last_line, told
from exegesis.adapters.habits import Habits, habits, of_one_length
from exegesis.adapters.heads import OUTPUTS, Head
from exegesis.adapters.probes import READING, Probe
from exegesis.adapters.slow_tokens import with_offsets
from exegesis.adapters.texts import TextModel
from exegesis.adapters.vocabulary import limit, padding_id, vocabulary
from exegesis.adapters.windows import document_windows
from exegesis.core.errors import ExegesisError, InputError, LoadError, ModelError, ModelWarning, warn
from exegesis.core.types import Floats, Integers, Outputs
from exegesis.data.inputs import Document
from exegesis.data.records import Window
from exegesis.data.rows import Row, Texts, TokenRow, Tokens


class TokenModel(TextModel):
    """A model that reads word pieces, with the tokenizer and the configuration that belong to it."""

    scale = "logit"

    def __init__(self, head: Head, config: Any, tokenizer: Any, name: str, rows: int | None) -> None:
        """`rows`: of the table of word embeddings, None where that is not known."""
        tokenizer = with_offsets(tokenizer)
        self.head = head.name
        self.table = head.table
        self.tokenizer = tokenizer
        self.name = name
        self.kind = _kind(config) if self.head == "classification" else "single-label"
        self.named_labels: tuple[str, ...] | None = None  # the caller's names, before those of the configuration
        self.cuts = False  # whether what is longer would be cut (a pipeline's truncation): then it is refused
        self.limit = limit(config, tokenizer)
        self.vocabulary = vocabulary(tokenizer, rows)
        self._padding = padding_id(config)
        self._habits: tuple[object, Habits] | None = None
        self._sound = self._unguarded = False

    @property
    @abstractmethod
    def config(self) -> Any:
        """The configuration of transformers, which names labels, padding and positions."""

    @property
    def labels(self) -> tuple[str, ...]:
        if self.named_labels is not None:
            return self.named_labels
        names = self.config.id2label  # of a language model these say nothing: its outputs are word pieces
        return tuple(str(names.get(index, f"LABEL_{index}")) for index in range(self.config.num_labels))

    @property
    def mask_id(self) -> int | None:
        return self._known(self.tokenizer.mask_token_id)

    @property
    def pad_id(self) -> int | None:
        return self._known(self.tokenizer.pad_token_id)

    def _known(self, token: int | None) -> int | None:
        """A special token that the tokenizer alone has stands for nothing."""
        return token if self.vocabulary.has(token) else None

    @property
    def end_id(self) -> int | None:
        end: int | None = self.tokenizer.eos_token_id
        begin: int | None = self.tokenizer.bos_token_id
        return begin if end is None else end

    def windows(self, document: Document) -> tuple[Window, ...]:
        with told(self.name, READING):
            found = document_windows(self.tokenizer, document, self.limit, self.name)
        if self.cuts and len(found) > 1:
            raise InputError(
                f"this pipeline cuts what is longer than {self.limit} tokens, and so would not see all of the text; "
                "shorten it, or load (pipeline.model, pipeline.tokenizer), which reads long texts in windows."
            )
        return found

    def encode(self, texts: Sequence[Texts]) -> list[Row]:
        with told(self.name, READING):
            pairs = encoding.encoded(self.tokenizer, texts, self.limit, self.name)
        for ids, _ in pairs:
            self.vocabulary.check(ids, self.tokenizer, self.name)
        return [self._row(ids, kinds) for ids, kinds in pairs]

    def tokens(self, document: Document, window: Window) -> Tokens:
        """The word pieces of one window, with offsets into the document's text."""
        single = len(document.parts) == 1
        with told(self.name, READING):
            if self.vocabulary.beyond:
                ids = encoding.read(self.tokenizer, [*_texts(document.texts(window))])["input_ids"]
                self.vocabulary.check(ids, self.tokenizer, self.name)
            empty = (lambda: self._row((), None)) if single else None
            return encoding.tokens(self.tokenizer, document, window, empty)

    def whole_tokens(self, texts: Sequence[str]) -> list[Tokens | None]:
        """The word pieces of each text, tokenised together, which is far quicker; None where one is to be read alone.

        So is a text that is longer than the model reads at once or of which nothing is left, and each of a tokenizer
        written in Python.
        """
        if not texts or not self.tokenizer.is_fast:
            return [None] * len(texts)
        with told(self.name, READING):
            found = encoding.whole_tokens(self.tokenizer, texts, self.limit)
        for one in found if self.vocabulary.beyond else ():
            if one is not None:
                self.vocabulary.check(list(one.row.ids), self.tokenizer, self.name)
        return found

    @property
    def habits(self) -> Habits:
        """How a row's answer depends on its neighbours in a batch; tried when first needed, and when weights change."""
        if self._unguarded:
            return Habits()
        stamp = self._stamp()
        if self._habits is None or self._habits[0] != stamp:
            self._habits = stamp, self._tried()
        found = self._habits[1]
        return replace(found, one_length=True) if self.one_length else found

    @contextmanager
    def unguarded(self) -> Iterator[None]:
        """Inside, batches go through as they come, whatever neighbours do to a row: the model itself is judged."""
        self._unguarded = True
        try:
            yield
        finally:
            self._unguarded = False

    @property
    def one_length(self) -> bool:
        """Whether a pass was seen to behave by the length of its batch."""
        return False

    def _tried(self) -> Habits:
        if self._alone:
            return Habits(apart=True)
        try:
            probe = self._probe
            return habits(self.tables, probe.frame, probe.tokens, self.limit)
        except (InputError, ModelError):  # the rows of the caller will tell
            return Habits(one_length=True)

    @property
    def _alone(self) -> bool:
        """Without a padding token some classification heads (GPT-2's) take one row at a time."""
        return self.table == "classes" and self._padding is None

    @abstractmethod
    def tables(self, rows: Sequence[TokenRow], left: bool) -> list[Floats]:
        """The logits of one batch, padded on the left or the right: of each row (C,), (L, K) or, of sides, (2, L)."""

    def _stamp(self) -> object:
        """What changes when the weights do."""
        return None

    @property
    def pads_left(self) -> bool:
        """Whether padding stands before a row's tokens in a batch."""
        return self.habits.left

    @property
    def shares_passes(self) -> bool:
        """Whether several rows may go through in one pass."""
        return not self.habits.apart

    def together(self, rows: Sequence[Row]) -> list[list[TokenRow]]:
        """The rows, in their order, in the batches in which each has the answer that it has alone."""
        given = [row for row in rows if isinstance(row, TokenRow)]
        if len(given) < 2:
            return [given]
        found = self.habits
        if found.apart:
            return [[row] for row in given]
        return list(of_one_length(given)) if found.one_length else [given]

    def padded(self, rows: Sequence[TokenRow], left: bool | None = None) -> dict[str, Integers]:
        """The rows as (B, L) by the names of the model's inputs; `together` says which rows may be padded together.

        On the right unless the model's habits (or `left`) say otherwise, and with the model's own padding id, whatever
        the tokenizer was set to: positions are counted from the left, and heads find the first or the last real token
        there.
        """
        longest = max(len(row) for row in rows)

        def table(values: Sequence[NDArray[np.int32] | int], filler: int) -> Integers:
            made = np.full((len(values), longest), filler, dtype=np.int64)
            for line, items, place in zip(made, values, places, strict=True):
                line[place] = items
            return made

        if left is None:
            left = any(len(row) < longest for row in rows) and self.pads_left
        places = [own_places(row, longest, left) for row in rows]
        filler = self._padding if self._padding is not None and self.vocabulary.has(self._padding) else 0
        result = {
            "input_ids": table([row.array for row in rows], filler),
            "attention_mask": table([1] * len(rows), 0),
        }
        kinds = [found for row in rows if (found := row.type_array) is not None]
        if len(kinds) == len(rows):
            result["token_type_ids"] = table(list(kinds), int(getattr(self.tokenizer, "pad_token_type_id", 0)))
        return result

    def _row(self, ids: Sequence[int], kinds: Sequence[int] | None) -> TokenRow:
        if ids:
            return TokenRow(tuple(ids), None if kinds is None else tuple(kinds))
        # All is deleted, and the tokenizer adds no special tokens (GPT-2): the token that begins a text stands alone.
        known = (self.tokenizer.bos_token_id, self.tokenizer.eos_token_id, self._padding)
        first = next((token for token in known if self.vocabulary.has(token)), None)
        if first is None:
            raise InputError(f"{self.name} cannot read an empty text; give a string as baseline=.")
        return TokenRow((int(first),), None if kinds is None else (0,))

    def check(self) -> None:
        if self._sound:
            return
        try:
            self._try()
        except LoadError:
            raise
        except BaseException as error:
            if not is_failure(error):
                raise
            line = str(error) if isinstance(error, ExegesisError) else f"{self.name}: {last_line(error)}"
            raise LoadError(f"the model does not run: {line}") from error
        said = self.vocabulary.warning(self.tokenizer, self.name)
        if said is not None:
            warn(said, ModelWarning)
        self._sound = True

    def _try(self) -> None:
        """One short row through the model; `LoadError` where the tokenizer or the labels do not fit it.

        What fails in the pass is raised as it is.
        """
        row, mask = self._probe.row(), self.tokenizer.mask_token_id
        if self.head == "masked-lm" and mask is not None and self.mask_id is None:
            raise LoadError(
                f"the tokenizer's mask token {self.tokenizer.mask_token!r} (id {mask}) has no embedding in "
                f"{self.name}; load the tokenizer that the model was trained with."
            )
        (table,) = self.tables([row], False)
        named = self.head in ("classification", "token-classification")
        if named and table.shape[-1] != len(self.labels):
            raise LoadError(self._miscounted(table.shape[-1]))

    @property
    def _probe(self) -> Probe:
        return Probe(self.tokenizer, self.vocabulary, self.limit, self.name, questions=self.table == "sides")

    def _checked(self, outputs: Outputs) -> Outputs:
        if outputs.shape[1] != len(self.labels):
            raise ModelError(self._miscounted(outputs.shape[1]))
        return outputs

    def _miscounted(self, outputs: int) -> str:
        return f"{self.name} gives {outputs} outputs where its configuration names {len(self.labels)} labels."


def _kind(config: Any) -> str:
    if config.problem_type == "multi_label_classification":
        return "multi-label"
    if config.problem_type == "regression" or config.num_labels == 1:
        return "regression"
    return "single-label"


def own_places(row: TokenRow, longest: int, left: bool) -> slice:
    """Where a row's own tokens stand in a batch as wide as `longest`."""
    return slice(longest - len(row), longest) if left else slice(0, len(row))


def own_tables(table: str, output: Any, rows: Sequence[TokenRow], longest: int, left: bool) -> list[Floats]:
    """The logits of a padded batch, of each row at its own positions: (C,), (L, K), or of sides (2, L)."""
    arrays = [_floats(getattr(output, name)) for name in OUTPUTS[table]]
    if table == "classes":
        return list(arrays[0])
    places = [own_places(row, longest, left) for row in rows]
    if table == "sides":
        return [both[:, place] for both, place in zip(np.stack(arrays, axis=1), places, strict=True)]
    return [lines[place] for lines, place in zip(arrays[0], places, strict=True)]


def _floats(logits: Any) -> Floats:
    array: Any = logits if isinstance(logits, np.ndarray) else logits.detach().float().cpu().numpy()
    return np.asarray(array, dtype=np.float64)


def _texts(texts: Texts) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else texts
