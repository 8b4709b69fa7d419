"""A tokenizer's ids against the embeddings that a model has for them, and how many tokens are read at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from exegesis.core.errors import InputError, LoadError

# Where neither tokenizer nor config states a limit (relative positions), the window that memory can bear.
UNSTATED_LIMIT = 2048
_LEAST = 3  # tokens at once: one of the text between two special ones
_NO_LIMIT = 1e6  # what tokenizers that know no limit state is far larger
# Families that count positions from their padding id on.
_OFFSET_FAMILIES = {"roberta", "roberta-prelayernorm", "xlm-roberta", "xlm-roberta-xl", "camembert", "mpnet", "xmod"}
_OFFSET_FAMILIES |= {"longformer", "data2vec-text", "ibert", "esm"}
_SHOWN = 3  # tokens named in a message


@dataclass(frozen=True)
class Vocabulary:
    """What a model has embeddings for: ids below `rows` (None: not known). `beyond`: the tokens with other ids."""

    rows: int | None
    beyond: tuple[str, ...] = ()

    def has(self, token: int | None) -> bool:
        """Whether there is an embedding for this id; of an unknown table there is one for every id."""
        return token is not None and token >= 0 and (self.rows is None or token < self.rows)

    def check(self, ids: Iterable[int], tokenizer: Any, name: str) -> None:
        """`InputError` naming the token where there is no embedding for one of these ids."""
        if not self.beyond:
            return
        foreign = next((token for token in ids if not self.has(token)), None)
        if foreign is not None:
            token = tokenizer.convert_ids_to_tokens(foreign)
            raise InputError(
                f"the text has the token {token!r} (id {foreign}), and {name} has only {self.rows} embeddings; "
                "give a text without it, or the tokenizer that the model was trained with."
            )

    def warning(self, tokenizer: Any, name: str) -> str | None:
        """What is to be said at loading; None where every token has an embedding."""
        if not self.beyond:
            return None
        shown = ", ".join(repr(token) for token in self.beyond[:_SHOWN])
        more = ", ..." if len(self.beyond) > _SHOWN else ""
        return (
            f"the tokenizer has {len(tokenizer)} tokens, {name} {self.rows} embeddings: a text with one of the others "
            f"({shown}{more}) is refused. Call resize_token_embeddings, or load the tokenizer that the model was "
            "trained with."
        )


def vocabulary(tokenizer: Any, rows: int | None) -> Vocabulary:
    """The tokenizer's tokens against a table of so many embeddings."""
    if rows is None:
        return Vocabulary(None)
    beyond = [(index, token) for token, index in tokenizer.get_vocab().items() if index >= rows]
    return Vocabulary(rows, tuple(token for _, token in sorted(beyond)))


def embedding_table(model: Any) -> Any:
    """The module in which a transformer looks its word pieces up; None where it has no plain one."""
    try:
        return model.get_input_embeddings()
    except (AttributeError, NotImplementedError):
        return None


def embedding_rows(model: Any) -> int | None:
    """Rows of that module's table; None where it has none (CANINE hashes characters)."""
    weight = getattr(embedding_table(model), "weight", None)
    return int(weight.shape[0]) if weight is not None and weight.ndim == 2 else None


def limit(config: Any, tokenizer: Any) -> int:
    """Tokens read at once, special ones included: the smaller of what tokenizer and position table allow.

    `LoadError` where these are no numbers, or leave no room for a text.
    """
    stated = _stated(tokenizer)
    table = getattr(config, "max_position_embeddings", None)
    if isinstance(table, int) and table > 0:
        # RoBERTa's family counts positions from pad_token_id + 1, so its table holds that many fewer.
        stated.append(table - (padding_id(config) or 0) - 1 if config.model_type in _OFFSET_FAMILIES else table)
    most = min(stated, default=UNSTATED_LIMIT)
    if most < _LEAST:
        raise LoadError(
            f"the model would read {most} tokens at once (the smaller of the tokenizer's model_max_length and the "
            f"configuration's max_position_embeddings); at least {_LEAST} are needed."
        )
    return most


def _stated(tokenizer: Any) -> list[int]:
    most = tokenizer.model_max_length
    if isinstance(most, bool) or not isinstance(most, int | float) or most != most or most < _LEAST:
        raise LoadError(
            f"the tokenizer's model_max_length is {most!r}; it must be a whole number of at least {_LEAST}."
        )
    return [int(most)] if most < _NO_LIMIT else []


def padding_id(config: Any) -> int | None:
    """The id that the configuration pads with; `LoadError` where it is none."""
    found = config.pad_token_id
    if found is not None and (isinstance(found, bool) or not isinstance(found, int)):
        raise LoadError(f"the configuration's pad_token_id is {found!r}; it must be a whole number.")
    return found


def check_special(ids: Sequence[int], known: Vocabulary, tokenizer: Any, most: int, name: str) -> None:
    """`LoadError` where what the tokenizer puts around every text has no embedding, or leaves no room for the text."""
    foreign = next((token for token in ids if not known.has(token)), None)
    if foreign is not None:
        raise LoadError(
            f"the tokenizer adds {tokenizer.convert_ids_to_tokens(foreign)!r} (id {foreign}) to every text, and {name} "
            f"has only {known.rows} embeddings; load the tokenizer that the model was trained with."
        )
    if len(ids) >= most:
        raise LoadError(
            f"the tokenizer adds {len(ids)} special tokens to every text, and {name} reads {most} at once; "
            "load the tokenizer that the model was trained with."
        )
