"""Likeness by an encoder: held to vectors taken one by one, and asked of the words round the edit."""

import numpy as np
import pytest
import torch

import exegesis
from exegesis.attacks import CONSTRAINTS, attack
from exegesis.attacks.drafts import Draft
from exegesis.core.errors import InputError, UnsupportedError
from tests import tiny
from tests.attacks.victims import MODEL, SYNONYMS, TEXT

ENCODER = tiny.bert()
DRAFT = Draft.of("the film was good")
DRAFTS = [DRAFT.replaced(3, "great"), DRAFT.replaced(1, "plot").replaced(3, "bad"), DRAFT]


def vector(text: str) -> np.ndarray:
    """The mean of the last layer over the word pieces, by transformers itself."""
    inner = ENCODER.passes.model
    row = ENCODER.whole_tokens([text])[0]
    with torch.inference_mode():
        states = inner(
            input_ids=torch.tensor([row.row.ids]), attention_mask=torch.ones(1, len(row.row), dtype=torch.long),
            output_hidden_states=True,
        ).hidden_states[-1][0]  # fmt: skip
    return states[1:-1].mean(dim=0).numpy()


def test_it_is_the_angle_between_means() -> None:
    found = CONSTRAINTS["likeness"].made(model=ENCODER).likeness(DRAFT, DRAFTS)
    for draft, likeness in zip(DRAFTS, found, strict=True):
        one, other = vector(DRAFT.text), vector(draft.text)
        cosine = np.clip(one @ other / np.linalg.norm(one) / np.linalg.norm(other), -1, 1)
        # Near the same direction an angle feels float32's last bits.
        assert likeness == pytest.approx(1 - np.arccos(cosine) / np.pi, abs=1e-3)
    assert found[2] == pytest.approx(1, abs=1e-3)


def test_drafts_below_the_bound_are_refused() -> None:
    constraint = CONSTRAINTS["likeness"].made(model=ENCODER, window=None, against="original")
    values = constraint.likeness(DRAFT, DRAFTS)
    bound = float(np.sort(values)[1])
    between = CONSTRAINTS["likeness"].made(model=ENCODER, window=None, against="original", least=bound - 1e-6)
    assert between.allows(DRAFT, DRAFT, DRAFTS).tolist() == (values >= bound - 1e-6).tolist()


def test_only_the_words_round_the_edit_are_seen() -> None:
    long = Draft.of("the film was good and the plot was very dull but the acting is great")
    constraint = CONSTRAINTS["likeness"].made(model=ENCODER, window=3)
    edited = long.replaced(3, "bad")
    short, other = Draft.of("was good and"), Draft.of("was bad and")
    whole = CONSTRAINTS["likeness"].made(model=ENCODER).likeness(short, [other])[0]
    bound = CONSTRAINTS["likeness"].made(model=ENCODER, window=3, least=float(whole) - 1e-4)
    assert bound.allows(long, long, [edited]).tolist() == [True]
    assert CONSTRAINTS["likeness"].made(model=ENCODER, window=3, least=float(whole) + 1e-4).allows(
        long, long, [edited]
    ).tolist() == [False]
    assert constraint.least == 0.84


def test_the_most_alike_of_those_that_succeed_is_taken() -> None:
    from exegesis.attacks.plan import AttackPlan, recipe_of
    from exegesis.attacks.recipes.base import RecipePart

    recipe = recipe_of("textfooler-8", words=SYNONYMS)
    strict = type(recipe)(
        recipe.name, recipe.summary, recipe.transformations,
        (*recipe.constraints, RecipePart("likeness", {"model": ENCODER, "least": 0.01})), recipe.search,
    )  # fmt: skip
    assert AttackPlan.of(strict).settings["constraints"][-1]["model"]
    assert attack(MODEL, TEXT, strict).items[0].outcome == "succeeded"


@pytest.mark.parametrize(
    ("settings", "match"),
    [({"least": 0}, "least is a likeness"), ({"window": 0}, "window must be"), ({"against": "all"}, "unknown against")],
)
def test_bad_settings_are_refused(settings: dict[str, object], match: str) -> None:
    with pytest.raises(InputError, match=match):
        CONSTRAINTS["likeness"].made(model=ENCODER, **settings)


def test_a_model_without_vectors_is_no_encoder() -> None:
    with pytest.raises(UnsupportedError, match="gives no vectors"):
        CONSTRAINTS["likeness"].made(model=exegesis.load(lambda texts: np.full((len(texts), 2), 0.5)))
