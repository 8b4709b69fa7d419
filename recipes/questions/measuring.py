"""Measure the stored question answering model with the package's own evaluator, as users get it."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from exegesis.adapters.huggingface import TransformerModel
from exegesis.adapters.loading import load_model
from exegesis.core.errors import InputError
from exegesis.data.inputs import Question
from exegesis.data.squad.reading import SquadQuestion
from exegesis.data.squad.scoring import evaluate
from exegesis.data.squad.scoring_v2 import evaluate_v2
from exegesis.qa.answers import Answered, answer_all
from exegesis.training.progress import say
from recipes.questions import corpus

SHARE = 0.25  # mismatched questions beside the dev file's, as a share of them, as in training
_SEED = 0  # of the mismatching, whatever seed the training had


@dataclass(frozen=True)
class Measured:
    """In percent. `exact` and `f1`: SQuAD v1.1 dev, an answer always given; `..._free`: with "no answer" allowed.

    `none_precision` and `none_recall`: of "no answer" over the dev questions and mismatched ones beside them.
    """

    questions: int
    mismatched: int
    exact: float
    f1: float
    exact_free: float
    f1_free: float
    none_precision: float
    none_recall: float
    exact_all: float  # over both kinds, by the arithmetic of v2.0
    f1_all: float


def measure(folder: Path, data: Path, device: Any, limit: int | None) -> Measured:
    """Answer the SQuAD v1.1 dev file, and as many questions again over paragraphs that do not answer them as SHARE."""
    if not (folder / "model.safetensors").is_file():
        raise InputError(f"there is no trained model in {folder.name}/ of the out folder; run --stage train first.")
    loaded, tokenizer, _ = load_model(str(folder))
    model = TransformerModel(loaded.to(device), tokenizer, name=folder.name)
    asked = corpus.reporting(data, limit)
    others = corpus.mismatched(asked, SHARE, _SEED)
    answers = dict(zip((one.id for one in [*asked, *others]), _answers(model, [*asked, *others]), strict=True))
    own = {name: answered.text or "" for name, answered in answers.items()}
    always = {one.id: best.text for one in asked if (best := answers[one.id].best)}
    forced = evaluate(asked, always)
    free = evaluate(asked, {one.id: own[one.id] for one in asked})
    both = evaluate_v2([*asked, *others], own)
    return Measured(
        len(asked),
        len(others),
        forced.exact_match,
        forced.f1,
        free.exact_match,
        free.f1,
        both.no_answer_precision or 0.0,
        both.no_answer_recall or 0.0,
        both.exact_match,
        both.f1,
    )


def in_words(found: Measured) -> str:
    """ "exact 61.02, f1 71.30, ..." """
    return ", ".join(
        f"{name} {value}" if isinstance(value, int) else f"{name} {value:.2f}" for name, value in asdict(found).items()
    )


def _answers(model: TransformerModel, asked: list[SquadQuestion]) -> list[Answered]:
    told = 0

    def progress(done: int, total: int) -> None:
        nonlocal told
        if done - told >= 1000:
            told = done
            say(f"answered {done} of {total}")

    found = answer_all(model, [Question(one.question, one.context) for one in asked], progress=progress)
    wrong = next((one.error for one in found if one.error), None)
    if wrong:
        raise InputError(f"a question could not be answered: {wrong}")
    return found
