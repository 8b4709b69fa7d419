"""How near a predicted answer is to a true one: the exact match and the token F1 of SQuAD.

Rajpurkar et al. 2016, section 6.1, with the details of the published evaluate-v1.1.py; v2.0's script has the same.
"""

import re
import string
from collections import Counter

_PUNCTUATION = str.maketrans("", "", string.punctuation)  # ASCII's: a dash or curly quotes stay
_ARTICLE = re.compile(r"\b(?:a|an|the)\b")


def normalised(text: str) -> str:
    """In lower case, without punctuation, then without the words a, an and the, single spaces between the rest.

    The order counts: "t.h.e" is an article, "e-mail" is the one word "email".
    """
    return " ".join(_ARTICLE.sub(" ", text.lower().translate(_PUNCTUATION)).split())


def exact_match(prediction: str, reference: str) -> bool:
    """Whether the two are the same when normalised."""
    return normalised(prediction) == normalised(reference)


def token_f1(prediction: str, reference: str) -> float:
    """The harmonic mean of precision and recall over normalised tokens, each counted as often as it stands; in [0, 1].

    It is 0 where they share none, so also where both are empty when normalised: there v1.1 has an exact match with an
    F1 of 0. The rule of v2.0 for that case is in `scoring_v2`.
    """
    predicted, true = normalised(prediction).split(), normalised(reference).split()
    shared = sum((Counter(predicted) & Counter(true)).values())
    if not shared:
        return 0.0
    # Not the shorter 2 * shared / (both lengths): rounded as the script rounds, thresholds tie where the script's do.
    precision, recall = shared / len(predicted), shared / len(true)
    return 2 * precision * recall / (precision + recall)
