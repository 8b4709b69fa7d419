"""The three labs: what is asked, of which sentences, and all that is measured of one of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.labs import measures, sentences
from benchmarks.labs.contexts import Contexts, contexts
from benchmarks.labs.measures import Head, Reading
from benchmarks.labs.sentences import Sentence

from exegesis import explorer
from exegesis.core.types import Floats
from exegesis.explorer import Corpus, LayerPredictions

_GUESSES = 3


@dataclass(frozen=True)
class Lab:
    """A question put to a model.

    Args:
        name: of its picture's file.
        title: of its section.
        published: what was seen of bert-base-cased, which has twelve layers.
        goals: what the words are called that a hidden word ought to attend to.
        tag: the hidden word's part of speech.
        sentences: makes them; the first is the example.
    """

    name: str
    title: str
    published: str
    goals: str
    tag: str
    sentences: Callable[[], tuple[Sentence, ...]]


LABS = (
    Lab(
        "verb",
        "A hidden verb",
        "the example's verb is found with 70% (distilbert-base: 37%); at layer 10 it looks at related verbs and nouns",
        "the other verbs and nouns",
        "VERB",
        sentences.verbs,
    ),
    Lab(
        "pronoun",
        "A pronoun across a sentence's end",
        "at layer 12 a hidden pronoun attends across the end of the sentence to the name",
        "the name",
        "PRON",
        sentences.across,
    ),
    Lab(
        "name",
        "Gender from the name, not from the nearer noun",
        "at layer 11 the gender comes from the name and not from the noun that stands nearer",
        "the name",
        "PRON",
        sentences.nearer,
    ),
)


@dataclass(frozen=True)
class Findings:
    """All that is measured for a lab.

    Args:
        lab: which.
        readings: its sentences read.
        example: what the lens finds for the first of them.
        head: the one that gives most to the goals.
        silent: the answers (margins, or log-probabilities) without that head, one a sentence.
        contexts: of the corpus.
    """

    lab: Lab
    readings: tuple[Reading, ...]
    example: LayerPredictions
    head: Head
    silent: Floats
    contexts: Contexts

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences, the example first."""
        return tuple(one.sentence for one in self.readings)

    @property
    def gendered(self) -> bool:
        """Whether names and hidden words have a gender."""
        return self.readings[0].margins is not None

    @property
    def nearer(self) -> bool:
        """Whether a noun stands nearer than the name."""
        return self.readings[0].to_noun is not None


def findings(lab: Lab, model: Any, corpus: Corpus) -> Findings:
    """Everything: reading, choosing the head, silencing it, searching the corpus."""
    asked = lab.sentences()
    readings = tuple(measures.read(model, one) for one in asked)
    head = measures.strongest(readings)
    return Findings(
        lab,
        readings,
        explorer.layer_predictions(model, asked[0].asked, k=_GUESSES),
        head,
        measures.answers(explorer.silence(model, [head]), asked),
        contexts(corpus, model, asked, lab.tag, head),
    )


def all_findings(model: Any, corpus: Corpus, labs: Sequence[Lab] = LABS) -> tuple[Findings, ...]:
    """Of all labs."""
    return tuple(findings(lab, model, corpus) for lab in labs)
