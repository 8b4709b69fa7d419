"""Do explanations name the words that a model really uses? (LIME paper, section 5.2.)"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import scipy
import sklearn
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from exegesis.core.errors import InputError, unknown
from exegesis.core.types import Floats
from exegesis.core.version import versions
from exegesis.trust.simulated.documents import Documents, split
from exegesis.trust.simulated.explainers import FORMS, predicted
from exegesis.trust.simulated.interpretable import MODELS, gold
from exegesis.trust.simulated.keeping import Parts, kept_parts
from exegesis.trust.simulated.own_model import is_own, own_model
from exegesis.trust.simulated.published import check_published
from exegesis.trust.simulated.sharing import in_parts
from exegesis.trust.simulated.table import Setting, SimulatedMethod, check_setting, chosen

KIND = "faithfulness"
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class FaithfulnessExperiment:
    """What to measure. `models`: "logistic", "tree" or a user's MODULE:NAME; `methods` None: all.

    `forms`: "paper" explains the predicted class, and greedy stops when the prediction changes; "code" explains the
    true label, and greedy does not stop at a change, as in the code behind the published figures.
    """

    models: tuple[str, ...] = tuple(MODELS)
    methods: tuple[str, ...] | None = None
    forms: tuple[str, ...] = ("paper",)
    splits: int = 5
    setting: Setting = field(default_factory=Setting)
    seed: int = 0
    jobs: int = 1


def faithfulness(
    documents: Documents,
    asked: FaithfulnessExperiment | None = None,
    *,
    data: str = "",
    published: str | None = None,
    journal: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Recall of the words really used among the words listed, for each split, model, form and method, as plain data.

    Documents whose model uses none of their words are left out and counted. `data` names the documents in the result.
    `journal`: a file that keeps finished parts, so that a run that was ended goes on.
    `published`: the paper's data set, "books" or "dvd", whose figures stand beside these.
    Raises `InputError` for unknown names or numbers that cannot be.
    """
    check_published(published)
    wanted = asked or FaithfulnessExperiment()
    rows = _check(wanted, documents)
    settings = {**asdict(wanted), "methods": [row.name for row in rows], "data": data}
    settings["setting"].pop("form")
    settings.pop("jobs")
    total = wanted.splits * len(wanted.models) * len(wanted.forms) * len(rows)
    done = 0
    with kept_parts(journal, KIND, {**settings, "content": documents.digest()}) as kept:
        for number in range(wanted.splits):
            for measured in _of_split(documents, wanted, rows, number, kept):
                done += measured
                if progress is not None:
                    progress(done, total)
    return {
        "kind": KIND,
        "data": {"name": data, "documents": len(documents), "words": len(documents.words), "published": published},
        "settings": settings,
        "runs": list(kept.lines.values()),
        "versions": versions(np, scipy, sklearn),
    }


def recall(listed: csr_matrix, used: csr_matrix) -> Floats:
    """(n,) the share of each row's `used` words that are `listed`; NaN for rows that use none."""
    sizes = np.diff(used.indptr).astype(np.float64)
    found = np.asarray((listed != 0).multiply(used != 0).sum(axis=1), dtype=np.float64).reshape(-1)
    shares: Floats = np.divide(found, sizes, out=np.full(len(sizes), np.nan), where=sizes > 0)
    return shares


def _check(asked: FaithfulnessExperiment, documents: Documents) -> tuple[SimulatedMethod, ...]:
    for name in asked.models:
        if name not in MODELS and not is_own(name):
            raise unknown("model", name, (*MODELS, "MODULE:NAME"))
    for form in asked.forms:
        if form not in FORMS:
            raise unknown("form", form, FORMS)
    if asked.splits < 1:
        raise InputError(f"splits must be at least 1, not {asked.splits}.")
    check_setting(asked.setting, documents)
    return chosen(asked.methods)


def _of_split(
    documents: Documents, asked: FaithfulnessExperiment, rows: Sequence[SimulatedMethod], number: int, kept: Parts
) -> Iterator[int]:
    """Measure one split; gives how many parts were measured or found in the journal."""
    parts = {
        (model, form, row.name): f"{number}/{model}/{form}/{row.name}"
        for model in asked.models
        for form in asked.forms
        for row in rows
    }
    if all(part in kept.lines for part in parts.values()):
        yield len(parts)
        return
    train, test = split(documents, asked.seed + number)
    check_setting(asked.setting, train)
    for name in asked.models:
        model = own_model(name, train) if is_own(name) else MODELS[name](train, asked.setting.k)
        used = gold(model, test.counts)
        counted = np.diff(used.indptr) > 0
        if not counted.any():
            raise InputError(f"{name} uses no word of any test document, so there is nothing to find.")
        about = {"split": number, "model": name, **_about(model, test, used, counted)}
        for form in asked.forms:
            targets = predicted(model, test.counts) if form == "paper" else test.labels
            for row in rows:
                part = parts[name, form, row.name]
                if part not in kept.lines:
                    started, seed = time.perf_counter(), asked.seed + number
                    explain = row.build(replace(asked.setting, form=form), train, model, seed)
                    listed = in_parts(explain, model, test.counts[counted], targets[counted], seed, asked.jobs)
                    seconds = round(time.perf_counter() - started, 3)
                    found = {"form": form, "method": row.name, **_found(listed, used[counted]), "seconds": seconds}
                    kept.add((part, {**about, **found}))
                yield 1


def _found(listed: csr_matrix, used: csr_matrix) -> dict[str, Any]:
    sizes = np.diff(listed.indptr)
    return {
        "recall": float(100 * recall(listed, used).mean()),
        "words_listed": float(sizes.mean()),
        "nothing_listed": int((sizes == 0).sum()),
    }


def _about(model: Any, test: Documents, used: csr_matrix, counted: NDArray[np.bool_]) -> dict[str, Any]:
    sizes = np.diff(used.indptr)
    return {
        "accuracy": float(100 * np.mean(predicted(model, test.counts) == test.labels)),
        "documents": int(counted.sum()),
        "left_out": int((~counted).sum()),
        "words_used": float(sizes[counted].mean()),
        "words_used_most": int(sizes.max()),
        "strength": getattr(model, "C", None),
    }
