"""The figures of the LIME paper (Ribeiro, Singh, Guestrin, KDD 2016, sections 5.2 and 5.3), in percent."""

from collections.abc import Mapping

from exegesis.core.errors import unknown

Figures = Mapping[str, Mapping[str, float]]  # by model, then by method


def _by_model(models: tuple[str, ...], **methods: tuple[float, ...]) -> Figures:
    return {model: {method: values[place] for method, values in methods.items()} for place, model in enumerate(models)}


_FAITHFULNESS = ("logistic", "tree")
_PREDICTIONS = ("logistic", "neighbours", "forest", "svm")

RECALL: Mapping[str, Figures] = {
    "books": _by_model(_FAITHFULNESS, random=(17.4, 20.6), parzen=(72.8, 78.9), greedy=(64.3, 37.0), lime=(92.1, 97.0)),
    "dvd": _by_model(_FAITHFULNESS, random=(19.2, 17.4), parzen=(60.8, 80.6), greedy=(63.4, 47.6), lime=(90.2, 97.8)),
}
F1: Mapping[str, Figures] = {
    "books": _by_model(
        _PREDICTIONS,
        random=(14.6, 14.8, 14.7, 14.7),
        parzen=(84.0, 87.6, 94.3, 92.3),
        greedy=(53.7, 47.4, 45.0, 53.3),
        lime=(96.6, 94.5, 96.2, 96.7),
    ),
    "dvd": _by_model(
        _PREDICTIONS,
        random=(14.2, 14.3, 14.5, 14.4),
        parzen=(87.0, 81.7, 94.2, 87.3),
        greedy=(52.4, 58.1, 46.6, 55.1),
        lime=(96.6, 91.8, 96.1, 95.6),
    ),
}


def data_name(file: str) -> str:
    """What results call a file's data: "books" or "dvd" for the paper's sets, else the file's name less its ending."""
    for name in RECALL:
        if file.startswith(f"blitzer_{name}_unigrams"):
            return name
    return file.partition(".")[0]


def check_published(name: str | None) -> None:
    """`InputError` for a data set that the paper has not."""
    if name is not None and name not in RECALL:
        raise unknown("data set of the paper", name, RECALL)
