"""The small records an Explanation is made of: units, target, prediction, baseline, cost, fingerprint, windows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated, Any

from exegesis.core.codec import LATER, ByFields, Limit, Note, OneOf, fields_of, plain
from exegesis.core.types import Count, Span
from exegesis.data.place import Elsewhere, Place

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema


@dataclass(frozen=True, slots=True)
class Unit:
    """What gets one score: a token, word, sentence; in bag-of-words mode all occurrences of a word (several spans).

    It stands in the text (`spans`) or, of other kinds of data, elsewhere (`at`; `text` is what it is called).
    """

    text: str
    spans: Annotated[tuple[Span, ...], Limit(items=1)] = field(default=(), metadata=LATER)
    at: Annotated[Elsewhere, ByFields()] | None = field(default=None, metadata=LATER)

    def __post_init__(self) -> None:
        if bool(self.spans) == (self.at is not None):
            raise ValueError("a unit stands at spans of the text or elsewhere, and not in both")

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> dict[str, Any]:
        """Either the one or the other, never null."""
        made = handler.resolve_ref_schema(handler(schema))
        made["properties"]["at"]["anyOf"].remove({"type": "null"})
        made["oneOf"] = [{"required": ["spans"]}, {"required": ["at"]}]
        return made

    @property
    def place(self) -> Place:
        """Where it stands."""
        return self.spans if self.at is None else self.at

    def written(self) -> dict[str, Any]:
        """Plain data, as it stands inside an explanation."""
        if self.at is None:
            return {"text": str.__str__(self.text), "spans": [list(span) for span in self.spans]}
        return {"text": str.__str__(self.text), "at": plain(self.at)}

    @property
    def start(self) -> int:
        """First character of the first span."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """One past the last character of the first span."""
        return self.spans[0].end


@dataclass(frozen=True, slots=True)
class Group:
    """Units that belong together, scored as one: of a text a phrase of neighbours, with its span.

    `score` is their whole effect, the units' own scores included.
    """

    text: str
    spans: Annotated[tuple[Span, ...], Note("Where it stands in the text; none of other kinds of data.")]
    score: float
    units: Annotated[tuple[Count, ...], Limit(items=1)]
    parent: Count | None  # index into Explanation.groups; None for the whole text


@dataclass(frozen=True, slots=True)
class PairScore:
    """What two units do only together: half of it is in each of their scores."""

    first: Annotated[Count, Note("An index into the units, below that of the second.")]
    second: Count
    score: Annotated[float, Note("Signed towards the target, in the unit of the scores.")]
    error: Annotated[float | None, Limit(at_least=0), Note("Its standard error; null where unknown, or exact.")] = None


@dataclass(frozen=True, slots=True)
class Target:
    """The number explained. `output` is its unit: "probability", "log-probability", "logit", "log-odds", or "value".

    `kind`: "class"; "start", "end", "span" or "no-answer" of a question's answer; "word" (hidden or next); "tag".
    `index` is the model's output that it reads: the class or tag, the token at a word's first piece, the position of
    an answer's first piece. `spans` says where in the text it is read. With `versus` the number is the difference of
    the two.
    """

    name: str
    index: Count
    output: Annotated[str, OneOf("probability", "log-probability", "logit", "log-odds", "value")]
    kind: Annotated[str, OneOf("class", "start", "end", "span", "no-answer", "word", "tag")] = "class"
    spans: Annotated[tuple[Span, ...], Note("Where in the text it is read.")] = ()
    versus: "Target | None" = None


@dataclass(frozen=True, slots=True)
class Prediction:
    """The model's answer to the whole, unaltered text: all its outputs (probabilities, or values for regression).

    Of answers and words the likeliest, most likely first; of words then the hidden word itself and those that targets
    name, where these are not among them. `spans`: where each label stands in the text, for answers (an empty span is
    "no answer"); for a word or a tag, where it is read, once. `ranks`, of words: the place of each among all words,
    from 1 (None: beyond those that were ranked); else empty.
    """

    label: str
    index: Count
    outputs: Annotated[tuple[float, ...], Limit(items=1)]
    labels: Annotated[tuple[str, ...], Limit(items=1)]
    kind: Annotated[str, OneOf("single-label", "multi-label", "regression", "answer", "word", "tag")]
    spans: Annotated[
        tuple[Span, ...], Note("Where each answer stands (empty: no answer), or where a word or tag is read.")
    ] = ()
    ranks: Annotated[
        tuple[Annotated[int, Limit(at_least=1)] | None, ...],
        Note("Of words the place of each label among all words, from 1 (null: beyond those that were ranked)."),
    ] = field(default=(), metadata=LATER)

    def to_dict(self) -> dict[str, Any]:
        """Plain data, as it stands inside an explanation."""
        return fields_of(self)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What stands for "absent": its name, a sentence about it, and the target's value there (None: not computed)."""

    name: str
    description: str
    value: float | None


@dataclass(frozen=True, slots=True)
class Cost:
    """What the explanation took. Passes count rows through the model, so batching does not change them.

    Those that are timed beforehand, where work looks as if it took over a minute, are not among them.
    """

    forward_passes: Count
    backward_passes: Count
    tokens: Count
    seconds: Annotated[float, Limit(at_least=0)]

    def __sub__(self, before: "Cost") -> "Cost":
        """What was spent since `before`."""
        return Cost(
            self.forward_passes - before.forward_passes,
            self.backward_passes - before.backward_passes,
            self.tokens - before.tokens,
            self.seconds - before.seconds,
        )


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Which model, exactly, on which software."""

    model: str
    revision: str | None
    weights: str | None  # sha256 of the weights, None for a black box
    tokenizer: str | None  # sha256 of the tokenizer's definition
    versions: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of a long text that the model read at once, and its weight in the mean that is explained."""

    start: Count
    end: Count
    weight: float


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of the text: the whole of it, or question and context, or first and second text of a pair."""

    name: str
    start: Count
    end: Count
