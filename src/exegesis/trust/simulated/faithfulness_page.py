"""The faithfulness experiment's results as Markdown and as a picture."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from exegesis.trust.simulated.pages import mean_spread, table
from exegesis.trust.simulated.plots import PlottedBar, bars
from exegesis.trust.simulated.published import RECALL
from exegesis.trust.simulated.table import METHODS

Result = Mapping[str, Any]

_FORMS = {
    "paper": "the paper's form: the predicted class is explained, greedy stops when the prediction changes, and LIME "
    "lists nothing where the answer is the same for every mask",
    "code": "the form of the authors' code, which gave the published figures: the true label is explained, greedy does "
    "not stop at a change, and LIME lists all words where the answer is the same for every mask",
}


def section(results: Sequence[Result], level: int = 2) -> str:
    """What was measured, for several sets of documents, under a heading."""
    parts = [f"{'#' * level} Faithfulness\n", _OPENING.format(**_numbers(results[0]))]
    for found in results:
        parts += [f"{'#' * (level + 1)} {found['data']['name']}\n", page_of(found)]
    return "\n".join(parts)


def page_of(found: Result) -> str:
    """The tables of one set of documents, one for each form, and a line for each model."""
    parts = []
    for form in found["settings"]["forms"]:
        parts += [f"In {_FORMS[form]}.\n", _recalls(found, form), _silent(found, form)]
    parts.append(_models(found))
    return "\n".join(part for part in parts if part)


def picture(found: Result, form: str | None = None) -> bytes:
    """Bars of the mean recall by model and method, as SVG; in one form, if not said the code's where that was run."""
    shown = form or found["settings"]["forms"][-1]
    models = found["settings"]["models"]
    series = [(name, [_bar(found, shown, model, name) for model in models]) for name in found["settings"]["methods"]]
    return bars(models, series, f"recall of the words used, % (the {shown}'s form)")


def recalls(found: Result, form: str, model: str, method: str) -> list[float]:
    """The recall of each split, in percent."""
    wanted = {"form": form, "model": model, "method": method}
    return [run["recall"] for run in found["runs"] if all(run[name] == value for name, value in wanted.items())]


def _bar(found: Result, form: str, model: str, method: str) -> PlottedBar | None:
    values = recalls(found, form, model, method)
    if not values:
        return None
    spread = float(np.std(values, ddof=1)) if len(values) > 1 else None
    return PlottedBar(float(np.mean(values)), spread, _published(found, model).get(method))


def _published(found: Result, model: str) -> Mapping[str, float]:
    return RECALL.get(found["data"].get("published"), {}).get(model, {})


def _recalls(found: Result, form: str) -> str:
    methods = [name for name in METHODS if name in found["settings"]["methods"]]
    rows = []
    for model in found["settings"]["models"]:
        rows.append([model, *(mean_spread(recalls(found, form, model, name)) for name in methods)])
        published = _published(found, model)
        if published:
            rows.append(["published", *(f"{published[name]:.1f}" for name in methods)])
    return table(["recall, %", *methods], rows)


def _silent(found: Result, form: str) -> str:
    """How often LIME had nothing to list; nothing is said where that never was."""
    shares = []
    for model in found["settings"]["models"]:
        runs = [run for run in found["runs"] if (run["form"], run["model"], run["method"]) == (form, model, "lime")]
        silent = sum(run["nothing_listed"] for run in runs)
        if silent:
            shares.append(f"{100 * silent / sum(run['documents'] for run in runs):.1f}% ({model})")
    return f"LIME listed nothing for {', '.join(shares)} of the documents.\n" if shares else ""


def _models(found: Result) -> str:
    rows = []
    for model in found["settings"]["models"]:
        runs = {run["split"]: run for run in found["runs"] if run["model"] == model}.values()
        rows.append(
            [
                model,
                mean_spread([run["accuracy"] for run in runs]),
                mean_spread([run["words_used"] for run in runs]),
                str(max(run["words_used_most"] for run in runs)),
                mean_spread([run["left_out"] for run in runs]),
                ", ".join(sorted({f"{run['strength']:g}" for run in runs if run["strength"] is not None})),
            ]
        )
    heads = ["model", "accuracy, %", "words used", "at most", "documents left out", "C"]
    return table(heads, rows)


def _numbers(found: Result) -> dict[str, Any]:
    settings = found["settings"]
    form = settings["forms"][0] if len(settings["forms"]) == 1 else "both"
    return {"splits": settings["splits"], "seed": settings["seed"], "form": form, **settings["setting"]}


_OPENING = """\
The words that a model really uses are known when the model is a sparse logistic regression (a coefficient that is not
0) or a tree (on the decision path). Recall: the share of a test document's words really used that stand among the at
most {k} words of its explanation, averaged over the test documents; LIME draws {samples} masks for each. A number is
the mean over {splits} splits of the documents into 80% and 20% ± the standard deviation over them. The published
figures come from one split, which cannot be had; that standard deviation says how far a single split lies from the
mean. Documents of whose words the model uses none are left out.

```sh
exegesis trust faithfulness --data FILE --form {form} --splits {splits} --features {k} --samples {samples} \\
    --seed {seed} --out DIR
```
"""
