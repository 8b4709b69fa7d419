"""Treebanks at toy size: what is good, bad or boring, and what isn't."""

from pathlib import Path

import pytest

from recipes.tags import corpus

SENTENCE = """# sent_id = {name}
# text = The {noun} isn't {adjective}.
1\tThe\tthe\tDET\tDT\t_\t2\tdet\t_\t_
2\t{noun}\t{noun}\tNOUN\tNN\t_\t5\tnsubj\t_\t_
3-4\tisn't\t_\t_\t_\t_\t_\t_\t_\t_
3\tis\tbe\tAUX\tVBZ\t_\t5\tcop\t_\t_
4\tn't\tnot\tPART\tRB\t_\t5\tadvmod\t_\t_
5\t{adjective}\t{adjective}\tADJ\tJJ\t_\t0\troot\t_\tSpaceAfter=No
6\t.\t.\tPUNCT\t.\t_\t5\tpunct\t_\t_

"""


@pytest.fixture
def treebanks(tmp_path: Path) -> Path:
    """A folder with the four files that the recipe reads; they are not packed, whatever they are called."""
    folder = tmp_path / "conllu"
    folder.mkdir()
    words = [(noun, adjective) for noun in ("film", "story", "plot") for adjective in ("good", "bad", "boring")]
    for name, count in ((corpus.TRAIN, 36), (corpus.DEV, 9), (corpus.TEST, 9), (corpus.OTHER, 4)):
        made = [
            SENTENCE.format(name=number, noun=words[number % 9][0], adjective=words[number % 9][1])
            for number in range(count)
        ]
        (folder / name).write_text("".join(made), encoding="utf-8")
    return folder
