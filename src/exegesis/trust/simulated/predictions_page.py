"""The experiment on single predictions as Markdown and as a picture, beside the published figures."""

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import Any

import numpy as np

from exegesis.trust.simulated.pages import mean_spread, table
from exegesis.trust.simulated.plots import PlottedBar, bars
from exegesis.trust.simulated.published import F1
from exegesis.trust.simulated.table import METHODS

Result = Mapping[str, Any]

_FORMS = {
    "paper": "The user compares with the explanation's own prediction (the paper's form)",
    "code": "Of LIME the user compares with the model's prediction (the form of the authors' code)",
}


def section(results: Sequence[Result], level: int = 2) -> str:
    """What was measured, for several sets of documents, under a heading."""
    settings = results[0]["settings"]
    numbers = {"share": f"{100 * settings['share']:g}", "rounds": settings["rounds"], "splits": settings["splits"]}
    parts = [
        f"{'#' * level} Trust in one prediction\n",
        fill(_OPENING.format(**numbers, k=settings["setting"]["k"]), 120) + "\n",
    ]
    for found in results:
        parts += [f"{'#' * (level + 1)} {found['data']['name']}\n", page_of(found)]
    return "\n".join(parts)


def page_of(found: Result) -> str:
    """The tables of one set of documents, one for each form, and what is to be known of each model."""
    parts = []
    for form in found["settings"]["forms"]:
        parts += [f"{_FORMS[form]}.\n", _scores(found, form)]
    parts.append(_models(found))
    if "forest" in found["settings"]["models"]:
        sources = ", ".join(found["settings"]["vectors_from"])
        parts.append(fill(_VECTORS.format(sources=sources, **found["settings"]), 120) + "\n")
    return "\n".join(parts)


def picture(found: Result, form: str | None = None) -> bytes:
    """Bars of the mean F1 by model and method, in one form (the first if not said), as SVG."""
    shown = form or found["settings"]["forms"][0]
    models = found["settings"]["models"]
    series = [(name, [_bar(found, shown, model, name) for model in models]) for name in found["settings"]["methods"]]
    return bars(models, series, "F1 of trust, %")


def scores(found: Result, form: str, model: str, method: str) -> list[float]:
    """F1 of each split, in percent."""
    return [run["found"][form][method]["f1"] for run in found["runs"] if run["model"] == model]


def _bar(found: Result, form: str, model: str, method: str) -> PlottedBar | None:
    runs = [run["found"][form][method] for run in found["runs"] if run["model"] == model]
    if not runs:
        return None
    values = [run["f1"] for run in runs]
    spread = float(np.std(values, ddof=1)) if len(values) > 1 else runs[0]["f1_deviation"]
    return PlottedBar(float(np.mean(values)), spread, _published(found, model).get(method))


def _published(found: Result, model: str) -> Mapping[str, float]:
    return F1.get(found["data"].get("published"), {}).get(model, {})


def _scores(found: Result, form: str) -> str:
    methods = [name for name in METHODS if name in found["settings"]["methods"]]
    rows = []
    for model in found["settings"]["models"]:
        rows.append([model, *(mean_spread(scores(found, form, model, name)) for name in methods)])
        published = _published(found, model)
        if published:
            rows.append(["published", *(f"{published[name]:.1f}" for name in methods)])
    return table(["F1, %", *methods], rows)


def _models(found: Result) -> str:
    rows = []
    for model in found["settings"]["models"]:
        runs = [run for run in found["runs"] if run["model"] == model]
        counts = [", ".join(sorted({str(run[name]) for run in runs})) for name in ("documents", "samples")]
        gaps = [run["own_error"]["lime"] for run in runs if "lime" in run["own_error"]]
        means = [mean_spread([run[name] for run in runs]) for name in ("accuracy", "untrustworthy")]
        rows.append([model, *means, *counts, f"{np.mean(gaps):.3f}" if gaps else ""])
    heads = ["model", "accuracy, %", "untrustworthy, %", "test documents", "LIME's masks", "LIME's error"]
    return table(heads, rows)


_OPENING = """\
In each of {rounds} rounds {share}% of the vocabulary is untrustworthy. An oracle calls a prediction untrustworthy when
it changes as those words are taken out of its document. A simulated user, who sees only the explanation (at most {k}
words), mistrusts a prediction when the explanation says it would change (LIME, Parzen) or lists such a word (random,
greedy). F1 has "trustworthy" as its positive class. A number is the mean over {splits} splits, ± the standard deviation
over them where there are several. "LIME's error": how far its own prediction of the document is from the model's, on
average, as a probability.
"""
_VECTORS = """\
The forest's word vectors were trained here, not taken from public ones: {size} numbers a word, from the positive
pointwise mutual information of words and documents ({sources}; no labels), by a truncated SVD; the forest has {trees}
trees, and its labels for Parzen come from forests of at most 200.
"""
