"""In what the build that a folder holds differs from the one that is asked for, in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from exegesis.core.characters import one_line
from exegesis.explorer.corpus.wording import layers_said

_NAMED = 3  # files in a message


def differing(there: Mapping[str, Any], here: Mapping[str, Any]) -> str:
    """What the plans of two builds (`Plan.record`) have otherwise: "layers 0-4, not 2; tags gold, not none"."""
    return "; ".join(_differing(there, here)) or "it was planned otherwise"


def _differing(there: Mapping[str, Any], here: Mapping[str, Any]) -> Iterator[str]:
    was, now = there.get("files"), here.get("files")
    if was != now:
        yield _files(was, now)
    if there.get("model") != here.get("model"):
        yield f"model {_said(there.get('model'))}, not {_said(here.get('model'))}"
    elif there.get("weights") != here.get("weights"):
        yield "weights of the model other than now"
    elif there.get("tokenizer") != here.get("tokenizer"):
        yield "a tokenizer other than now"
    for field, name in (("layers", "layers"), ("context_layers", "heads of layers")):
        if there.get(field) != here.get(field):
            yield f"{name} {_layers(there.get(field))}, not {_layers(here.get(field))}"
    if there.get("tags") != here.get("tags"):
        yield f"tags {_said(there.get('tags'))}, not {_said(here.get('tags'))}"
    elif there.get("tagger") != here.get("tagger"):
        yield "a tagger of the same name, other than now"
    if there.get("text_column") != here.get("text_column"):
        yield f"text column {_said(there.get('text_column'))}, not {_said(here.get('text_column'))}"


def _files(was: Any, now: Any) -> str:
    """Their names; where these are the same, which of them have changed."""
    before, after = _digests(was), _digests(now)
    if [name for name, _ in before] == [name for name, _ in after]:
        changed = [name for one, (name, digest) in zip(before, after, strict=True) if one != (name, digest)]
        return f"files as they were before {_names(changed)} changed"
    return f"files {_names([name for name, _ in before])}, not {_names([name for name, _ in after])}"


def _digests(files: Any) -> list[tuple[str, str]]:
    """Names with digests; a folder may be a stranger's, so what is nothing of the kind has no name."""
    pairs = files if isinstance(files, list) else []
    return [(str(one[0]), str(one[1])) for one in pairs if isinstance(one, list) and len(one) == 2]


def _names(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(map(_said, names[:_NAMED])) + more if names else "none"


def _layers(layers: Any) -> str:
    if not isinstance(layers, list) or not all(isinstance(layer, int) for layer in layers):
        return "that are not known"
    return layers_said(layers) or "none"


def _said(value: Any) -> str:
    return "none" if value is None else one_line(str(value))[:60]
