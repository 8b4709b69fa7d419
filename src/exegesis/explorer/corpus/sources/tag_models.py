"""Plain text with the tags of a token classifier: parts of speech, with or without relations, or entities."""

from collections.abc import Sequence
from typing import Any

from exegesis import api
from exegesis.adapters.base import Model
from exegesis.adapters.batching import in_batches
from exegesis.adapters.tokenized import TokenModel
from exegesis.core.errors import UnsupportedError, shown
from exegesis.core.types import Span
from exegesis.data.rows import TokenRow
from exegesis.explorer.corpus.sources.plain_text import split
from exegesis.explorer.corpus.sources.records import SourceSentence, SourceWord, Taken
from exegesis.explorer.corpus.vectors import read_all
from exegesis.tasks.entities import entities

UPOS = frozenset(
    {"ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ"}
    | {"SYM", "VERB", "X"}
)
_BATCH_TOKENS = 2048


class TagModel:
    """Each word has the likeliest tag at its first piece; sentences and words are those of `core/text`.

    Labels are UPOS tags, "UPOS|deprel", or entities (B-PER, I-PER, O).
    """

    def __init__(self, source: Any) -> None:
        """`source`: what `exegesis.load` takes; `UnsupportedError` where it tags no words, or with other labels."""
        model: Model = api.load(source)
        if not isinstance(model, TokenModel) or model.head != "token-classification":
            raise UnsupportedError(f"{model.name} tags no words; a tagger is a token classifier, or spacy:NAME.")
        self.model = model
        self.name = model.name
        self.identity = str(model.fingerprint().weights)
        self.annotations = _annotations(model)

    def tagged(self, texts: Sequence[str]) -> list[Taken]:
        every = [split(text) for text in texts]
        sentences = [sentence for found in every for sentence in found]
        tags = iter(self._labels(sentences))
        return [([self._with(one, next(tags)) for one in found], self.annotations) for found in every]

    def _with(self, sentence: SourceSentence, labels: Sequence[str | None]) -> SourceSentence:
        """The sentence with its words' labels as tags; None: the model reads nothing of a word."""
        if "ent" in self.annotations:
            types = _types(sentence, labels)
            words = [_tagged(word, ent=kind) for word, kind in zip(sentence.words, types, strict=True)]
        else:
            parts = [(label or "").partition("|") for label in labels]
            pairs = zip(sentence.words, parts, strict=True)
            words = [_tagged(word, upos=first or None, deprel=last or None) for word, (first, _, last) in pairs]
        return SourceSentence(sentence.text, tuple(words))

    def _labels(self, sentences: Sequence[SourceSentence]) -> list[list[str | None]]:
        found: list[list[str | None]] = [[None] * len(sentence.words) for sentence in sentences]
        rows: list[tuple[int, TokenRow, list[tuple[int, int]]]] = []
        given = [(one.text, [Span(word.start, word.end) for word in one.words]) for one in sentences]
        for number, sentence in enumerate(read_all(self.model, given)):
            for one in sentence.rows:
                firsts = [(word, places[0]) for word, places in zip(one.words, one.places, strict=True) if places]
                rows.append((number, one.row, firsts))

        def work(batch: list[int]) -> None:
            chosen = [rows[index] for index in batch]
            together = self.model.together([row for _, row, _ in chosen])
            tables = [table for part in together for table in self.model.tables(part, self.model.pads_left)]
            for (number, _, firsts), table in zip(chosen, tables, strict=True):
                best = table.argmax(axis=-1)
                for word, place in firsts:
                    found[number][word] = self.model.labels[int(best[place])]

        in_batches(work, [len(row) for _, row, _ in rows], _BATCH_TOKENS)
        return found


def _annotations(model: TokenModel) -> frozenset[str]:
    parts = [label.partition("|") for label in model.labels]
    if all(first in UPOS for first, _, _ in parts):
        return frozenset({"upos", "deprel"} if any(last for _, _, last in parts) else {"upos"})
    others = [label for label in model.labels if label != "O"]
    if len(others) < len(model.labels) and all(label[:2] in ("B-", "I-") for label in others):
        return frozenset({"ent"})
    odd = next(label for label in model.labels if label.partition("|")[0] not in UPOS and label != "O")
    raise UnsupportedError(
        f"{model.name} has the label {shown(odd)}; of a tagger they are UPOS tags (NOUN), these with a relation "
        "(NOUN|nsubj), or entities (B-PER, I-PER, O)."
    )


def _types(sentence: SourceSentence, labels: Sequence[str | None]) -> list[str]:
    """The type of the entity that each word stands in, "" outside of all."""
    spans = [Span(word.start, word.end) for word in sentence.words]
    tags = [label or "O" for label in labels]
    found = entities(sentence.text, spans, tags, [1.0] * len(tags))
    around = ((one.label for one in found if one.span.start <= span.start < one.span.end) for span in spans)
    return [next(labels_of, "") for labels_of in around]


def _tagged(word: SourceWord, **tags: str | None) -> SourceWord:
    return SourceWord(word.start, word.end, word.form, **tags)  # type: ignore[arg-type]  # tags are texts, head is not one
