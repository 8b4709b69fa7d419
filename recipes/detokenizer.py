"""Undo what data sets did to texts (Penn Treebank's "wo n't", "-lrb-"; IMDb's breaks): what a person would type."""

import re

_ENTITIES = {"-lrb-": "(", "-rrb-": ")", "-lsb-": "[", "-rsb-": "]", "-lcb-": "{", "-rcb-": "}", "``": '"', "''": '"'}
_ESCAPES = re.compile(r"\\([/*])")
_BREAK = re.compile(r"\s*(?:<br\s*/?>\s*)+")
_RULES = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r" (n't|'s|'re|'ve|'ll|'d|'m)(?= |$|[,.;:!?)])", r"\1"),  # wo n't -> won't
        (r" ([,.;:!?%)\]}]|\.\.\.)(?= |$|[\"')\]])", r"\1"),  # good , -> good,
        (r"([(\[{$#]) ", r"\1"),  # ( as -> (as
        (r" ([,.;:!?)\]}]+)(?= |$)", r"\1"),  # marks freed by the rules above
        (r'(^|[ (\[])" ([^"]*?) ?"', r'\1"\2"'),  # " conan " -> "conan"
        (r"(^| )[`'] ([^`']*?) '(?= |$|[,.;:!?])", r"\1'\2'"),  # ` art ' -> 'art'
        (r"(?<=\w) '(?= |$)", "'"),  # filmmakers ' -> filmmakers'
        (r"`", "'"),
        (r'" ([,.;:!?])', r'"\1'),
    )
)


def natural(text: str) -> str:
    """The text with its tokens joined as in running text; case is left alone."""
    joined = " ".join(_ENTITIES.get(token, token) for token in text.split())
    joined = _ESCAPES.sub(r"\1", joined)
    for pattern, replacement in _RULES:
        joined = pattern.sub(replacement, joined)
    return joined


def without_breaks(text: str) -> str:
    """The text with IMDb's `<br />` marks as one space."""
    return _BREAK.sub(" ", text).strip()
