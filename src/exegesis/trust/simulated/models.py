"""Can a person tell from explanations which of two models to trust? (LIME paper, section 5.4.)"""

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
from exegesis.core.version import versions
from exegesis.trust.simulated.answers import positive
from exegesis.trust.simulated.artificial import Spoiled, spoil
from exegesis.trust.simulated.choosing import PICKS, curve, picked
from exegesis.trust.simulated.documents import Documents, split
from exegesis.trust.simulated.explained import ExplainedDocument, MaskDraws, explained
from exegesis.trust.simulated.keeping import kept_parts
from exegesis.trust.simulated.mistrust import COMPARE
from exegesis.trust.simulated.pairs import SEARCHES, ForestPair, Search, find_pair
from exegesis.trust.simulated.table import Setting, SimulatedMethod, check_setting, chosen

KIND = "models"
_VALIDATION = 0.2
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class ModelsExperiment:
    """What to measure. `methods` None: all. `forms`: with which prediction the user compares (see `mistrust`).

    `budget`: explanations of each model are shown up to this number. `words`: artificial words. `picks`: random picks
    over which a round is averaged.
    """

    methods: tuple[str, ...] | None = None
    forms: tuple[str, ...] = ("paper",)
    rounds: int = 100
    budget: int = 30
    words: int = 10
    picks: int = 10
    setting: Setting = field(default_factory=Setting)
    search: Search = field(default_factory=Search)
    seed: int = 1


def models(
    documents: Documents,
    asked: ModelsExperiment | None = None,
    *,
    data: str = "",
    journal: Path | None = None,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """How often the better of two forests is chosen, by method, pick and number of explanations seen, as plain data.

    Each round splits the documents anew. A round in which no pair of forests fits is left out, and counted.
    `journal`: a file that keeps finished rounds, so that a run that was ended goes on; `seconds`: begin no further
    round after so long. Raises `InputError` for unknown names or numbers that cannot be.
    """
    wanted = asked or ModelsExperiment()
    rows = _check(wanted, documents)
    settings = {**asdict(wanted), "methods": [row.name for row in rows], "data": data}
    settings["setting"].pop("form")
    plan = {name: value for name, value in settings.items() if name != "rounds"}
    draws = MaskDraws(wanted.setting.samples, wanted.seed)
    started = time.monotonic()
    with kept_parts(journal, KIND, {**plan, "content": documents.digest()}) as kept:
        for number in range(wanted.rounds):
            if str(number) not in kept.lines:
                if seconds is not None and time.monotonic() - started > seconds:
                    break
                kept.add((str(number), _round(documents, wanted, rows, draws, number)))
            if progress is not None:
                progress(number + 1, wanted.rounds)
    done = [kept.lines[str(number)] for number in range(wanted.rounds) if str(number) in kept.lines]
    return {
        "kind": KIND,
        "data": {"name": data, "documents": len(documents), "words": len(documents.words)},
        "settings": settings,
        "rounds_done": len(done),
        "rounds_with_a_pair": sum(one["pair"] is not None for one in done),
        "curves": curves(done),
        "rounds": [{name: value for name, value in one.items() if name != "curves"} for one in done],
        "versions": versions(np, scipy, sklearn),
    }


def curves(rounds: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """By form, method and pick: the mean share of right choices in percent and its standard error, for B = 1, 2, ..."""
    found = [one["curves"] for one in rounds if one["pair"] is not None]
    return {} if not found else _gathered(found)


def _gathered(found: Sequence[Any]) -> Any:
    if isinstance(found[0], Mapping):
        return {name: _gathered([one[name] for one in found]) for name in found[0]}
    values = 100 * np.array(found)
    errors = values.std(axis=0, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.zeros(values.shape[1])
    return {"mean": values.mean(axis=0).round(3).tolist(), "standard_error": errors.round(3).tolist()}


def _check(asked: ModelsExperiment, documents: Documents) -> tuple[SimulatedMethod, ...]:
    for form in asked.forms:
        if form not in COMPARE:
            raise unknown("form", form, COMPARE)
    if asked.search.kind not in SEARCHES:
        raise unknown("search", asked.search.kind, SEARCHES)
    for name in ("rounds", "budget", "words", "picks"):
        if getattr(asked, name) < 1:
            raise InputError(f"{name} must be at least 1, not {getattr(asked, name)}.")
    held = int(_VALIDATION * len(split(documents, asked.seed)[0]))
    if asked.budget > held:
        raise InputError(f"cannot show {asked.budget} explanations of {held} validation documents; lower the budget.")
    check_setting(asked.setting, documents)
    return chosen(asked.methods)


def _round(
    documents: Documents, asked: ModelsExperiment, rows: Sequence[SimulatedMethod], draws: MaskDraws, number: int
) -> dict[str, Any]:
    started = time.perf_counter()
    rng = stream(asked.seed, f"models {number}")
    spoiled = spoil(*split(documents, asked.seed + number), asked.words, rng)
    order = rng.permutation(len(spoiled.train))
    cut = int(_VALIDATION * len(order))
    validation, train = spoiled.train.rows(order[:cut]), spoiled.train.rows(order[cut:])
    pair = find_pair(train, validation, spoiled.test, asked.search, rng)
    if pair is None:
        return {"pair": None, "seconds": round(time.perf_counter() - started, 2)}
    made = _curves(asked, rows, draws, number, spoiled, train, validation, pair)
    about = {"validation": pair.validation, "test": pair.test, "tries": pair.tries}
    return {"pair": about, "curves": made, "seconds": round(time.perf_counter() - started, 2)}


def _curves(
    asked: ModelsExperiment,
    rows: Sequence[SimulatedMethod],
    draws: MaskDraws,
    number: int,
    spoiled: Spoiled,
    train: Documents,
    validation: Documents,
    pair: ForestPair,
) -> dict[str, Any]:
    """By form, method and pick: (budget,) choices that are right."""
    sides = (0, 1)
    better = int(np.argmax(pair.test))
    first, second = (positive(one, validation.counts) for one in pair.forests)
    made: dict[str, Any] = {form: {} for form in asked.forms}
    for row in rows:
        both: list[ExplainedDocument] = []
        for side in sides:
            explainer = row.build(asked.setting, train, pair.forests[side], asked.seed + 2 * number + side)
            rng = stream(asked.seed, f"{row.name} {number} {side}")
            both.append(explained(explainer, pair.forests[side], validation.counts, rng, draws))
        pairs = (both[0], both[1])
        seed = asked.seed + 1000 * number
        shown = {pick: picked(pairs, pick, asked.budget, seed, asked.picks) for pick in PICKS}
        for form in asked.forms:
            made[form][row.name] = {
                pick: curve(pairs, (first, second), rows_shown, spoiled.artificial, better, form).tolist()
                for pick, rows_shown in shown.items()
            }
    return made
