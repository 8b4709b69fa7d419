"""Which file is read in which way, by its name and by what it holds."""

from pathlib import Path
from typing import Any

from exegesis.core.errors import InputError
from exegesis.core.tables import KINDS, BadRow, ending, rows
from exegesis.explorer.corpus.sources.conllu_files import ConlluFile
from exegesis.explorer.corpus.sources.own_tags import WORDS, TaggedLines
from exegesis.explorer.corpus.sources.plain_text import TextRows, Untagged
from exegesis.explorer.corpus.sources.records import TaggedSource, Tagger

GOLD = "gold"  # where tags come from that stand in the files
_CONLLU = ".conllu"
_SPACY = "spacy:"


def sources(files: list[Path], tags: Any, text_column: str | None) -> tuple[list[TaggedSource], str | None]:
    """The files in their order, and where their tags come from (None: there are none).

    `tags`: "spacy:NAME", a token classifier (what `exegesis.load` takes) or None. What has no effect is refused.
    """
    own = [_has_tags(path) for path in files]
    if tags is not None and all(own):
        raise InputError(f"{', '.join(path.name for path in files)}: all words have tags there; leave tags out.")
    if text_column is not None and all(own):
        raise InputError("text_column is for files of plain texts, and there is none among these.")
    tagger = None if all(own) else _tagger(tags)
    found: list[TaggedSource] = [
        _tagged(path) if has else TextRows(path, text_column or "text", tagger or Untagged())
        for path, has in zip(files, own, strict=True)
    ]
    named = None if tagger is None or tags is None else tagger.name
    return found, " and ".join([*([GOLD] if any(own) else []), *([named] if named else [])]) or None


def _tagged(path: Path) -> TaggedSource:
    return ConlluFile(path) if ending(path) == _CONLLU else TaggedLines(path)


def _has_tags(path: Path) -> bool:
    kind = ending(path)
    if kind == _CONLLU:
        return True
    if kind not in KINDS:
        raise InputError(
            f"cannot tell what {path.name!r} holds: its name must end in {_CONLLU}, {', '.join(KINDS)}, or one of "
            "these and .gz."
        )
    first = next(iter(rows(path)), None) if kind == ".jsonl" else None
    return first is not None and not isinstance(first, BadRow) and WORDS in first.fields


def _tagger(tags: Any) -> Tagger:
    if tags is None:
        return Untagged()
    if isinstance(tags, str) and tags.startswith(_SPACY):
        from exegesis.explorer.corpus.sources.spacy_pipelines import SpacyPipeline

        return SpacyPipeline(tags.removeprefix(_SPACY))
    from exegesis.explorer.corpus.sources.tag_models import TagModel

    return TagModel(tags)
