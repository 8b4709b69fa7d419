"""The recipes, named for what they are: a published one that is changed has another name."""

from collections.abc import Mapping

from exegesis.attacks.recipes.base import Recipe, RecipePart

_USUAL = (RecipePart("repeats"), RecipePart("stop-words"))
# As TextFooler and BAE-R hold their words; their sentence encoder is the user's to give (the constraint "likeness").
_ALIKE = (*_USUAL, RecipePart("part-of-speech"))
_LETTERS = tuple(RecipePart(name) for name in ("swap", "substitute", "drop", "insert"))
_EVERY = tuple(RecipePart(name, {"every": True}) for name in ("swap", "drop", "insert", "key"))

RECIPES: Mapping[str, Recipe] = {
    row.name: row
    for row in (
        Recipe(
            "deepwordbug", "one letter of each important word", _LETTERS,
            (*_USUAL, RecipePart("edit-distance", {"most": 30})), RecipePart("ranked", {"rank": "unk"}),
        ),
        Recipe(
            "pruthi", "one letter of one word, every way tried", _EVERY,
            (*_USUAL, RecipePart("letters", {"least": 4}), RecipePart("most-words", {"most": 1})), RecipePart("greedy"),
        ),
        Recipe(
            "misspellings", "misspellings that people make, of a list of yours", (RecipePart("misspelling"),), _USUAL,
            RecipePart("ranked", {"rank": "delete"}), needs_words="misspelling",
        ),
        Recipe(
            "textfooler-8", "up to 8 synonyms a word, of a list of yours",
            (RecipePart("synonym", {"most": 8}),), _ALIKE, RecipePart("ranked", {"rank": "delete"}),
            needs_words="synonym",
        ),
        Recipe(
            "pwws", "synonyms of a list of yours, words weighed by saliency and gain", (RecipePart("synonym"),), _USUAL,
            RecipePart("ranked", {"rank": "weighted"}), needs_words="synonym",
        ),
        Recipe(
            "alzantot-8", "up to 8 synonyms a word, by a genetic search", (RecipePart("synonym", {"most": 8}),),
            (*_USUAL, RecipePart("share", {"most": 0.2})), RecipePart("genetic"), needs_words="synonym",
        ),
        Recipe(
            "iga-8", "the same, with words edited again and children cut at a point",
            (RecipePart("synonym", {"most": 8}),), (RecipePart("stop-words"), RecipePart("share", {"most": 0.2})),
            RecipePart("genetic", {"cut": True}), needs_words="synonym",
        ),
        Recipe(
            "swarm-8", "up to 8 synonyms a word, by a particle swarm", (RecipePart("synonym", {"most": 8}),), _USUAL,
            RecipePart("swarm"), needs_words="synonym",
        ),
        Recipe(
            "bae", "words that a masked language model would put there",
            (RecipePart("masked-words", {"most": 50}),), _ALIKE, RecipePart("ranked", {"rank": "delete"}),
        ),
        Recipe(
            "input-reduction", "words left out while the answer stays", (RecipePart("deletion"),), (),
            RecipePart("ranked", {"rank": "delete"}), goal=RecipePart("shorter"),
        ),
        Recipe(
            "negation", "\"not\" behind a verb, once: a test, the meaning changes", (RecipePart("negation"),), (),
            RecipePart("greedy", {"most": 1}),
        ),
        Recipe(
            "clause", "a clause that takes back what was said: a test, the meaning changes",
            (RecipePart("clause"),), (), RecipePart("greedy", {"most": 1}),
        ),
    )
}  # fmt: skip
