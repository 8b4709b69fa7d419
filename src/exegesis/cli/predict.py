"""`exegesis predict`: what a model answers, with probabilities."""

import typer

from exegesis.cli import options as o
from exegesis.cli.inputs import input_of
from exegesis.cli.progress import reading_model
from exegesis.cli.reading import model_of, text_of


def predict(
    context: typer.Context,
    text: o.Text = None,
    file: o.File = None,
    pair: o.Pair = None,
    hide: o.Hide = None,
    model: o.Model[str] = "bundled:sentiment",
    trust_pickle: o.TrustPickle = None,
    top_k: o.TopK = 5,
    threads: o.Threads = None,
    json_path: o.Json[str | None] = None,
) -> None:
    """What a model answers, with probabilities.

    Labels, hidden words, the next word, or tags. For questions over a context there is `exegesis ask`.
    """
    source = model_of(context, model, trust_pickle)
    with reading_model(source):
        from exegesis import api
        from exegesis.cli.writing import as_json, check_places, to_standard_output, write
        from exegesis.data.renderers import renderer

        words = text_of(text, file)
        check_places(json_path, inputs=(file,))
        given = input_of(words, pair, hide)
        loaded = api.load(source)
    found = api.predict(loaded, given, top_k)
    if not to_standard_output(json_path):
        renderer("predictions")(found, words)
    write(json_path, as_json([one.to_dict() for one in found]))
