"""The experiments of `acting/experiments` as parts of the results page: Markdown from their JSON, and pictures."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from exegesis.core.types import Floats
from exegesis.trust.acting import wording
from exegesis.trust.simulated.choosing import PICKS
from exegesis.trust.simulated.pages import table
from exegesis.trust.simulated.plots import PlottedBar, bars, settings, svg

Result = Mapping[str, Any]

PUBLISHED_ACCURACY = {"test": (94.0, 88.6), "real_world": (57.3, 69.0)}  # wrong classifier, right classifier
PUBLISHED_CHOICES = {"random + greedy": 68, "random + lime": 75, "submodular + greedy": 80, "submodular + lime": 89}
_INK = {"submodular": "#0d5f9c", "random": "#c28f2c"}


def headers(results: Sequence[Result], level: int = 2) -> str:
    """What SP-LIME shows of a classifier of posts as they came."""
    return _parts("A classifier that reads headers", results, level, _headers)


def cleaning(results: Sequence[Result], level: int = 2) -> str:
    """Accuracy on the real world round by round, under both picks and without cleaning."""
    return _parts("Cleaning a classifier round by round (simulation)", results, level, _cleaning)


def choosing(results: Sequence[Result], level: int = 2) -> str:
    """How often the better classifier was chosen, in four cells."""
    return _parts("Choosing the better classifier (simulation)", results, level, _choosing)


def cleaning_picture(found: Result) -> bytes:
    """Lines of the mean accuracy on the real world by round with 95% intervals of the mean, as SVG."""
    from matplotlib.figure import Figure

    with settings():
        figure = Figure(figsize=(6, 3.8), layout="constrained")
        axes = figure.subplots()
        for pick in PICKS:
            means, errors = _means(found, pick, "real_world")
            axes.errorbar(
                range(len(means)),
                means,
                yerr=1.96 * errors,
                capsize=3,
                marker="o",
                color=_INK[pick],
                label=f"{pick} pick",
            )
        for (name, value), line in zip(found["reference"].items(), ("--", ":"), strict=True):
            axes.axhline(100 * value, color="0.35", linestyle=line, linewidth=1, label=name)
        axes.set_xticks(range(found["settings"]["rounds"] + 1))
        axes.set(xlabel="rounds of marking and training again (simulation)", ylabel="accuracy on the real world, %")
        figure.legend(loc="outside right upper", frameon=False)
        return svg(figure)


def choosing_picture(found: Result) -> bytes:
    """Bars of right choices by cell, with standard errors and the published figures, as SVG."""
    cells = found["main"]["cells"]
    series = [
        (name, [_bar(cells, found, f"{pick} + {name}") for pick in reversed(PICKS)]) for name in ("greedy", "lime")
    ]
    return bars([f"{pick} pick" for pick in reversed(PICKS)], series, "right choices, % (simulation)")


def _bar(cells: Mapping[str, Sequence[float]], found: Result, cell: str) -> PlottedBar:
    rate, error = cells[cell]
    return PlottedBar(100 * rate, 100 * error, PUBLISHED_CHOICES[cell] if _is_newsgroups(found) else None)


def _headers(found: Result) -> str:
    shown, seen, right = found["found"]["picked"], found["found"], found["found"]["accuracy"]
    said = wording.HEADERS.format(
        count=len(shown),
        words=found["settings"]["shown"]["words"],
        pool=found["settings"]["shown"]["pool"],
        samples=found["settings"]["shown"]["samples"],
        rule=found["rule"],
        vocabulary=seen["artefacts_in_vocabulary"],
        led=seen["led_by_artefact"],
        pool_led=seen["pool_led_by_artefact"],
        test=right["test"],
        world=right["real_world"],
        texts=right["texts"],
        world_texts=right["real_world_texts"],
        svm=_svm(found),
    )
    picked = table(
        ["predicted (true)", "words, the weightiest first; **artefacts** in bold"],
        [[f"{one['predicted']} ({one['true']})", ", ".join(map(_word, one["words"]))] for one in shown],
        2,
    )
    words = table(
        ["word", "importance", "texts", "only in what is cleaned away, % of training texts"],
        [
            [_word(one), f"{one['importance']:.2f}", str(one["texts"]), f"{100 * one['gone']:.0f}"]
            for one in seen["words"]
        ],
    )
    return f"{said}\n{picked}\n{wording.IMPORTANCE}\n{words}"


def _cleaning(found: Result) -> str:
    asked = found["settings"]
    said = wording.CLEANING.format(
        runs=len(found["runs"]),
        count=asked["shown"]["count"],
        words=asked["shown"]["words"],
        pool=asked["shown"]["pool"],
        samples=asked["shown"]["samples"],
        p=asked["p"],
        q=asked["q"],
        rule=found["rule"],
        svm=_svm(found),
    )
    rows = []
    for pick in PICKS:
        for name, key in (("real world", "real_world"), ("test texts as they came", "held_out")):
            means, errors = _means(found, pick, key)
            cells = [f"{mean:.1f} ± {error:.1f}" for mean, error in zip(means, errors, strict=True)]
            rows.append([f"{pick} pick, {name}", f"{means[0]:.1f}", *cells[1:]])
        removed, artefacts = (_table(found, pick, key).mean(axis=0) for key in ("removed", "artefacts"))
        counts = [f"{one:.0f} ({other:.0f})" for one, other in zip(removed, artefacts, strict=True)]
        rows.append([f"{pick} pick, words gone (artefacts)", *counts])
    ends = [f"{name} {100 * value:.1f}%" for name, value in found["reference"].items()]
    rounds = [f"round {number}" for number in range(1, asked["rounds"] + 1)]
    made = table(["accuracy, %", "before", *rounds], rows)
    return f"{said}\n{made}\nOn the real world: {'; '.join(ends)}. {_difference(found)}\n"


def _difference(found: Result) -> str:
    """Submodular against random pick after the last round, run by run."""
    one, other = (_table(found, pick, "real_world")[:, -1] for pick in PICKS)
    gaps = 100 * (one - other)
    error = gaps.std(ddof=1) / np.sqrt(len(gaps)) if len(gaps) > 1 else float("nan")
    after = f"After the last round submodular less random pick is {gaps.mean():+.1f} ± {error:.1f} points"
    start = _table(found, "submodular", "real_world")[0, 0]
    return f"{after}; against no cleaning {100 * (one.mean() - start):+.1f} and {100 * (other.mean() - start):+.1f}."


def _choosing(found: Result) -> str:
    asked, is_known = found["settings"], _is_newsgroups(found)
    said = wording.CHOOSING.format(
        count=asked["shown"]["count"],
        words=asked["shown"]["words"],
        pool=asked["shown"]["pool"],
        samples=asked["shown"]["samples"],
        p=asked["p"],
        q=asked["q"],
        rule=found["rule"],
        choices=found["main"]["choices"],
        svm=_svm(found),
    )
    heads = ["accuracy, %", "test texts as they came", "real world"]
    models = []
    for place, one in enumerate(found["models"]):
        models.append([one["name"], f"{100 * one['test']:.1f}", f"{100 * one['real_world']:.1f}"])
        if is_known:
            models.append(["published", *(f"{PUBLISHED_ACCURACY[key][place]:.1f}" for key in ("test", "real_world"))])
    cells = list(found["main"]["cells"])
    rows = [[_person(found["main"]), *(_rate(found["main"], cell) for cell in cells)]]
    if is_known:
        rows.append(["published (people)", *(str(PUBLISHED_CHOICES[cell]) for cell in cells)])
    rows += [[_person(one), *(_rate(one, cell) for cell in cells)] for one in found["grid"]]
    return f"{said}\n{table(heads, models)}\n{table(['right choices, %', *cells], rows)}\n{wording.GRID}"


def _person(row: Result) -> str:
    return f"{row['judges']}: p = {row['p']:g}, q = {row['q']:g}"


def _rate(row: Result, cell: str) -> str:
    rate, error = row["cells"][cell]
    return f"{100 * rate:.1f} ± {100 * error:.1f}"


def _parts(title: str, results: Sequence[Result], level: int, body: Any) -> str:
    """The heading, and for each result its text and how it was made."""
    parts = [f"{'#' * level} {title}\n"]
    for found in results:
        versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
        made = f"```sh\n{found['command']}\n```\n\n{found['date']}; {versions}.\n"
        parts += [body(found), made]
    return "\n".join(parts)


def _word(one: Result) -> str:
    return f"**{_plain(one['word'])}**" if one["artefact"] else _plain(one["word"])


def _plain(word: str) -> str:
    """A word that Markdown takes as it is; the table escapes the rest."""
    return "".join(f"&#{ord(sign)};" if sign in "*_`[]()&>!#~" else sign for sign in word)


def _means(found: Result, pick: str, key: str) -> tuple[Floats, Floats]:
    """Means over the runs and their standard errors, in percent, by round."""
    values = 100 * _table(found, pick, key)
    spread = values.std(axis=0, ddof=1) / np.sqrt(len(values)) if len(values) > 1 else np.zeros(values.shape[1])
    return values.mean(axis=0), spread


def _table(found: Result, pick: str, key: str) -> Floats:
    """(runs, rounds + 1)."""
    return np.array([[state[key] for state in run[pick]] for run in found["runs"]], dtype=np.float64)


def _svm(found: Result) -> str:
    model, texts = found["model"], found["texts"]
    return (
        f"{model['classifier']}, C {model['C']:g}, gamma {model['gamma']:g}, on {model['features']}; "
        f"{texts['train']:,} training and {texts['test']:,} test texts"
    )


def _is_newsgroups(found: Result) -> bool:
    """Whether this is the paper's own pair of groups, so that its figures may stand beside."""
    return list(found["classes"]) == ["alt.atheism", "soc.religion.christian"]
