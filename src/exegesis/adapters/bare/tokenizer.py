"""A tokenizer of the tokenizers package, as this package asks one of transformers."""

from collections.abc import Mapping, Sequence
from typing import Any

from tokenizers import Tokenizer

SPECIALS = ("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token")
# What the calls of this package ask. A call of anybody else is answered by transformers' own tokenizer.
_OPTIONS = {
    "add_special_tokens": (True, False),
    "padding": (False,),
    "return_offsets_mapping": (True, False),
    "return_special_tokens_mask": (True, False),
    "return_token_type_ids": (True,),
    "truncation": (False,),
    "verbose": (False,),
}


class BareEncoding(dict[str, Any]):
    """Ids and what belongs to them, of one text or pair."""

    def __init__(self, encoding: Any) -> None:
        super().__init__(input_ids=encoding.ids)
        self._encoding = encoding

    def sequence_ids(self, index: int = 0) -> list[int | None]:
        """Which of the texts each position is of."""
        found: list[int | None] = self._encoding.sequence_ids
        return found

    def word_ids(self, index: int = 0) -> list[int | None]:
        """Which of its text's words each position is of."""
        found: list[int | None] = self._encoding.word_ids
        return found


class BareTokenizer:
    """`kind` is the name of its class in transformers; `typed`: it gives type ids without being asked for them."""

    is_fast = True
    pad_token_type_id = 0

    def __init__(
        self, backend: Tokenizer, kind: str, typed: bool, specials: Mapping[str, str], model_max_length: float
    ) -> None:
        self.backend_tokenizer = backend
        self.kind = kind
        self.typed = typed
        self.model_max_length = model_max_length
        for name in SPECIALS:
            token = specials.get(name)
            vars(self)[name] = token
            vars(self)[f"{name}_id"] = None if token is None else backend.token_to_id(token)
        self.all_special_tokens = list(dict.fromkeys(specials[name] for name in SPECIALS if name in specials))
        self.all_special_ids = [backend.token_to_id(token) for token in self.all_special_tokens]

    def __len__(self) -> int:
        return int(self.backend_tokenizer.get_vocab_size(with_added_tokens=True))

    @staticmethod
    def answers(texts: Sequence[Any], options: Mapping[str, Any]) -> bool:
        """Whether this call is one that `encoded` knows. `verbose=False` stands in every call of this package."""
        known = all(any(value is one for one in _OPTIONS.get(name, ())) for name, value in options.items())
        return known and "verbose" in options and 0 < len(texts) < 3 and all(isinstance(one, str) for one in texts)

    def encoded(
        self,
        *texts: str,
        add_special_tokens: bool = True,
        return_offsets_mapping: bool = False,
        return_special_tokens_mask: bool = False,
        return_token_type_ids: bool = False,
        **_others: bool,
    ) -> BareEncoding:
        """The text or pair as ids, whole and not padded; an empty second text is none."""
        backend = self.backend_tokenizer
        if backend.truncation is not None:
            backend.no_truncation()
        if backend.padding is not None:
            backend.no_padding()
        first, second = texts[0], texts[1] or None if len(texts) > 1 else None
        encoding = backend.encode(first, second, add_special_tokens=add_special_tokens)
        made = BareEncoding(encoding)
        if self.typed or return_token_type_ids:
            made["token_type_ids"] = encoding.type_ids
        made["attention_mask"] = encoding.attention_mask
        if return_special_tokens_mask:
            made["special_tokens_mask"] = encoding.special_tokens_mask
        if return_offsets_mapping:
            made["offset_mapping"] = encoding.offsets
        return made

    @property
    def added_tokens_decoder(self) -> dict[int, Any]:
        """The added tokens by their ids."""
        found: dict[int, Any] = self.backend_tokenizer.get_added_tokens_decoder()
        return found

    def get_vocab(self) -> dict[str, int]:
        """All tokens and their ids."""
        found: dict[str, int] = self.backend_tokenizer.get_vocab(with_added_tokens=True)
        return found

    def num_special_tokens_to_add(self, pair: bool = False) -> int:
        """How many are put around a text or a pair."""
        return int(self.backend_tokenizer.num_special_tokens_to_add(pair))

    def convert_tokens_to_ids(self, tokens: str | Sequence[str]) -> Any:
        """The id of a token, or the ids of several; that of the unknown one for what is no token."""
        if not isinstance(tokens, str):
            return [self.convert_tokens_to_ids(token) for token in tokens]
        found = self.backend_tokenizer.token_to_id(tokens)
        return vars(self)["unk_token_id"] if found is None else found

    def convert_ids_to_tokens(self, ids: int | Sequence[int], skip_special_tokens: bool = False) -> Any:
        """The token of an id, or those of several."""
        backend = self.backend_tokenizer
        if isinstance(ids, int):
            return backend.id_to_token(ids)
        away = self.all_special_ids if skip_special_tokens else ()
        return [backend.id_to_token(int(one)) for one in ids if int(one) not in away]

    def convert_tokens_to_string(self, tokens: list[str]) -> str:
        """What these tokens are in a text."""
        return str(self.backend_tokenizer.decoder.decode(tokens))

    def decode(self, ids: Sequence[int], clean_up_tokenization_spaces: bool = False) -> str:
        """What these ids are in a text, its spaces as they come."""
        return str(self.backend_tokenizer.decode(list(ids), skip_special_tokens=False))
