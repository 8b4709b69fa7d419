"""A notebook, executed: everything that a user gets shows itself there, and a figure without pyplot is a picture."""

import json
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

# The kernel is a process of its own, reached over sockets that asyncio closes late.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.slow]

SETUP = """
import exegesis
model = exegesis.load("bundled:sentiment-tiny")
texts = ["A good film.", "A dull, bad film."]
"""
HTML = {
    "the model": "model",
    "an explanation": 'exegesis.explain(model, texts[0], "occlusion")',
    "several targets": 'exegesis.explain(model, texts[0], "occlusion", target=["positive", "negative"])',
    "a summary": 'exegesis.summarise(list(exegesis.explain_many(model, texts, "occlusion")))',
    "a comparison": 'exegesis.compare(["bundled:sentiment-tiny", model], texts, methods=["occlusion"])',
}
PICTURE = 'exegesis.explain(model, texts[0], "occlusion").plot()'
LINES = {
    "a list of many": 'list(exegesis.explain_many(model, texts, "occlusion"))',
    "a page": 'exegesis.explain(model, texts[0], "occlusion").to_html()',
    "a prediction": 'repr(exegesis.summarise([exegesis.explain(model, texts[0], "occlusion")]))',
    "the names": "print(dir(exegesis))",
}


@pytest.fixture(scope="module")
def outputs() -> list[Any]:
    """What each cell shows."""
    cells = [SETUP, *HTML.values(), PICTURE, *LINES.values()]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    NotebookClient(notebook, timeout=300, kernel_name="python3").execute()
    return [cell.outputs for cell in notebook.cells]


def test_results_show_themselves(outputs: list[Any]) -> None:
    for name, shown in zip(HTML, outputs[1:], strict=False):
        (output,) = [one for one in shown if one.output_type == "execute_result"]
        page = output.data["text/html"]
        assert 'class="exegesis' in page, name
        assert "<script" not in page
        assert "<html" not in page
        assert len(output.data["text/plain"]) < 400, name


def test_a_plot_is_a_picture(outputs: list[Any]) -> None:
    (output,) = outputs[1 + len(HTML)]
    assert output.data["image/png"].startswith("iVBOR")
    assert output.metadata["image/png"]["width"] > 100


def test_what_is_printed_is_short(outputs: list[Any]) -> None:
    *plain, names = outputs[2 + len(HTML) :]
    for name, shown in zip(LINES, plain, strict=False):
        text = shown[0].data["text/plain"]
        assert len(text) < 600, name
    listed = json.loads(names[0].text.replace("'", '"'))
    assert {"explain", "load", "Explanation", "compare"} <= set(listed)
    assert not any(name.startswith("_") and name != "__version__" for name in listed)
