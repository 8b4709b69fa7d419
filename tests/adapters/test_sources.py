from exegesis import api
from exegesis.adapters.table import SOURCES


def test_what_load_says_it_takes_is_what_the_table_has() -> None:
    said = " ".join((api.load.__doc__ or "").replace("`", "").split())
    words = ("bundled:", "module:name", ".skops", "model.onnx", "folder", "hub id", "pair", "transformers pipeline")
    words = (*words, "scikit-learn", "callable", "image classifier", "torch module", "booster")
    assert all(word in said for word in words)
    # A new source wants its words in the docstring of `load`, and in this list; an exegesis model needs none.
    assert len(SOURCES) == len(words) + 1
