"""A corpus in a terminal: nothing of a name reaches it as it is."""

import io

import pytest
from rich.console import Console

from exegesis.explorer.corpus.records import CorpusSource
from exegesis.explorer.corpus.terminal import show
from exegesis.explorer.corpus.wording import layers_said, size_said
from tests.explorer.corpus.made import manifest


def shown(**changed: object) -> list[str]:
    written = io.StringIO()
    show(manifest(**changed), Console(file=written, width=100))
    return written.getvalue().splitlines()


def test_what_is_there_and_what_is_not_annotated() -> None:
    source = CorpusSource("\x1b[31mewt.conllu", "f" * 64, 2, 9, ("lemma", "upos", "xpos", "deprel", "head"))
    lines = shown(sentences=2, words=9, sources=(source,), tags="gold", files={"a.npy": 3_456_000}, notes=("cut",))
    assert lines == [
        "2 sentences, 9 words",
        "  model       tiny-bert (classification), weights aaaaaaaaaaaa",
        "  vectors     layers 0-2, 6 wide",
        "  heads       layers 1-2, 2 heads of 3",
        "  size        3.5 MB",
        "  tags        gold",
        "  file        ␛[31mewt.conllu: 2 sentences, 9 words; not annotated: ent",
        "! cut",
    ]


def test_one_that_is_half_built() -> None:
    lines = shown(complete=False, context_layers=(), unseen=1)
    assert lines[0] == "1 sentence, 2 words, half built: the same build, given again, goes on"
    assert "  unseen      1 word of which the tokenizer shows the model nothing" in lines
    assert not any("heads" in line for line in lines)
    unread = CorpusSource("ewt.conllu", "f" * 64, 0, 0, ())
    assert "  file        ewt.conllu: not all read yet" in shown(complete=False, sources=(unread,))


@pytest.mark.parametrize(
    ("layers", "said"), [((0, 1, 2, 4, 6, 7), "0-2, 4, 6-7"), ((3,), "3"), ((), ""), ((2, 0, 1), "0-2")]
)
def test_layers(layers: tuple[int, ...], said: str) -> None:
    assert layers_said(layers) == said


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (38_400, "38.4 kB"),
        (999_499, "999 kB"),
        (999_500, "1.0 MB"),
        (5e15, "5000 TB"),
    ],
)
def test_sizes(size: int, said: str) -> None:
    assert size_said(int(size)) == said
