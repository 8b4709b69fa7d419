"""Plain text through a pipeline of spaCy that is installed on this machine."""

from collections.abc import Sequence
from typing import Any

from exegesis.core.errors import InputError, UnsupportedError, shown
from exegesis.explorer.corpus.sources.records import SourceSentence, SourceWord, Taken

# What spaCy calls the annotations that a document may have.
_ANNOTATIONS = {"LEMMA": "lemma", "POS": "upos", "TAG": "xpos", "DEP": "deprel", "ENT_IOB": "ent"}


class SpacyPipeline:
    """The sentences, words and tags that a pipeline finds."""

    def __init__(self, name: str) -> None:
        """`name`: of the installed pipeline; `InputError` where it is not there."""
        self.name = f"spacy:{name}"
        self._pipeline = _loaded(name)
        self.identity = f"{self.name} {self._pipeline.meta.get('version', '')}".strip()

    def tagged(self, texts: Sequence[str]) -> list[Taken]:
        """The sentences of each text; tokens of white space are no words."""
        return [self._taken(document) for document in self._pipeline.pipe(texts)]

    def _taken(self, document: Any) -> Taken:
        if not len(document):
            return [], frozenset()
        if not document.has_annotation("SENT_START"):
            raise UnsupportedError(
                f"the pipeline {self.name} marks no sentences; name one with a parser or sentencizer."
            )
        known = {ours for theirs, ours in _ANNOTATIONS.items() if document.has_annotation(theirs)}
        known |= {"head"} if "deprel" in known else set()
        found = [_sentence(sentence, known) for sentence in document.sents]
        return [one for one in found if one.words], frozenset(known)


def _sentence(sentence: Any, known: set[str]) -> SourceSentence:
    tokens = [token for token in sentence if not token.is_space]
    if not tokens:
        return SourceSentence("", ())
    first = tokens[0].idx
    places = {token.i: number for number, token in enumerate(tokens)}
    text = sentence.doc.text[first : tokens[-1].idx + len(tokens[-1].text)]
    return SourceSentence(text, tuple(_word(token, first, places, known) for token in tokens))


def _word(token: Any, first: int, places: dict[int, int], known: set[str]) -> SourceWord:
    start = token.idx - first
    head = None if token.head.i == token.i else places.get(token.head.i)
    tags = {"lemma": token.lemma_, "upos": token.pos_, "xpos": token.tag_, "deprel": token.dep_}
    kept = {name: tag or None for name, tag in tags.items() if name in known}
    return SourceWord(
        start,
        start + len(token.text),
        token.text,
        **kept,
        head=head if "head" in known else None,
        ent=token.ent_type_ if "ent" in known else None,
    )


def _loaded(name: str) -> Any:
    if not name.replace("_", "").replace("-", "").isalnum():
        raise InputError(f"spacy:NAME names an installed pipeline, and {shown(name)} is no name of one.")
    try:
        import spacy
    except ImportError:
        raise UnsupportedError(
            f"spacy:{name} needs spaCy and that pipeline, and spaCy is not installed here."
        ) from None
    try:
        return spacy.load(name)
    except OSError:
        there = ", ".join(sorted(spacy.util.get_installed_models())) or "none"
        raise InputError(f"spaCy has no pipeline {name!r} on this machine; installed: {there}.") from None
    except Exception as error:
        raise InputError(f"spaCy cannot load {name!r}: {type(error).__name__}: {error}.") from error
