"""An explanation's scores by word: what sums over many texts are made of."""

from exegesis.data.explanation import Explanation


def word_scores(explanation: Explanation, marks: bool = False) -> dict[str, float]:
    """Score by lower-cased word: the sum over its places. Of a table's row the columns, by their names.

    Words without a letter or digit are left out unless `marks`.
    """
    found: dict[str, float] = {}
    for unit, score in zip(explanation.units, explanation.scores.tolist(), strict=True):
        word = unit.text if explanation.of == "table" else unit.text.lower()  # "A" and "a" may be two columns
        if marks or any(map(str.isalnum, word)):
            found[word] = found.get(word, 0.0) + score
    return found
