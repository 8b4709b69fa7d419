"""The explainers that need nothing but their settings, as the table makes them."""

from exegesis.trust.simulated.documents import Documents
from exegesis.trust.simulated.explainers import Classifier, WordExplainer
from exegesis.trust.simulated.greedy_words import GreedyWords
from exegesis.trust.simulated.lime_words import LimeWords
from exegesis.trust.simulated.random_words import RandomWords
from exegesis.trust.simulated.table import Setting


def random_words(setting: Setting, train: Documents, model: Classifier, seed: int) -> WordExplainer:
    """K words by chance."""
    return RandomWords(setting.k)


def greedy_words(setting: Setting, train: Documents, model: Classifier, seed: int) -> WordExplainer:
    """Greedy removal, in the paper's form or the code's."""
    return GreedyWords(setting.k, setting.form)


def lime_words(setting: Setting, train: Documents, model: Classifier, seed: int) -> WordExplainer:
    """LIME with the paper's preset."""
    return LimeWords(setting.k, setting.samples, setting.form)
