"""Explanations as version 1 of the schema wrote them, brought into today's form: plain data in, plain data out.

Version 1 did not say what was asked, only what was explained. Of most explanations the one follows from the other: the
parts tell the kind of input, a target tells its name and place. Of a text with several hidden words it named one.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from exegesis.core.text import words
from exegesis.data.inputs import places

_KINDS = {(): "text", ("question", "context"): "question", ("first", "second"): "pair"}
_SHARED = ("output", "parts", "phrases")  # settings that are fields of what is asked
_NO_ANSWER = "no answer"


def upgraded(data: Mapping[str, Any]) -> dict[str, Any]:
    """The data in the form of version 2. `checks` and `unseen` came later than the first files, and may lack.

    What is wrong with the data is left for the reader to tell.
    """
    made = {"checks": None, "unseen": [], "asked": None, **data, "schema_version": 2}
    try:
        return {**made, "asked": made["asked"] or _asked(made)}
    except (KeyError, IndexError, TypeError, ValueError, AttributeError):
        return made


def _asked(data: Mapping[str, Any]) -> dict[str, Any] | None:
    """What was asked; None where there is no telling."""
    kind, read = _KINDS[tuple(part["name"] for part in data["parts"])], _places_read(data)
    if read and not _all_known(data, read):
        return None
    hidden = [span for span in read if not _is_mask(data["text"], span)]
    settings = data["settings"]
    return {
        "kind": "hidden" if hidden else kind,
        "target": _target(data["target"], data),
        "unit": data["unit"],
        "settings": {name: value for name, value in settings.items() if name not in _SHARED},
        "hidden": hidden,
        "truth": _true_answer(data) if kind == "question" else None,
        "spans": sorted(span for unit in data["units"] for span in unit["spans"]) if data["unit"] == "segment" else [],
        "parts": settings.get("parts"),
        "phrases": settings.get("phrases", []),
        "output": settings.get("output"),
    }


def _places_read(data: Mapping[str, Any]) -> list[list[int]]:
    """The hidden places that are known, in order: where a target is read, and all that look like its mask token."""
    text, found = data["text"], []
    for target in (data["target"], data["target"]["versus"]):
        span = _hidden_at(target)
        if span is not None and _is_mask(text, span):
            mask = text[span[0] : span[1]]
            found += [[at, at + len(mask)] for at in range(len(text)) if text.startswith(mask, at)]
        elif span is not None:
            found.append(span)
    return sorted([start, end] for start, end in {(span[0], span[1]) for span in found})


def _hidden_at(target: Mapping[str, Any] | None) -> list[int] | None:
    """The hidden place that a target is read at; None of other targets, and of a next word."""
    if target is None or target["kind"] != "word" or target["spans"][0][0] == target["spans"][0][1]:
        return None
    span: list[int] = target["spans"][0]
    return span


def _is_mask(text: str, span: Sequence[int]) -> bool:
    """Whether a mask token is written there, "[MASK]" or "<mask>"."""
    return text[span[0]] in "[<" and text[span[1] - 1] in "]>"


def _all_known(data: Mapping[str, Any], hidden: Sequence[Sequence[int]]) -> bool:
    """Whether each word has a score, is hidden at a place that is known, or is not seen: else it may be hidden too."""
    known = bytearray(len(data["text"]))
    for start, end in [*(span for unit in data["units"] for span in unit["spans"]), *hidden, *data["unseen"]]:
        known[start:end] = b"\1" * (end - start)
    return all(any(known[word.start : word.end]) for word in words(data["text"]))


def _target(target: Mapping[str, Any], data: Mapping[str, Any]) -> Any:
    """The target as a caller names it."""
    if target["versus"] is not None:
        this = _target({**target, "versus": None}, data)
        return {"target": this, "versus": _target(target["versus"], data)}
    kind, name = target["kind"], target["name"]
    if kind == "class":
        return name if data["prediction"]["labels"].count(name) == 1 else target["index"]
    if kind in ("start", "end", "span"):
        return {"text": name, "start": target["spans"][0][0] - data["parts"][-1]["start"], "side": kind}
    if kind == "tag":
        return _tag(target, data["text"])
    if kind == "word":
        span = _hidden_at(target)
        return name if span is None else {"word": name, "place": 1 + _places_read(data).index(span)}
    return kind


def _tag(target: Mapping[str, Any], text: str) -> dict[str, Any]:
    """The tagged word or words, by which of their occurrences stands at the target's place."""
    start, end = target["spans"][0][0], target["spans"][-1][1]
    found = [place.start for place in places(text, text[start:end])]
    tag = target["name"].split(" ")[0] if len(target["spans"]) > 1 else target["name"]
    return {"word": text[start:end], "tag": tag, "occurrence": 1 + found.index(start)}


def _true_answer(data: Mapping[str, Any]) -> str | None:
    """A question's true answer as its caller gave it: "" for none."""
    truth: str | None = data["truth"]
    return "" if truth == _NO_ANSWER and _NO_ANSWER not in data["text"] else truth
