"""The explainers of these experiments by name: adding one is one file and one line here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module

from exegesis.core.errors import InputError, unknown
from exegesis.trust.simulated.documents import Documents
from exegesis.trust.simulated.explainers import Classifier, WordExplainer


@dataclass(frozen=True)
class Setting:
    """`k` words at most; `samples` masks for LIME; `form`: "paper", or "code" for the authors' code."""

    k: int = 10
    samples: int = 15000
    form: str = "paper"


@dataclass(frozen=True)
class SimulatedMethod:
    """One explainer: what it does, and how it is made for a model from its training documents."""

    name: str
    summary: str
    home: str  # module:function of (Setting, train documents, model, seed)
    ink: str  # of its curves

    @property
    def build(self) -> Callable[[Setting, Documents, Classifier, int], WordExplainer]:
        module, _, function = self.home.partition(":")
        found: Callable[[Setting, Documents, Classifier, int], WordExplainer] = getattr(import_module(module), function)
        return found


_HERE = "exegesis.trust.simulated"
METHODS = {
    row.name: row
    for row in (
        SimulatedMethod("random", "words drawn by chance", f"{_HERE}.building:random_words", "0.55"),
        SimulatedMethod(
            "parzen",
            "the slope of a Parzen-window classifier of the model's answers",
            f"{_HERE}.parzen_words:build",
            "#c28f2c",
        ),
        SimulatedMethod(
            "greedy",
            "words removed one after another, each time the worst loss",
            f"{_HERE}.building:greedy_words",
            "#b04b00",
        ),
        SimulatedMethod(
            "lime", "a sparse linear model fitted around the document", f"{_HERE}.building:lime_words", "#0d5f9c"
        ),
    )
}


def chosen(names: Sequence[str] | None) -> tuple[SimulatedMethod, ...]:
    """The rows named, each once, or all; `InputError` for a name that is not there."""
    for name in names or ():
        if name not in METHODS:
            raise unknown("method", name, METHODS)
    return tuple(row for row in METHODS.values() if not names or row.name in names)


def check_setting(setting: Setting, documents: Documents) -> Setting:
    """The setting itself, or an `InputError` about numbers that cannot be."""
    if not 1 <= setting.k <= len(documents.words):
        raise InputError(f"an explanation has 1 to {len(documents.words)} words, those there are, not {setting.k}.")
    if setting.samples < 2:
        raise InputError(f"samples must be at least 2, not {setting.samples}; the paper takes 15,000.")
    return setting
