"""`exegesis layers`: what a model predicts at tokens, and what its head makes of each layer."""

from typing import Annotated

from exegesis.cli import options as o
from exegesis.cli.inputs import looked_at
from exegesis.cli.progress import reading_model
from exegesis.cli.reading import text_of
from exegesis.cli.writing import as_json, check_places, to_standard_output, write
from exegesis.core.errors import check_count


def layers(
    text: o.Text = None,
    file: o.File = None,
    pair: o.Pair = None,
    question: o.ContextQuestion = None,
    hide: o.Hides = None,
    model: o.Model[str] = "bundled:sentiment",
    token: Annotated[
        list[str] | None,
        o.option(
            o.ASKED, "--token", o.several("A word of the text (word:2, its second); else all of them, or hidden ones.")
        ),
    ] = None,
    top_k: o.TopK = 3,
    window: o.Window = 1,
    threads: o.Threads = None,
    json_path: o.Json[str | None] = None,
) -> None:
    """What the model's head makes of each layer: the logit lens.

    Words of a language model, tags, start and end of an answer at each token; of a classifier the classes. A masked
    language model is also asked with the token hidden.
    """
    with reading_model(model):
        from exegesis import api, explorer

        check_places(json_path, inputs=(file,))
        check_count("--top-k", top_k)
        given = looked_at(text_of(text, file), pair, question, hide)
        loaded = api.load(model)
    through = explorer.layer_predictions(loaded, given, token, k=top_k, window=window)
    predicted = explorer.predictions(loaded, given, token, k=top_k, window=window)
    if not to_standard_output(json_path):
        from exegesis.data.renderers import renderer

        renderer("layers terminal")((predicted, through))
    if json_path is not None:
        write(json_path, as_json({"predictions": predicted.to_dict(), "layers": through.to_dict()}))
