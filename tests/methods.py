"""The methods by what they can explain, for tests that go over all of them."""

from exegesis.explainers.table import METHODS

OF_TEXTS = {name: row for name, row in METHODS.items() if row.reads_texts}
