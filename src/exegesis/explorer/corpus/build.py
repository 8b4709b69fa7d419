"""A corpus built: its texts into a database, then the vectors of their words into arrays. What is there is kept."""

import gc
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from exegesis.core.codec import to_file
from exegesis.core.errors import ExegesisError, InputError, UnsupportedError
from exegesis.core.files import write_whole
from exegesis.core.journal import Journal
from exegesis.core.plurals import plural
from exegesis.core.version import __version__
from exegesis.explorer.corpus.database import DATABASE, Writer
from exegesis.explorer.corpus.differing import differing
from exegesis.explorer.corpus.filling import Filled, Progress, fill, filled
from exegesis.explorer.corpus.planning import BuildPlan, check_words, planned
from exegesis.explorer.corpus.records import TAGS
from exegesis.explorer.corpus.result import LAYERS_SAID, SPECIAL_SAID, CorpusManifest
from exegesis.explorer.corpus.store import MANIFEST, Corpus, read_manifest
from exegesis.explorer.corpus.taking import source_facts, taken
from exegesis.explorer.corpus.wording import size_said

JOURNAL = "build.jsonl"
_HINT = "give another folder; or delete this one, or what is built there goes on when its own build is given again"


def build_corpus(
    model: Any,
    data: str | Path | Iterable[str | Path],
    out: str | Path,
    *,
    layers: Sequence[int] | None = None,
    contexts: bool = True,
    tags: Any = None,
    text_column: str | None = None,
    progress: Progress | None = None,
) -> Corpus:
    """A corpus of files as a model sees it: sentences, words with their tags, and of each word its vectors.

    A build that was ended, however that came, goes on where it was when it is given again.

    Args:
        model: what `exegesis.load` takes or gives; a transformer with its weights.
        data: the files, one or several: CoNLL-U (.conllu), lines of JSON with `text` and `words` that have tags of your
            own, or plain texts (.txt, one a line; a column of .csv, .tsv, .jsonl, .parquet); each may be packed (.gz).
        out: the folder to build, a new one or that of a build that was ended.
        layers: whose vectors are stored, 0 for the embeddings; None: all.
        contexts: whether the outputs of the heads of these layers are stored too.
        tags: what tags plain texts: "spacy:NAME" (an installed pipeline), or a token classifier with UPOS tags,
            "UPOS|deprel" or entities as labels. None: nothing, words are not annotated.
        text_column: the column of plain texts; None: "text".
        progress: called as (words done, words in all).

    Returns:
        The corpus, opened.

    Raises:
        InputError: a file that cannot be read or tags that do not align (file, line and sentence named); a folder that
            holds another build, one that is complete, or one that another process is building.
        UnsupportedError: the model shows no vectors of its words.
        ExegesisError: the disk is full; what is there is kept.
    """
    plan = planned(model, data, layers, contexts, tags, text_column)
    folder, new = _folder(out)
    with _journal(folder, plan) as journal:
        if _is_complete(folder):
            raise InputError(f"the corpus in {str(folder)!r} is complete; open it, or give another folder.")
        with _settled():
            _Building(plan, folder, new, journal).run(progress)
    return Corpus.open(folder)


class _Building:
    """One build under way, alone in its folder."""

    def __init__(self, plan: BuildPlan, folder: Path, new: Sequence[Path], journal: "Journal[int, Filled]") -> None:
        self.plan, self.folder, self.new, self.journal = plan, folder, new, journal

    def run(self, progress: Progress | None) -> None:
        """Both halves, each from where it was left. Where nothing is of use to a later build, nothing is left."""
        with closing(Writer(self.folder)) as writer:
            try:
                self._build(writer, progress)
            except BaseException as error:
                is_kept, said = self._is_kept(writer, error), self._left(writer)
                if not is_kept:
                    writer.close()
                    self._take_away()
                if isinstance(error, KeyboardInterrupt):
                    raise KeyboardInterrupt(said) from None
                raise

    def _build(self, writer: Writer, progress: Progress | None) -> None:
        self._write_manifest(writer, complete=False)
        taken(writer, self.plan.sources)
        check_words(writer.counts()[1])
        self._check_room(writer)
        self._write_manifest(writer, complete=False)
        fill(self.plan, writer, self.journal, self.folder, progress)
        writer.index()
        self._write_manifest(writer, complete=True)

    def _is_kept(self, writer: Writer, error: BaseException) -> bool:
        """Whether the same build can go on from what is there. What is refused once is so however often it is given."""
        if isinstance(error, InputError | UnsupportedError):
            return bool(self.journal.lines)
        return writer.counts()[1] > 0

    def _take_away(self) -> None:
        """All that this build wrote, the journal last, which says whose the folder is; and the folders it made."""
        for name in (MANIFEST, DATABASE, f"{DATABASE}-journal", *self.plan.shape.arrays(1)):
            (self.folder / name).unlink(missing_ok=True)
        self.journal.remove()
        with suppress(OSError):  # somebody else has put something there
            for folder in self.new:
                folder.rmdir()

    def _left(self, writer: Writer) -> str:
        words, done = writer.counts()[1], sum(one.words for one in self.journal.lines.values())
        if not words:
            return f"nothing was built yet, and nothing is left in {str(self.folder)!r}."
        return f"{done:,} of {plural(words, 'word')} are in {str(self.folder)!r}; the same build goes on from there."

    def _check_room(self, writer: Writer) -> None:
        """`ExegesisError` where there is no room for all words."""
        _, words = writer.counts()
        there = sum(
            path.stat().st_blocks * 512 for path in self.folder.glob("*.npy") if hasattr(path.stat(), "st_blocks")
        )
        needed = words * self.plan.shape.word_bytes - there
        free = shutil.disk_usage(self.folder).free
        if needed > free:
            raise ExegesisError(
                f"the vectors of {plural(words, 'word')} take {size_said(needed)} and {str(self.folder)!r} has "
                f"{size_said(free)} left; make room and give the same build again, or delete the folder and store "
                "fewer layers or leave out what the heads give."
            )

    def _write_manifest(self, writer: Writer, complete: bool) -> None:
        write_whole(self.folder / MANIFEST, to_file(self._manifest(writer, complete).to_dict()))

    def _manifest(self, writer: Writer, complete: bool) -> CorpusManifest:
        plan, shape = self.plan, self.plan.shape
        sentences, words = writer.counts()
        facts = [
            source_facts(writer, number, path.name, digest)
            for number, (path, digest) in enumerate(zip(plan.files, plan.digests, strict=True))
        ]
        sources = tuple(source for source, _ in facts)
        chunks = self.journal.lines.values()
        names = [DATABASE, *shape.arrays(words)] if complete else []
        return CorpusManifest(
            complete=complete,
            exegesis=__version__,
            model=plan.fingerprint.model,
            weights=str(plan.fingerprint.weights),
            tokenizer=str(plan.fingerprint.tokenizer),
            task=plan.model.head,
            stack=shape.stack,
            layers=shape.layers,
            context_layers=shape.context_layers,
            heads=shape.heads,
            width=shape.width,
            head_width=shape.head_width,
            dtype="float16",
            convention=LAYERS_SAID,
            special=SPECIAL_SAID,
            tags=plan.tags,
            annotations=tuple(tag for tag in TAGS if any(tag in source.annotations for source in sources)),
            sentences=sentences,
            words=words,
            pieces=sum(one.pieces for one in chunks),
            unseen=sum(one.unseen for one in chunks),
            sources=sources,
            files={name: (self.folder / name).stat().st_size for name in names},
            notes=self._notes(sum(one.cut for one in chunks), sum(empty for _, empty in facts)),
        )

    def _notes(self, cut: int, empty: int) -> tuple[str, ...]:
        said = []
        if cut:
            are = "is" if cut == 1 else "are"
            said.append(
                f"{plural(cut, 'sentence')} {are} longer than the {self.plan.model.limit} tokens that the model reads "
                "at once; each of their words was read in the window that shows most around it"
            )
        if empty:
            said.append(f"{plural(empty, 'empty node')} of CoNLL-U, which have no characters, were left out")
        if self.plan.shape.stack == "encoder":
            said.append("layers and heads are those of the encoder")
        return tuple(said)


@contextmanager
def _settled() -> Iterator[None]:
    """Inside, the collector of garbage passes over what was there before, and is put back as it was.

    torch and transformers hold some million objects; each look through them takes a fifth of a second, and a build
    makes enough new ones to ask for it again and again.
    """
    if gc.get_freeze_count():  # somebody else has settled them
        yield
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _folder(out: str | Path) -> tuple[Path, list[Path]]:
    """The folder of a build: a new one, or one that a build began; and which folders had to be made, innermost first.

    `InputError` where it holds something else.
    """
    folder = Path(out)
    try:
        new = [one for one in (folder, *folder.parents) if not one.exists()]
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / JOURNAL).exists() and any(folder.iterdir()):
            raise InputError(f"{str(folder)!r} holds other files; give a new folder.")
    except OSError as error:
        raise InputError(f"cannot write to {str(folder)!r}: {error.strerror or error}.") from None
    return folder, new


def _journal(folder: Path, plan: BuildPlan) -> "Journal[int, Filled]":
    """What the build has done so far, and its lock; `InputError` where it was another build, or is under way."""
    return Journal[int, Filled](folder / JOURNAL, "corpus", plan.record, filled, hint=_HINT, told=differing).begin()


def _is_complete(folder: Path) -> bool:
    return (folder / MANIFEST).exists() and read_manifest(folder).complete
