"""English verbs and what belongs to them: auxiliaries, "not" and the adverbs before them ("simply should not be made").

Told by lists and by the ending -ly, without a tagger: what they cannot tell keeps the boundary it has.
"""

from enum import Enum

_AUXILIARIES_LIST = """
    am are be been being ca can cannot could did do does doing had has have having is may might must ought shall should
    was were will wo would
"""
_AUXILIARIES = frozenset(_AUXILIARIES_LIST.split())
_ADVERBS_LIST = """
    almost already also always even ever indeed just maybe never not often only perhaps quite rather seldom somehow
    sometimes soon still well
"""
_ADVERBS = frozenset(_ADVERBS_LIST.split())
# Adjectives, nouns, verbs and names that end as adverbs do.
_NO_ADVERBS_LIST = """
    ally anomaly apply assembly belly beverly billy bubbly bully burly butterfly chilly comply costly cowardly curly
    daily deadly dolly dragonfly early elderly emily family fly folly friendly ghostly heavenly hilly holy homely imply
    italy jelly july kelly kimberly likely lively lonely lovely melancholy molly monopoly monthly multiply oily orderly
    polly prickly rally rely reply sally shelly silly sly smelly supply surly tally timely ugly unfriendly unlikely
    unruly weekly wily wobbly worldly yearly
"""
_NO_ADVERBS = frozenset(_NO_ADVERBS_LIST.split())
_SHORTEST = 4  # letters of a word in -ly that may be an adverb


class VerbKind(Enum):
    """What a word may be in a verb group."""

    AUXILIARY = "be, have, do and modals"
    ADVERB = "also not and never"
    CONTENT = "a verb, noun or adjective"
    OTHER = "a function word, or no word"


def kind_of(word: str, is_function: bool) -> VerbKind:
    """The kind of a word in small letters, without its clitic."""
    if word in _AUXILIARIES:
        return VerbKind.AUXILIARY
    if word in _ADVERBS or (word.endswith("ly") and len(word) >= _SHORTEST and word not in _NO_ADVERBS):
        return VerbKind.ADVERB
    return VerbKind.OTHER if is_function or not word else VerbKind.CONTENT
