"""How views name what is explained: in a sentence, as a heading, and at the two ends of a scale."""

from collections.abc import Sequence

from exegesis.core.types import Span
from exegesis.data.explanation import Explanation
from exegesis.data.records import Target
from exegesis.data.truth import is_right
from exegesis.views import wording
from exegesis.views.characters import clip
from exegesis.views.marks import edge

_LONGEST = 80  # characters of an answer inside a sentence
_IN_HEADING = 32
_TRUTHS = {"answer": "true answer", "word": "true word", "tag": "true tag"}


def explained(target: Target, text: str) -> str:
    """What is explained: the logit of the answer starting at “Denver”; of a contrast the difference of two."""
    if target.versus is None and target.name == target.output:
        return f"the {target.output}"
    if target.versus is None:
        return f"the {target.output} of {_noun(target, text)}{_where(target, text)}{_both(target)}"
    one, other = _where(target, text), _where(target.versus, text)
    this = _noun(target, text) + ("" if one == other else one)
    return f"the {target.output} of {this} rather than {_noun(target.versus, text)}{other} (difference)"


def short(target: Target, text: str) -> str:
    """The target as a heading of few words: Start: “Denver”."""
    kind = {"start": "Start: ", "end": "End: ", "span": "Answer: "}.get(target.kind, "")
    this = _heading(target, text)
    if target.versus is not None:
        return f"{kind}{this} rather than {_heading(target.versus, text)}"
    return this[:1].upper() + this[1:] if target.kind == "no-answer" else kind + this


def sides(target: Target, text: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """(word, name) for the scores below zero and for those above: against and towards, or for this and for that.

    A number that is no class's has no side to be on: it is lowered and raised.
    """
    name = wording.quoted(_name(target, text), 24)
    if target.versus is None and target.output == "value":
        name = "the value" if target.name == target.output else name
        return ("lowers", name), ("raises", name)
    if target.versus is None:
        return ("against", name), ("towards", name)
    return ("for", wording.quoted(_name(target.versus, text), 24)), ("for", name)


def asked(explanation: Explanation) -> str:
    """What stands above the model's answer: what it was that it answered."""
    prediction = explanation.prediction
    if prediction.kind == "tag":
        return f"The model tags {wording.quoted(_said(prediction.spans, explanation.text), _IN_HEADING)}"
    if prediction.kind == "word":
        return (
            "The model expects as the next word" if _is_next(prediction.spans) else "The model guesses the hidden word"
        )
    return "The model answers"


def title(explanation: Explanation) -> str:
    """The model's answer on a line of its own: Denver Broncos, 91%; of words and tags with what was asked."""
    prediction, answer = explanation.prediction, wording.answer(explanation.prediction)
    if prediction.kind == "tag":
        return f"{wording.quoted(_said(prediction.spans, explanation.text), _IN_HEADING)}: {answer}"
    if prediction.kind == "word":
        return f"{'next' if _is_next(prediction.spans) else 'hidden'} word: {answer}"
    return answer


def truth(explanation: Explanation) -> tuple[str, str, str] | None:
    """("right" or "wrong", or "" where there is no telling; "the true answer is"; the truth), None where unknown."""
    if explanation.truth is None:
        return None
    verdict = {True: "right", False: "wrong", None: ""}[is_right(explanation.prediction, explanation.truth)]
    return verdict, f"the {_TRUTHS.get(explanation.prediction.kind, 'true label')} is", explanation.truth


def _noun(target: Target, text: str) -> str:
    name = wording.quoted(_name(target, text), _LONGEST)
    if target.kind == "tag":
        return f"tag {clip(target.name, _LONGEST)}"
    said = {"start": "the answer starting at ", "end": "the answer ending at ", "span": "the answer "}
    return said.get(target.kind, "") + name


def _where(target: Target, text: str) -> str:
    if target.kind == "word":
        return " as the next word" if _is_next(target.spans) else " at the hidden word"
    if target.kind == "tag":
        return f" for {wording.quoted(_said(target.spans, text), _LONGEST)}"
    return ""


def _both(target: Target) -> str:
    """How the two numbers of an answer are put together."""
    return f" (start {'×' if target.output == 'probability' else '+'} end)" if target.kind == "span" else ""


def _heading(target: Target, text: str) -> str:
    name = _name(target, text)
    return (
        wording.quoted(name, _IN_HEADING)
        if target.kind in ("start", "end", "span", "word")
        else clip(name, _IN_HEADING)
    )


def _name(target: Target, text: str) -> str:
    """The target in the text's own characters: of an answer's start its first word, of its end the last."""
    span = edge(target, text)
    return text[span.start : span.end] if span else target.name


def _said(spans: Sequence[Span], text: str) -> str:
    """The text from the first span to the last."""
    return text[max(spans[0].start, 0) : max(spans[-1].end, 0)] if spans else ""


def _is_next(spans: Sequence[Span]) -> bool:
    return bool(spans) and spans[0].start == spans[0].end
