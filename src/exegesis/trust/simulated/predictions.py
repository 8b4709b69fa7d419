"""Can a person tell from explanations which predictions to trust? (LIME paper, section 5.3.)"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import scipy
import sklearn

from exegesis.core.errors import InputError, unknown
from exegesis.core.randomness import stream
from exegesis.core.types import Floats, Integers
from exegesis.core.version import versions
from exegesis.trust.simulated.answers import positive
from exegesis.trust.simulated.classifiers.table import ClassifierChoice, choices, fit_of
from exegesis.trust.simulated.documents import Documents, split
from exegesis.trust.simulated.explained import ExplainedDocument, MaskDraws, explained
from exegesis.trust.simulated.explainers import Classifier
from exegesis.trust.simulated.keeping import kept_parts
from exegesis.trust.simulated.mistrust import COMPARE, Flags, agreement, changed, mistrusted
from exegesis.trust.simulated.own_model import is_own
from exegesis.trust.simulated.published import check_published
from exegesis.trust.simulated.table import Setting, SimulatedMethod, check_setting, chosen

KIND = "predictions"
MODELS = tuple(choices())
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class PredictionsExperiment:
    """What to measure. `models`: the paper's four or a user's MODULE:NAME; `methods` None: all.

    `forms`: the user compares with the explanation's own prediction ("paper") or with the model's ("code").
    `costly_samples`: LIME's masks for the forest, whose answers cost most. `documents`: only so many test documents.
    `share`: of the vocabulary, untrustworthy in each of `rounds` rounds.
    """

    models: tuple[str, ...] = MODELS
    methods: tuple[str, ...] | None = None
    forms: tuple[str, ...] = ("paper",)
    splits: int = 1
    rounds: int = 100
    share: float = 0.25
    documents: int | None = None
    setting: Setting = field(default_factory=Setting)
    costly_samples: int = 15000
    trees: int = 1000
    size: int = 300
    seed: int = 1


def predictions(
    documents: Documents,
    asked: PredictionsExperiment | None = None,
    *,
    data: str = "",
    published: str | None = None,
    others: Mapping[str, Documents] | None = None,
    journal: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """F1 of the simulated user's trust against the oracle's, for each split, model, form and method, as plain data.

    `others`: documents by name from which word vectors learn besides the training documents; their labels are not
    used. `journal`: a file that keeps finished models, so that a run that was ended goes on.
    `published`: the paper's data set, "books" or "dvd", whose figures stand beside these.
    Raises `InputError` for unknown names or numbers that cannot be.
    """
    check_published(published)
    wanted, extra = asked or PredictionsExperiment(), dict(others or {})
    rows = _check(wanted, documents)
    known = choices(wanted.trees, wanted.size, tuple(extra.values()))
    models = [fit_of(name, known) for name in wanted.models]
    settings = {**asdict(wanted), "methods": [row.name for row in rows], "data": data, "vectors_from": [data, *extra]}
    settings["setting"].pop("form")
    plan = {name: value for name, value in settings.items() if name != "splits"}
    plan["content"] = [documents.digest(), *(one.digest() for one in extra.values())]
    with kept_parts(journal, KIND, plan) as kept:
        for number in range(wanted.splits):
            for place, model in enumerate(models):
                part = f"{number}/{model.name}"
                if part not in kept.lines:
                    run = {"split": number, **_run(documents, wanted, rows, model, wanted.seed + number)}
                    kept.add((part, run))
                if progress is not None:
                    progress(number * len(models) + place + 1, wanted.splits * len(models))
    return {
        "kind": KIND,
        "data": {"name": data, "documents": len(documents), "words": len(documents.words), "published": published},
        "settings": settings,
        "about": {model.name: model.summary for model in models},
        "runs": [kept.lines[f"{number}/{model.name}"] for number in range(wanted.splits) for model in models],
        "versions": versions(np, scipy, sklearn),
    }


def unworthy_words(words: int, share: float, seed: int, number: int) -> Integers:
    """The untrustworthy columns of one round: a `share` of all `words`, drawn without replacement."""
    return np.sort(stream(seed, f"untrustworthy {number}").choice(words, int(words * share), replace=False))


def oracle(model: Classifier, test: Documents, probabilities: Floats, unworthy: Integers) -> Flags:
    """(documents,) whether a prediction changes when the untrustworthy words are taken out of its document."""
    after = positive(model, test.without(unworthy).counts)
    return changed(probabilities, after)


def _check(asked: PredictionsExperiment, documents: Documents) -> tuple[SimulatedMethod, ...]:
    for form in asked.forms:
        if form not in COMPARE:
            raise unknown("form", form, COMPARE)
    for name in asked.models:
        if name not in MODELS and not is_own(name):
            raise unknown("model", name, (*MODELS, "MODULE:NAME"))
    for name, value in (("splits", asked.splits), ("rounds", asked.rounds), ("documents", asked.documents)):
        if value is not None and value < 1:
            raise InputError(f"{name} must be at least 1, not {value}.")
    if not 0 < asked.share < 1 or int(len(documents.words) * asked.share) < 1:
        raise InputError(f"the untrustworthy share must be between 0 and 1 and at least one word, not {asked.share}.")
    if asked.costly_samples < 2:
        raise InputError(f"LIME needs at least 2 samples, not {asked.costly_samples}.")
    check_setting(asked.setting, documents)
    return chosen(asked.methods)


def _run(
    documents: Documents,
    asked: PredictionsExperiment,
    rows: Sequence[SimulatedMethod],
    choice: ClassifierChoice,
    seed: int,
) -> dict[str, Any]:
    """One model on one split: its explanations once, then all rounds of words taken out."""
    started = time.perf_counter()
    train, test = split(documents, seed)
    if asked.documents is not None:
        test = test.rows(stream(seed, "test documents").permutation(len(test))[: asked.documents])
    model = choice.fit(train)
    probabilities = positive(model, test.counts)
    samples = asked.costly_samples if choice.costly else asked.setting.samples
    made = _explanations(rows, Setting(asked.setting.k, samples), train, test, model, seed)
    found: dict[str, Any] = {form: {row.name: [] for row in rows} for form in asked.forms}
    shares = []
    for number in range(asked.rounds):
        unworthy = unworthy_words(len(train.words), asked.share, seed, number)
        verdict = oracle(model, test, probabilities, unworthy)
        shares.append(float(verdict.mean()))
        for form, by_method in found.items():
            for name, one in made.items():
                by_method[name].append(agreement(mistrusted(one, unworthy, probabilities, form), verdict))
    return {
        "model": choice.name,
        "samples": samples,
        "documents": len(test),
        "accuracy": float(100 * np.mean((probabilities > 0.5) == test.labels)),
        "untrustworthy": float(100 * np.mean(shares)),
        "own_error": {name: _gap(one, probabilities) for name, one in made.items() if one.own is not None},
        "found": {form: {name: _summary(one) for name, one in methods.items()} for form, methods in found.items()},
        "seconds": round(time.perf_counter() - started, 1),
    }


def _explanations(
    rows: Sequence[SimulatedMethod], setting: Setting, train: Documents, test: Documents, model: Classifier, seed: int
) -> dict[str, ExplainedDocument]:
    draws = MaskDraws(setting.samples, seed)
    made = {}
    for row in rows:
        explainer = row.build(setting, train, model, seed)
        made[row.name] = explained(explainer, model, test.counts, stream(seed, f"{row.name} words"), draws)
    return made


def _gap(one: ExplainedDocument, probabilities: Floats) -> float:
    """How far the explanations' own predictions are from the model's, on average."""
    return float(np.mean(np.abs(np.asarray(one.own) - probabilities)))


def _summary(rounds: Sequence[Any]) -> dict[str, float]:
    """Means over the rounds in percent, and the standard deviation of F1."""
    values = 100 * np.array([(one.precision, one.recall, one.f1) for one in rounds])
    names = ("precision", "recall", "f1")
    spread = {"f1_deviation": float(values[:, 2].std())}
    return {**dict(zip(names, values.mean(axis=0).tolist(), strict=True)), **spread}
