"""WikiText as plain text: its tokenisation marks undone, its headings dropped, cut into articles.

Merity et al. 2016. In the files read here headings stand within the lines and " @.@ " is broken over two of them.
"""

import gzip
import re
from pathlib import Path

from exegesis.core.errors import InputError

UNKNOWN = "[UNK]"  # what `<unk>`, the words WikiText-2 left out, becomes: the tokenizer's own unknown piece

_MARK = re.compile(r"\s*@ ?([-,.])\s*@\s*")  # " @-@ ", " @ - @ ", " @ .\n@ "
_HEADING = re.compile(r"(?<!\S)((?:= )+)([^=\n]+ )\1")  # "= Title = ", "= = Section = = "; they may stand in a row


def read_articles(path: Path) -> list[list[str]]:
    """The lines of each article of a (gzipped) WikiText file."""
    if not path.is_file():
        raise InputError(f"no file {path.name} in the data folder's text/; give the folder that holds it with --data.")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return articles(lines.read())


def articles(text: str) -> list[list[str]]:
    """The lines of each article, without headings and blank lines; a heading of the first level starts an article."""
    plain = _MARK.sub(r"\1", text)
    ended = "\n".join(f"{line.strip()} " for line in plain.splitlines())
    marked = _HEADING.sub(lambda found: "\f" if found[1] == "= " else "\n", ended).replace("<unk>", UNKNOWN)
    cut = [[line.strip() for line in article.split("\n") if line.strip(" =")] for article in marked.split("\f")]
    return [lines for lines in cut if lines]
